package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// A mapView is one map: the districts in the colours of their verdicts, people
// as bubbles, facilities as triangles.
type mapView struct {
	*frame
	ID         string
	Title      string
	Text       string // what it shows, in words
	Districts  []area
	Bubbles    []bubble
	Facilities []point
	Legend     []mark
}

// An area is a district as one map colours it.
type area struct {
	Shape string // id of the outline
	Class string
	Title string
}

// A bubble is people at a place, or at several that lie together; its area is in
// proportion to them.
type bubble struct {
	X, Y, R, Class string
}

// A mark is one line of the legend.
type mark struct {
	Class string
	Kind  string // area, bubble, facility
	Text  string
}

const (
	binPixels    = 8 // people closer than that are one bubble
	widestBubble = 8.0
	leastBubble  = 1.0
	mostInk      = 0.3 // of the picture, that bubbles may cover
)

// serviceMap draws one service in a scope.
func (r *Report) serviceMap(s scope, row coverage.Row, uncovered []hole) *mapView {
	f := s.frame
	if f == nil {
		return nil
	}
	id := row.Services[0]
	v := &mapView{frame: f, ID: "map-" + id, Title: r.show.Say("page.map_title", "service", r.show.Service(id), "place", r.show.Place(row.District))}
	counted := r.colour(v, s, id)
	bins := newBins(f)
	var people coverage.Amount
	for _, h := range uncovered {
		people += h.people
		bins.add(r.city.Demand.Point[h.cell.Place], h.people, 0)
	}
	largest := bins.bubbles(v, func(int64, coverage.Amount) string { return "hole" })
	within := r.facilities(v, id)
	v.Legend = r.verdictLegend(counted)
	if len(v.Bubbles) > 0 {
		v.Legend = append(v.Legend, mark{"hole", "bubble", r.show.Say("page.legend_hole", "counted", r.show.Counted(row), "people", r.show.Amount(&largest))})
	}
	if within > 0 {
		v.Legend = append(v.Legend, mark{"", "facility", r.show.Say("page.legend_facility", "service", r.show.Service(id))})
	}
	v.Text = r.show.Say("page.map_text", "people", r.show.Amount(&people), "counted", r.show.Counted(row), "n", strconv.Itoa(within))
	if len(counted) > 0 {
		v.Text = r.join(v.Text, r.show.Say("page.map_districts", "meets", strconv.Itoa(counted["meets"]), "misses", strconv.Itoa(counted["misses"]),
			"cannot_tell", strconv.Itoa(counted["cannot_tell"])))
	}
	return v
}

// colour gives every district the colour of its verdict, and counts them.
func (r *Report) colour(v *mapView, s scope, service string) map[string]int {
	counted := map[string]int{}
	byCode := map[string]coverage.Row{}
	for _, row := range r.rows {
		if row.Services[0] == service && row.District != nil && r.level != nil && row.District.Level == *r.level {
			byCode[row.District.Code] = row
		}
	}
	for i, d := range v.districts {
		row, known := byCode[d.Code]
		if !known {
			continue
		}
		a := area{Shape: v.Shapes[i].ID, Class: class(row), Title: v.names[i] + r.show.Say("list.colon") + r.show.Bounds(row) + r.show.Say("list.comma") + r.show.Verdict(row)}
		if s.district != nil && d.Code != s.district.Code {
			a.Class = "beside"
		} else {
			counted[a.Class]++
		}
		v.Districts = append(v.Districts, a)
	}
	return counted
}

// facilities draws the open ones of a service and returns how many lie within
// the picture.
func (r *Report) facilities(v *mapView, service string) int {
	n := 0
	seen := map[point]bool{}
	for _, f := range r.city.Facilities {
		if f.Status != coverage.StatusOpen && f.Status != "" || !slices.Contains(f.Services, service) || !v.bound.Contains(f.Point) {
			continue
		}
		n++
		x, y := v.at(f.Point)
		if p := (point{px(math.Round(x)), px(math.Round(y))}); !seen[p] {
			seen[p] = true
			v.Facilities = append(v.Facilities, p)
		}
	}
	return n
}

func (r *Report) verdictLegend(counted map[string]int) []mark {
	var out []mark
	for _, c := range []string{"meets", "misses", "cannot_tell", "none"} {
		if counted[c] > 0 {
			out = append(out, mark{c, "area", r.show.Say("page.legend_" + c)})
		}
	}
	return out
}

