package answer_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// overBridge is a walk with one of everything: out of an estate, through its
// gate, along a road in two pieces with lights, over a footbridge, across a square, up a lift,
// to a clinic; 74 seconds too long.
func overBridge() itinerary.Itinerary {
	at := func(i int) orb.Point { return orb.Point{121 + float64(i)/1000, 31} }
	line := func(i int) orb.LineString { return orb.LineString{at(i), at(i + 1)} }
	spot := orb.LineString{at(2), at(2)}
	legs := []itinerary.Leg{
		{Kind: itinerary.LegAccess, LengthM: 18, Millis: 21_600, Crosses: streets.ObstacleWall, Line: line(0)},
		{Kind: itinerary.LegCompound, Way: 31, Class: "service", LengthM: 210.1, Millis: 252_120, Line: line(1), ClimbM: new(0.5), DescentM: new(0.25)},
		{Kind: itinerary.LegGate, Way: 4711, Hours: "06:00-22:00", Line: spot},
		{Kind: itinerary.LegStreet, Way: 32, Name: "滨江路", Class: "secondary", LengthM: 340.2, Millis: 438_240, Wait: 30_000, Signals: 0.5, Line: line(2), ClimbM: new(2.0), DescentM: new(1.0)},
		{Kind: itinerary.LegStreet, Way: 35, Name: "滨江路", Class: "tertiary", LengthM: 30, Millis: 36_000, Wait: 12_000, Signals: 0.5, Line: line(2), ClimbM: new(1.0), DescentM: new(0.0)},
		{Kind: itinerary.LegSteps, Way: 33, Name: "Footbridge", Class: "steps", LengthM: 20, Millis: 87_800, Steps: 40, Line: line(3), ClimbM: new(6.0), DescentM: new(0.0)},
		{Kind: itinerary.LegSquare, Way: 34, Name: "People's Square", Class: "pedestrian", LengthM: 65, Millis: 78_000, Line: line(4)},
		{Kind: itinerary.LegLift, Way: 4712, Wait: 40_000, Millis: 40_000, Line: spot},
		{Kind: itinerary.LegAccess, LengthM: 16.9, Millis: 20_240, Line: line(5)},
	}
	millis := int64(0)
	for _, l := range legs {
		millis += l.Millis
	}
	return itinerary.Itinerary{
		Query: itinerary.Query{Place: "a", Service: "clinic", Scope: coverage.Scope{Profile: "senior", Minutes: 15, Private: streets.PrivateResidents}},
		From:  at(0), To: at(6), Facility: "c1", Millis: &millis, Limit: 900_000, Slack: new(900_000 - millis), Legs: legs,
		Missed: &itinerary.Miss{
			Cause: itinerary.CauseDetour, Nearest: "c1", NearestAt: at(6), StraightM: 332.2, WalkMillis: &millis, Ratio: new(2.35),
			Crossed: []streets.Obstacle{streets.ObstacleWall, streets.ObstacleRailway}, NearEdge: true,
		},
	}
}

func TestWalkGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"walk.json", answer.EN, answer.JSON},
		{"walk.geojson", answer.ZH, answer.GeoJSON},
		{"walk.en.text", answer.EN, answer.Text},
		{"walk.zh.text", answer.ZH, answer.Text},
	} {
		t.Run(c.file, func(t *testing.T) {
			w := answer.Walk{City: city(), Lang: c.lang, Walk: overBridge()}
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return w.Write(b, c.format) }))
		})
	}
}

