// Package reach finds the nearest facility on foot for every place of demand.
//
// One search starts at all facilities of a service together and runs over the
// reversed streets, so it costs one pass over the city however many they are:
//
//	labels, err := reach.Nearest(ctx, reach.NewGoals(network, sources), reach.Options{Limit: 900_000})
//	cost, source, ok := labels.At(access)
//
// Ties go to the source of the smaller index, so sources are handed over in the
// order of their ids. What "covered" means is coverage's affair.
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
