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
// streets of everybody, inside the facility's compound. The search goes through
// them from the end: over the facilities' compounds, over everybody's streets,
// and over the compounds again, from whatever the stages before found. The
// compounds are a graph of their own, small as a rule, so that the stage in the
// middle is the search there was without them. Where private streets are closed,
// or open to all, there is one stage.
//
// A street costs what its profile says, in each direction; one that is blocked
// has no arc. Labels know no entrances: a facility with several has a source for
// each, and a place takes the best of its joints.
//
// A [Mender] tells what labels would be if some streets were mended, without
// searching again, a [Tracer] finds one walk with every step, and a [Spreader]
// everything within a walk of a place, in either direction.
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