// What is said of a walk that is or isn't within its limit, and why.
func TestAnItinerarySaysWhetherAndWhy(t *testing.T) {
	point := orb.Point{121.01, 31.02}
	for _, c := range []struct {
		name   string
		change func(*itinerary.Itinerary)
		want   []string // lines
	}{
		{"within", func(w *itinerary.Itinerary) {
			w.Millis, w.Covered, w.Missed = new(int64(731_000)), true, nil
		}, []string{"Within 15 minutes: the walk takes 12:11, with 2:49 to spare."}},
		{"exactly", func(w *itinerary.Itinerary) {
			w.Millis, w.Covered, w.Missed = new(int64(900_000)), true, nil
		}, []string{"Within 15 minutes: the walk takes 15:00, with 0:00 to spare."}},
		{"over by a hair", func(w *itinerary.Itinerary) {
			w.Millis = new(int64(900_001))
		}, []string{"Not within 15 minutes: the walk takes 15:01, which is 0:01 too long."}},
		{"a detour", func(w *itinerary.Itinerary) {}, []string{
			"Not within 15 minutes: the walk takes 16:14, which is 1:14 too long.",
			"Why: detour. As the crow flies the nearest is 江湾<一>社区卫生服务中心 c1, only 332 m away, but the walk there is too long.",
			"The walk there takes 16:14, 2.4 times as far as the straight line.",
			"In between: a wall, a railway.",
			"It is near the edge of the data: something beyond might be nearer.",
		}},
		{"too far", func(w *itinerary.Itinerary) {
			*w = itinerary.Itinerary{Query: w.Query, From: w.From, To: point, Limit: 900_000, Missed: &itinerary.Miss{Cause: itinerary.CauseDistance, Nearest: "c2", NearestAt: point, StraightM: 3412}}
		}, []string{
			"Not within 15 minutes: no walk was found.",
			"Why: distance. There is nothing within the limit even as the crow flies; the nearest so is c2, 3,412 m away.",
		}},
		{"no street", func(w *itinerary.Itinerary) {
			*w = itinerary.Itinerary{Query: w.Query, From: w.From, To: point, Limit: 900_000, Missed: &itinerary.Miss{Cause: itinerary.CauseDisconnected, Nearest: "c2", NearestAt: point, StraightM: 120}}
		}, []string{
			"Why: disconnected. The streets here do not join the others, or there is no usable street within 500 m.",
			"As the crow flies the nearest is c2, 120 m away.",
		}},
		{"nobody offers it", func(w *itinerary.Itinerary) {
			*w = itinerary.Itinerary{Query: w.Query, From: w.From, Limit: 900_000, Missed: &itinerary.Miss{Cause: itinerary.CauseNoFacility}}
		}, []string{"Why: no facility. Nobody offers Clinics."}},
		{"to a point, around", func(w *itinerary.Itinerary) {
			w.Query.Service, w.Query.To, w.Facility, w.Missed.Nearest = "", &point, "", ""
		}, []string{"Why: detour. It is only 332 m away as the crow flies, but the walk is too long."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			walk := overBridge()
			c.change(&walk)
			w := answer.Walk{City: city(), Lang: answer.EN, Walk: walk}
			got := string(written(t, func(b *bytes.Buffer) error { return w.Write(b, answer.Text) }))
			for _, line := range c.want {
				if !strings.Contains(got, line+"\n") {
					t.Errorf("no line %q in\n%s", line, got)
				}
			}
			w.Lang = answer.ZH
			zh := string(written(t, func(b *bytes.Buffer) error { return w.Write(b, answer.Text) }))
			if strings.Contains(zh, "Why") || strings.ContainsAny(zh, "{}") || strings.Contains(zh, "walk.") || strings.Contains(zh, "cause.") {
				t.Errorf("in Chinese it says\n%s", zh)
			}
			checkFeatures(t, written(t, func(b *bytes.Buffer) error { return w.Write(b, answer.GeoJSON) }))
		})
	}
}

// What does not exist is null, never a zero.
func TestAWalkThatIsNoneHasNulls(t *testing.T) {
	walk := itinerary.Itinerary{
		Query: itinerary.Query{Service: "pool", Scope: coverage.Scope{Profile: "standard", Private: streets.PrivateClosed}}, From: orb.Point{121, 31},
		Limit: 900_000, Missed: &itinerary.Miss{Cause: itinerary.CauseNoFacility},
	}
	var doc answer.WalkDocument
	out := written(t, func(b *bytes.Buffer) error { return answer.Walk{City: city(), Walk: walk}.Write(b, answer.JSON) })
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	w := doc.Walk
	if w.To != nil || w.Seconds != nil || w.SlackSeconds != nil || w.LengthM != nil || w.Facility != nil || w.Missed.NearestAt != nil || w.Missed.StraightM != nil || len(doc.Legs) != 0 {
		t.Errorf("got %s", out)
	}
	if !bytes.Contains(out, []byte(`"crossed":[]`)) || !bytes.Contains(out, []byte(`"legs":[]`)) {
		t.Errorf("lists are not empty lists: %s", out)
	}
}

