// Package streets is the pedestrian network: which ways walkers may use, what
// a stretch of street costs, and where a point joins it.
//
// A [Builder] takes ways and nodes as a source streams them and makes a
// [Network]; [Network.WriteTo] writes it as one file and [Open] maps that file
// into memory, so that opening a city costs milliseconds:
//
//	b := streets.NewBuilder(streets.Standard)
//	b.AddWay(id, class, name, nodeIDs)
//	b.FreezeNodes()
//	b.PlaceNode(nodeID, lon, lat)
//	network, report, err := b.Build(ctx)
//	access := network.Link(point)
//
// # Shape
//
// A segment joins two consecutive nodes of a way; its length is rounded to a
// millimetre and its cost to a millisecond, once. Chains of segments through
// nodes of degree two are contracted to edges between junctions. Junctions come
// first in the numbering, along a Hilbert curve, so that a search touches
// neighbours in memory; the interior nodes of an edge follow in the edge's
// order and are its geometry. The search sees junctions and arcs only
// (coverage/reach); access, drawing and interior labels see segments.
//
// # Beside the streets
//
// What a source says beyond its ways is told to the Builder too, and only then
// costs anything: gates, kerbs, lifts and lights at nodes ([Builder.Mark]),
// squares ([Builder.AddArea]), lines that no access leg crosses
// ([Builder.AddObstacle]), links that the source lacks ([Builder.Repair]) and
// heights ([Builder.SetTerrain]). A [Kind] is all that is known of a stretch of
// street, a [Profile] what that means to a group, and [Network.Under] weighs the
// one by the other. An edge is walked by everybody or by residents, see [Use].
//
// # What if
//
// [Network.Patch] lays edits over a network: links that are added, pieces that are
// closed or opened. The patched network shares the arrays of its base, costs what
// the edits touch and is asked like any other; [Weights.Patch] does the same for
// what walking costs. Edges keep their numbers, those that are gone too
// ([Network.Live]), and [Network.Resolve] says where an access of the base lies.
// [Network.Flatten] makes a plain network of it, to be kept in a file.
//
// Neither contraction nor the order of the input changes an answer: costs are
// integers, rounded before they are summed.
//
// The package knows nothing of services, file formats of others, or HTTP.
package streets
