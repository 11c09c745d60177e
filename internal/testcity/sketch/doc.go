// Package sketch makes small street networks for tests: letters of a drawing are
// nodes, words of letters are ways.
//
//	s := sketch.Draw(t, `
//		a-----b
//		|     |
//		d-----c`)
//	network, report := s.Streets(1, "abcda").Build()
//
// Of what a planner's city has besides streets, asciicity draws more. Here too are
// a town of random streets ([RandomTown]), a network of listed nodes and ways
// ([Network]), a large one ([Grid]), and what the tests of the packages streets and
// build read off a network alike.
package sketch
