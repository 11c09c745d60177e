// Package coverage is the product: who can walk to a service within its limit,
// by district, against a target.
//
//	engine, err := coverage.Open(ctx, city, coverage.Options{})
//	rows, err := engine.Rows(ctx, coverage.Query{Services: []string{"clinic"}})
//
// For service s with limit T, group g and district d
//
//	coverage = Σ p(i,g)·[t(i,s) ≤ T] / Σ p(i,g)      over the demand i in d
//
// where t is the least walking time over all open facilities offering s, wherever
// they are. Amounts are summed in thousandths and compared with targets in
// millionths, so that no order of summation changes an answer.
//
// How people walk is a setting: a profile, and what becomes of residents' streets.
// Each question may ask for its own; what was searched in one is kept for the
// next. [Engine.Itinerary] tells one walk in full, and [Engine.AgeFriendly] what keeps a
// profile from what another reaches. [Engine.Gaps] finds where the people are who
// are not covered, how many, and why.
//
// The search itself is in coverage/reach. The package knows nothing of files,
// SQL or HTTP, and its types carry no tags of either.
package coverage
