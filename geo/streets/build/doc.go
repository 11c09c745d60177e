// Package build makes a pedestrian network of ways and nodes as a source streams
// them.
//
//	b := build.New(streets.Standard)
//	b.AddWay(id, class, name, nodeIDs)
//	b.FreezeNodes()
//	b.PlaceNode(nodeID, lon, lat)
//	network, report, err := b.Build(ctx)
//
// Which ways a source's tags let walkers use is for [Rules] to say. What the source
// knows beyond its ways is told to the [Builder] too, and only then costs anything:
// gates, kerbs, lifts and lights at nodes ([Builder.Mark]), squares
// ([Builder.AddArea]), lines that no access leg crosses ([Builder.AddObstacle]),
// links that the source lacks ([Builder.Repair]) and heights ([Builder.SetTerrain]).
//
// # From ways to arrays
//
// Ways are cut into segments between nodes, and squares get their lines across
// (squares.go). A draft of the street graph is then refined in this order: steps are
// measured, repairs joined, waits at crossings shared out, heights taken, nodes split
// at gates, kerbs and lifts, and what lies behind gates told apart (draft.go). The
// rest is layout: nodes along a Hilbert curve, chains of degree two contracted to
// edges, those on islands last (assemble.go). The result is one [streets.Arrays],
// which [streets.New] checks and indexes.
//
// It takes about a microsecond a node, half of it for lengths, which are measured on
// all processors. The same input in any order gives the same arrays.
package build
