// Package reach finds the nearest facility on foot for every place of demand.
//
// One search starts at all facilities of a service together and runs over the
// reversed streets, so it costs one pass over the city however many they are:
//
//	weights := network.Under(profile)
//	goals := reach.NewGoals(weights, streets.PrivateResidents, sources)
//	labels, err := reach.Nearest(ctx, goals, reach.Options{Limit: 900_000})
//	cost, source, ok := labels.At(reach.Join(weights, access))
//
// Ties go to the source of the smaller index, so sources are handed over in the
// order of their ids. What "covered" means is coverage's affair.
//
// # Phases
//
// Streets that only residents use are walked at either end of a walk, not
// through. So a walk has up to three phases: inside one's own compound, on the
// streets of everybody, inside the facility's compound. The states of every search
// are the vertices of the streets in a phase; what these are is said once, in
// phases.go. Searches over labels take the phases from the end: the facilities'
// compounds, everybody's streets, and the compounds again, each from what the one
// before found. The compounds are a graph of their own, small as a rule, so that
// the phase in the middle is the search there was without them. Where private
// streets are closed, or open to all, there is one phase. A [Tracer] and a
// [Spreader] walk from state to state, whatever the phase.
//
// A street costs what its profile says, in each direction; one that is blocked
// has no arc. Labels know no entrances: a facility with several has a source for
// each, and a place takes the best of its joints.
//
// [Labels.Repair] tells what labels are after a change, without searching again:
// sources or streets come or go, or cost less. A [Tracer] finds one walk with every
// step, a [Spreader] everything within a walk of a place, in either direction, and
// [NearestTwo] what is left to somebody whose nearest facility closes.
//
// # The search
//
// A label is cost and source in one 64-bit number, so that one comparison
// decides both, and the least fixed point of all labels is unique: the answer
// does not depend on the order of work. Labels wait in buckets of 128 ms of
// walking, each worked until it is empty; a segment is about 45 s of walking, so
// hardly a node is settled twice. On networks larger than the cache, sources are
// taken along the curve a batch at a time over the same labels, which keeps
// the fronts in the cache for a few nodes settled again (shared/bench measured
// the same). Tried and left: a binary heap (2.8 to 9 times slower), one bucket
// per millisecond (3 times), contraction hierarchies (wrong tool for a limit of
// 1 km).
package reach
