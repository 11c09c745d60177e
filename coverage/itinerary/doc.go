// Package itinerary tells one walk, leg by leg, and why it is not within the
// limit:
//
//	it, err := itinerary.Find(ctx, engine, itinerary.Query{Place: "e042", Service: "clinic"})
//
// From a place of demand it is the walk that coverage counts: the same
// milliseconds to the same facility. A walk costs a search of what lies between
// its two ends.
package itinerary