func links() []coverage.AccessLeg {
	access := func(mm int32, lon float64, crosses streets.Obstacle) streets.Access {
		return streets.Access{Linked: true, LegMM: mm, At: orb.Point{lon, 31}, Crosses: crosses}
	}
	return []coverage.AccessLeg{
		{Of: "demand", ID: "a", From: orb.Point{121, 31}, Access: access(18_000, 121.001, 0)},
		{Of: "demand", ID: "a", Kind: "public", From: orb.Point{121, 31}, Access: access(67_501, 121.002, streets.ObstacleWater)},
		{Of: "facility", ID: "a", From: orb.Point{121.1, 31}, Access: access(0, 121.1, 0)},
		{Of: "facility", ID: "a", Kind: "entrance", From: orb.Point{121.1, 31}, Access: access(1, 121.1, 0)},
		{Of: "facility", ID: "a", Kind: "public", From: orb.Point{121.1, 31}, Access: access(2, 121.1, 0)},
		{Of: "facility", ID: "a", Kind: "entrance", From: orb.Point{121.1, 31}, Access: access(3, 121.1, 0)},
		{Of: "facility", ID: "a", Kind: "public", From: orb.Point{121.1, 31}, Access: access(4, 121.1, 0)},
	}
}

func TestAccessGolden(t *testing.T) {
	a := answer.Access{City: city(), Links: links()}
	for file, format := range map[string]answer.Format{"access.json": answer.JSON, "access.csv": answer.CSV, "access.geojson": answer.GeoJSON} {
		t.Run(file, func(t *testing.T) {
			out := written(t, func(b *bytes.Buffer) error { return a.Write(b, format) })
			golden(t, file, out)
			if format == answer.GeoJSON {
				checkFeatures(t, out)
			}
		})
	}
}

// lost is what seniors and people in wheelchairs lose of the clinics.
func lost() agefriendly.Losses {
	reached := func(profile string, covered int64) agefriendly.Coverage {
		return agefriendly.Coverage{Profile: profile, Demand: 4_000_000, Covered: coverage.Amount(1000 * covered), Coverage: new(float64(covered) / 4000)}
	}
	line := orb.LineString{{121, 31}, {121.001, 31}}
	return agefriendly.Losses{
		Service: "clinic", Group: "age_60_plus", Minutes: 15, Base: reached("standard", 3300),
		Each: []agefriendly.Loss{
			{Coverage: reached("senior", 2600), Lost: 700_000, Stairs: 300_500, Slopes: 40_000, Crossings: 120_000, Speed: 450_000, Pieces: []agefriendly.Piece{
				{Way: 33, Name: "Footbridge", Kind: itinerary.LegSteps, Gain: 280_000, Reason: "stairs", Line: orb.MultiLineString{line}},
				{Way: 41, Kind: itinerary.LegStreet, Gain: 1_500, Reason: "slope", Line: orb.MultiLineString{line, line}},
			}},
			{Coverage: agefriendly.Coverage{Profile: "wheelchair"}},
		},
	}
}

func TestAgeFriendlyGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"agefriendly.json", answer.EN, answer.JSON},
		{"agefriendly.geojson", answer.ZH, answer.GeoJSON},
		{"agefriendly.en.table", answer.EN, answer.Table},
		{"agefriendly.zh.table", answer.ZH, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			a := answer.AgeFriendly{City: city(), Lang: c.lang, AgeFriendly: lost()}
			out := written(t, func(b *bytes.Buffer) error { return a.Write(b, c.format) })
			golden(t, c.file, out)
			if c.format == answer.GeoJSON {
				checkFeatures(t, out)
			}
		})
	}
}
