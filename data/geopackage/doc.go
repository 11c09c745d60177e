// Package geopackage writes and opens GeoPackages (OGC 12-128r17): the database,
// its own tables and the form of its geometries. What the tables of a planner's
// GeoPackage are is for those who write them.
//
// A file is one connection to the driver: database/sql would copy and convert a
// hundred million values on the way, and its pool has nothing to do here.
package geopackage