// overview draws how many of the services reported are in reach, wherever people
// live.
func (r *Report) overview(s scope, own []coverage.Row, missing []int) *mapView {
	f := s.frame
	counted, err := r.engine.Resolve(r.opts.Scope)
	if err == nil {
		err = counted.Counted()
	}
	if f == nil || err != nil {
		return nil
	}
	services := 0
	for _, row := range own {
		if row.Covered != nil {
			services++
		}
	}
	v := &mapView{frame: f, ID: "map-all", Title: r.show.Say("page.overview_title", "place", r.show.Place(own[0].District))}
	for i, d := range f.districts {
		a := area{Shape: f.Shapes[i].ID, Class: "plain", Title: f.names[i]}
		if s.district != nil && d.Code != s.district.Code {
			a.Class = "beside"
		}
		v.Districts = append(v.Districts, a)
	}
	bins := newBins(f)
	sums := map[string]coverage.Amount{}
	for place, m := range missing {
		people := counted.Amount(place)
		if m < 0 || people == 0 {
			continue
		}
		bins.add(r.city.Demand.Point[place], people, int64(m))
		sums[reached(int64(m), 1, services)] += people
	}
	largest := bins.bubbles(v, func(weighed int64, all coverage.Amount) string { return reached(weighed, int64(all), services) })
	var told []string
	for _, c := range []string{"reach_all", "reach_most", "reach_few", "reach_none"} {
		sum := sums[c]
		if sum == 0 {
			continue
		}
		v.Legend = append(v.Legend, mark{c, "bubble", r.show.Say("page." + c)})
		told = append(told, r.show.Say("page.overview_point", "what", r.show.Say("page."+c), "people", r.show.Amount(&sum)))
	}
	if largest > 0 {
		v.Legend = append(v.Legend, mark{"", "", r.show.Say("page.legend_size", "people", r.show.Amount(&largest))})
	}
	v.Text = strings.Join(told, r.show.Say("list.comma"))
	return v
}

// reached names how many services are in reach where, of that many people, each
// lacks weighed/people of them.
func reached(weighed, people int64, services int) string {
	switch all := people * int64(services); {
	case weighed == 0:
		return "reach_all"
	case weighed >= all:
		return "reach_none"
	case 2*weighed > all:
		return "reach_few"
	}
	return "reach_most"
}

// bins gather people by squares of the picture, in integers, so that no order of
// places shows.
type bins struct {
	f  *frame
	by map[[2]int]*bin
}

type bin struct {
	people  coverage.Amount
	x, y    int64 // tenths of a pixel times people
	weighed int64 // services that they lack, times people
}

func newBins(f *frame) bins { return bins{f, map[[2]int]*bin{}} }

// add counts people at a point, who lack so many services.
func (b bins) add(p orb.Point, people coverage.Amount, lacks int64) {
	if !b.f.bound.Contains(p) {
		return
	}
	x, y := b.f.at(p)
	key := [2]int{int(x / binPixels), int(y / binPixels)}
	if b.by[key] == nil {
		b.by[key] = &bin{}
	}
	at := b.by[key]
	at.people += people
	at.x += int64(math.Round(x*10)) * int64(people)
	at.y += int64(math.Round(y*10)) * int64(people)
	at.weighed += lacks * int64(people)
}

// bubbles draws the bins, the largest first, and returns the people of the
// largest.
func (b bins) bubbles(v *mapView, class func(weighed int64, people coverage.Amount) string) coverage.Amount {
	keys := make([][2]int, 0, len(b.by))
	for k := range b.by {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(i, j [2]int) int {
		return cmp.Or(cmp.Compare(b.by[j].people, b.by[i].people), cmp.Compare(i[1], j[1]), cmp.Compare(i[0], j[0]))
	})
	if len(keys) == 0 {
		return 0
	}
	largest := b.by[keys[0]].people
	widest := b.widest(largest)
	for _, k := range keys {
		at := b.by[k]
		radius := math.Max(leastBubble, float64(widest*math.Sqrt(float64(at.people)/float64(largest))))
		middle := func(sum int64) string { return px(float64(sum) / float64(at.people) / 10) }
		v.Bubbles = append(v.Bubbles, bubble{middle(at.x), middle(at.y), px(radius), class(at.weighed, at.people)})
	}
	return largest
}

// widest is the radius of the largest bubble, in pixels: smaller where there are
// so many that they would hide the map.
func (b bins) widest(largest coverage.Amount) float64 {
	var people coverage.Amount
	for _, at := range b.by {
		people += at.people
	}
	ink := float64(mostInk * float64(b.f.Width) * float64(b.f.Height))
	return math.Min(widestBubble, math.Sqrt(ink*float64(largest)/float64(people)/math.Pi))
}
