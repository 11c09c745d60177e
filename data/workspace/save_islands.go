package workspace

import (
	"database/sql/driver"
	"errors"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/geopackage"
)

func (s *saver) islands(c *Content) error {
	var box *orb.Bound
	for _, v := range c.Islands {
		box = extend(box, v.At)
	}
	return s.table(islandTable, box, func(add func(...driver.Value) error) error {
		for _, v := range c.Islands {
			geom, err := geopackage.Encode(v.At, geopackage.WGS84)
			if err != nil {
				return err
			}
			people := driver.Value(nil)
			if v.People != coverage.Missing {
				people = float64(v.People) / 1000
			}
			values := []driver.Value{geom, v.LengthMM, int64(v.Segments), v.At[0], v.At[1], int64(v.Places), people, int64(v.Facilities),
				v.Joins[0], v.Joins[1], v.JoinsM}
			if err := add(values...); err != nil {
				return err
			}
		}
		return nil
	})
}

// maxJoinM is half of the way around the earth.
const maxJoinM = 20_100_000

func (l *loader) islands() error {
	return l.rows(islandTable, false, -1, func(s *scan) error {
		var v Island
		v.LengthMM, v.Segments, v.At = s.whole(), int(s.whole()), s.point()
		v.Places, v.People, v.Facilities = int(s.whole()), s.amount(), int(s.whole())
		v.Joins, v.JoinsM = s.point(), s.real()
		if s.err == nil && !(v.JoinsM >= 0 && v.JoinsM <= maxJoinM) {
			return errors.New("where the island joins is out of range")
		}
		l.c.Islands = append(l.c.Islands, v)
		l.c.Streets.Islands = append(l.c.Streets.Islands, v.Island)
		l.c.City.Islands = l.c.Islands
		return nil
	})
}
