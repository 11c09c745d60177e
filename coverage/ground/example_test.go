package ground_test

import (
	"context"
	"fmt"
	"log"

	"github.com/paulmach/orb"

	"lifecircle/coverage/ground"
	"lifecircle/geo"
)

// The ground around a street of 300 m that is walked from its western end at 4 km/h,
// within two and within five minutes: 83 and 283 m with 50 m on either side, and round ends.
func ExampleDraw() {
	const pace = 4.0 / 3600 // metres a millisecond
	plane := geo.PlaneAt(orb.Point{121, 31})
	street := ground.Piece{Near: plane.From(0, 0), Far: plane.From(300, 0), FarTime: 300 / pace}
	shapes, err := ground.Draw(context.Background(), ground.Question{Pieces: []ground.Piece{street}, Limits: []float64{120_000, 300_000}, Pace: pace})
	if err != nil {
		log.Fatal(err)
	}
	for k, minutes := range []int{2, 5} {
		fmt.Printf("%d minutes: %d polygon, %.1f ha\n", minutes, len(shapes.Of[k]), geo.Area(shapes.Of[k])/10_000)
	}
	// Output:
	// 2 minutes: 1 polygon, 1.6 ha
	// 5 minutes: 1 polygon, 3.6 ha
}
