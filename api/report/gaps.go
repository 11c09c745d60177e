package report

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/geo"
)

// mostGaps is how many gaps a page lists by name.
const mostGaps = 10

// A gapsView lists the largest gaps of a service.
type gapsView struct {
	Caption string
	Rows    []gapLine
	More    string
}

// A gapLine is one gap.
type gapLine struct {
	Rank, Name, District, People, Misses, Cause, Remedy string
}

// gapsOf returns a service's gaps in the whole city, asked once for all pages.
func (r *Report) gapsOf(ctx context.Context, service string) ([]gaps.Gap, error) {
	if gaps, asked := r.found[service]; asked {
		return gaps, nil
	}
	gaps, err := gaps.Find(ctx, r.engine, gaps.Query{Service: service, Scope: r.opts.Scope})
	if err == nil {
		r.found[service] = gaps
	}
	return gaps, err
}

// gaps lists the largest gaps in a scope; nil where there are none.
func (r *Report) gaps(ctx context.Context, s scope, row coverage.Row) (*gapsView, error) {
	all, err := r.gapsOf(ctx, row.Services[0])
	if err != nil {
		return nil, err
	}
	v := &gapsView{Caption: r.show.Say("page.gaps_caption", "service", r.show.Service(row.Services[0]))}
	rest, people := 0, coverage.Amount(0)
	for _, g := range all {
		if !r.gapIn(s, g) {
			continue
		}
		if len(v.Rows) == mostGaps {
			rest, people = rest+1, people+g.People
			continue
		}
		v.Rows = append(v.Rows, r.gapLine(g))
	}
	if rest > 0 {
		v.More = r.show.Say("page.gaps_more", "n", r.show.Number(float64(rest)), "people", r.show.Amount(&people), "counted", r.show.Counted(row))
	}
	if len(v.Rows) == 0 {
		return nil, nil
	}
	return v, nil
}

// gapIn reports whether a gap is of a scope: most of its people live there, or,
// of a level that gaps do not name, its heart lies there.
func (r *Report) gapIn(s scope, g gaps.Gap) bool {
	if s.district == nil {
		return true
	}
	if g.District != nil && g.District.Level == s.district.Level {
		return g.District.Code == s.district.Code
	}
	in := geo.NewPolygonIndex([]orb.MultiPolygon{s.district.Polygon}).Locate(r.city.Demand.Point[g.Heart])
	return len(in) > 0
}

func (r *Report) gapLine(g gaps.Gap) gapLine {
	l := gapLine{Rank: strconv.Itoa(g.Rank), Name: answer.GapName(r.opts.Lang, g.Name), People: r.show.Amount(&g.People), Misses: "–", District: "–"}
	if d := g.District; d != nil && d.Code != "" {
		l.District = cmp.Or(d.Names.In(string(r.opts.Lang)), d.Code)
	}
	if g.MissesMedian != nil {
		l.Misses = r.show.Clock(*g.MissesMedian)
	}
	why := []string{r.show.Say("gap_cause." + string(g.Cause))}
	if g.Barrier != "" {
		why = append(why, r.show.Say("barrier."+g.Barrier))
	}
	l.Cause = strings.Join(why, r.show.Say("list.comma"))
	l.Remedy = r.show.Say("remedy." + string(g.Remedy))
	return l
}
