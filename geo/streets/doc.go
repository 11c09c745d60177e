// Package streets is the pedestrian network: what a stretch of street is, what
// it costs a profile to walk it, and where a point joins it.
//
// Package build makes a network of ways and nodes, [Open] maps the file of one
// into memory, so that opening a city costs milliseconds, and [New] makes one of
// plain arrays, which is what the other two do:
//
//	network, err := streets.Open("city.lifecircle/streets.lc")
//	access := network.Link(point)
//	seniors := network.Under(senior)
//	at := seniors.Locate(access) // milliseconds to both ends of its street
//
// # Shape
//
// [Arrays] are a network: flat arrays that refer to each other by index, as the
// file holds them. A segment joins two consecutive nodes of a way; its length is
// rounded to a millimetre and its cost to a millisecond, once. Chains of segments
// through nodes of degree two are edges between junctions. Junctions come first in
// the numbering, along a Hilbert curve, so that a search touches neighbours in
// memory; the interior nodes of an edge follow in the edge's order and are its
// geometry. A search sees junctions and arcs only (coverage/reach); access, drawing
// and interior labels see segments. What one is, its length, climb, waits and steps,
// is asked of a [Segment].
//
// # Who walks, and how
//
// A [Kind] is all that is known of a stretch of street, a [Profile] what that means
// to a group, and [Network.Under] weighs the one by the other. An edge is walked by
// everybody or by residents, see [Use]. A gate, a kerb or a lift is a segment of no
// length that whoever passes takes.
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
// The package knows nothing of services, of sources and their tags, or HTTP.
package streets
