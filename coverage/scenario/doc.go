// Package scenario is what planners change in a city, and what that does: the
// changes, their effect on who is covered, and named lists of them.
//
//	changes, err := scenario.Decode(tree)               // of a file, or of a request
//	effect, err := scenario.WhatIf(ctx, base, changes, scenario.Question{})
//
// A list of changes makes a city of its own: [Apply] opens it beside the base,
// which stays as it is, and [Edits] says what the rebuild of the same city has to
// do. Who keeps scenarios, and where, is not told here.
package scenario
