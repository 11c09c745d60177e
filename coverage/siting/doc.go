// Package siting says where next: which new facilities, moved or closed ones and
// which links of streets bring most, what they cost, and how close a plan is to the
// best that any plan could be.
//
//	answer, err := siting.Run(ctx, engine, question, siting.Options{Progress: show})
//
// A [Question] becomes candidates; each candidate has the places that it would
// cover, found by one bounded search (catchment.Catchments); package covering looks
// for the best plan and proves a bound; the plan is then built step by step by the
// what-if engine, whose coverage is what the [Answer] tells. What is optimised is
// the certain coverage: places near the edge of the data and places that join no
// street are listed, never counted as gained.
package siting
