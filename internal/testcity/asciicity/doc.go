// Package asciicity draws cities for tests as text, so that a reader can check
// walking times by eye.
//
//	c := asciicity.New(t, asciicity.Cell(100), `
//		H---a---b
//		        |
//		0---1---2
//	`)
//	c.Reach("clinic", 30*time.Minute).String() // "0:1620 1:1260 2:900"
//
// One character is one cell east, one line one cell south, and the first
// character lies at 31° N 121° E, where swapped axes and forgotten cosines show.
//
//   - A capital is a facility whose id is the letter: see [Offers] for what it
//     offers.
//   - A digit n is a place of demand with 2ⁿ people, so that a sum names who is
//     in it: 6 can only be places 1 and 2.
//   - A small letter or + is a corner.
//   - Streets run along - and | between any of these; where a street ends at a
//     facility or a place, that lies on the street. Those that no street
//     touches lie off the streets and walk to the nearest.
//   - = is a bridge: the street from west to east passes over the one from
//     north to south and does not meet it.
//   - Residents' streets, which are not walked through, run along . and : instead.
//   - Steps run along > and < to the east, and along ^ and , to the south: > rises
//     to the east, < to the west, ^ to the north and , to the south.
//   - Some corners are more: % is a gate for residents, / one for everybody, @ one
//     that is locked; * has traffic lights, _ a raised kerb, & is a lift.
//   - Along two or more ~ lies water, along # a wall; they go on under what
//     crosses them. No leg between a point and a street leads over either.
//
// A walled estate with one gate, and stairs over a river:
//
//	+------+------+             0
//	|      |      |             |
//	|   ###%###   |           ~~^~~~~~
//	|   #  :  #   |             |
//	|   #..+..#   |             +----H
//
// Squares are made with [City.Square], heights with City.Terrain, whatever else a
// street is by changing it: [City.Street], [City.MarkAt].
//
// Each straight street of one kind is a way of its own; ways are numbered from 1
// in reading order of their first character, those to the east before those to
// the south. Nodes are numbered likewise. At 4 km/h 100 m take 90 s. Coordinates lie on
// OpenStreetMap's grid of 1e-7 degrees, about a centimetre, so a stretch of 100 m
// may be a centimetre off, and a time some hundredths of a second.
//
// Streets shorter than 1 km in all are an island that nothing is linked to,
// here as everywhere: draw a little more or take larger cells.
//
// [Random] draws cities by chance; [City.SVG] draws one as a picture;
// [City.Files] writes it as the files that a planner would bring.
package asciicity
