// Package ground draws the ground that is reached around streets: for each of
// several limits a shape of polygons.
//
//	shapes, err := ground.Draw(ctx, ground.Question{
//		Pieces: pieces, Walls: walls, Limits: []float64{300_000, 900_000}, Pace: pace,
//	})
//
// A shape is what lies within [Most] metres of a reached piece of street, or
// within the way that the time left there still allows, whichever is less, in a
// straight line that leads over no obstacle.
//
// # How it is drawn
//
// Joining thousands of capsules one by one takes seconds and asks of the overlay
// what overlays are worst at: nearly coinciding lines. So the shape is a contour:
// of the field
//
//	φ(x) = min over reached s that x sees  |x − s| − min(Most, left(s)·pace)
//
// at the nodes of a grid, [Finest] metres apart, followed by marching squares
// (W. E. Lorensen, H. E. Cline, Marching Cubes, SIGGRAPH 1987, in the plane).
// What the shapes owe to their reader holds by construction:
//
//   - Every reached street point is in its shape. A piece is given at least a
//     cell's diagonal of ground, so that all corners of the cells it passes are
//     inside. Where an obstacle parts a corner from the street, the street's part
//     of the cell is tested, and if it would be cut the corner counts as inside.
//   - Every vertex lies within Most and one cell's side of a reached street, or
//     at the end of a piece within a cell's diagonal and side.
//   - Shapes are nested over the limits: all use one grid, φ only falls with the
//     limit, opposite corners of a cell are never joined, and where a contour meets
//     the side of a cell only moves outward.
//   - Shapes are valid: a contour passes a side between two nodes once, away from
//     both, so that no two rings touch. A band goes over from one contour to the
//     other where both meet a side in one place, so that its parts meet in corners.
//   - The line between two neighbours that an obstacle parts is followed to just
//     before it. Thus a shape does not reach over one, but for less than a
//     metre where a node lies at it, and for the corner above: by a cell's diagonal,
//     where the street runs as close along it.
//
// The answer says how far apart the nodes were. Only tiles of the grid that a
// piece reaches take memory; a question that would need more than [mostTiles] of
// them is drawn twice as coarse, up to [Coarsest].
package ground
