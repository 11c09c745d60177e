// Package workspace is the folder that a city is built into, X.lifecircle/:
//
//	city.gpkg    the tables, a GeoPackage 1.3 that QGIS opens as it is
//	streets.lc   the network, a file that is mapped into memory
//
// [Write] lands a city whole or not at all; [Open] reads one, [Identity] tells
// cheaply whether it is still the same, [Verify] reads all of one and says what of it
// is not as it was written:
//
//	err := workspace.Write(ctx, "city.lifecircle", content)
//	content, err := workspace.Open(ctx, "city.lifecircle")
//	defer content.Close()
//
// # Landing
//
// A build is written into a folder beside the old one, its files and the folder
// are synced, and then old and new change places in one step of the file system
// (RENAME_EXCHANGE). Where there is no such step, the new build moves into the
// workspace as build-N/ and a file called current, which is renamed into place,
// names it. A process that dies at any moment thus leaves the old city or the
// new one, and the next build clears its remains away. A lock file beside the
// folder keeps two builds apart. Files in the folder that are not ours, such as
// a QGIS project, are kept.
//
// # Reading
//
// Both files are opened read-only; the GeoPackage as immutable, so that no
// journal appears beside it. Nothing hashes the GeoPackage's bytes, since QGIS
// touches what it opens. Coordinates, fractions and amounts read back exactly:
// they stand in columns of their own beside the geometry. A missing amount is
// NULL. The same content gives the same bytes; no time of day is written.
//
// What the layers mean and how they are made is data/importer's affair.
package workspace
