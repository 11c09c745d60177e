package build

import "lifecircle/geo/streets"

// A draft is the street graph between its source and the network: cut into
// segments, and then mended, waited at, sloped, split at gates and told apart
// into streets of everybody and of residents, in this order. A builder that was
// given nothing but ways passes through it as it is.
type draft struct {
	*Builder
	report   *Report
	segments []rawSegment // by way, then position
	nodes    int          // that streets use, where other nodes are among them; or 0

	marked     []markedNode    // ascending
	passages   []passage       // by node
	waits      []streets.Waits // of each segment, or none
	slopes     []streets.Slope // likewise
	resolution float64         // metres between the terrain's heights where they are coarse; or 0
	uses       map[wayUse]uint32
}

// refine does to the segments whatever the builder was told beside its ways.
func (b *Builder) refine(segments []rawSegment, report *Report) *draft {
	d := &draft{Builder: b, report: report, segments: segments, uses: map[wayUse]uint32{}}
	d.measureSteps()
	d.addRepairs()
	if len(d.marks)+len(d.areas)+len(d.repairs) > 0 {
		d.nodes = d.countNodes()
	}
	d.marked = d.combineMarks()
	d.shareWaits()
	d.measureSlopes()
	d.splitNodes()
	d.findEstates()
	d.setPassageUses()
	return d
}

// countNodes counts the nodes that segments of streets touch.
func (d *draft) countNodes() int {
	used, n := make([]bool, len(d.lon)), 0
	for _, s := range d.segments {
		if d.ways[s.way].kind.Feature != streets.FeatureNone {
			continue
		}
		for _, v := range [...]uint32{s.from, s.to} {
			if !used[v] {
				used[v] = true
				n++
			}
		}
	}
	return n
}

func (d *draft) kind(segment uint32) streets.Kind { return d.ways[d.segments[segment].way].kind }

func (d *draft) use(segment uint32) streets.Use { return d.kind(segment).Use }

// addNode adds a node at a place and returns it.
func (d *draft) addNode(lon, lat int32) uint32 {
	d.lon, d.lat = append(d.lon, lon), append(d.lat, lat)
	return uint32(len(d.lon) - 1)
}

// addWay adds a way of which segments are made by hand.
func (d *draft) addWay(w rawWay) uint32 {
	d.ways = append(d.ways, w)
	return uint32(len(d.ways) - 1)
}

// addSegment appends a segment and measures it; it has no waits and no slope.
func (d *draft) addSegment(s rawSegment) uint32 {
	if s.from != s.to && (d.lon[s.from] != d.lon[s.to] || d.lat[s.from] != d.lat[s.to]) {
		s.mm = d.millimetres(s.from, s.to)
	}
	d.segments = append(d.segments, s)
	if d.waits != nil {
		d.waits = append(d.waits, streets.Waits{})
	}
	if d.slopes != nil {
		d.slopes = append(d.slopes, streets.Slope{})
	}
	return uint32(len(d.segments) - 1)
}

// A wayUse is a way, and a use that some of its segments have instead of its own.
type wayUse struct {
	way uint32
	use streets.Use
}

// setUse makes a segment one of the given use: where its way is of another, the
// way has a record beside it, of the same id.
func (d *draft) setUse(segment uint32, use streets.Use) {
	s := &d.segments[segment]
	if d.ways[s.way].kind.Use == use {
		return
	}
	key := wayUse{s.way, use}
	way, known := d.uses[key]
	if !known {
		w := d.ways[s.way]
		w.kind.Use = use
		way = d.addWay(w)
		d.uses[key] = way
	}
	s.way = way
}

// raw hands the graph over to be contracted. Names are sorted first.
func (d *draft) raw() *rawGraph {
	g := &rawGraph{
		profile: d.profile, keepAll: d.keepAll, islandMM: IslandLength, lon: d.lon, lat: d.lat,
		segments: d.segments, waits: d.waits, slopes: d.slopes, cuts: d.cuts,
		wayID: make([]int64, len(d.ways)), wayName: make([]uint32, len(d.ways)), wayKind: make([]streets.Kind, len(d.ways)),
	}
	order := d.sortNames()
	hours, steps := false, false
	for i, w := range d.ways {
		g.wayID[i], g.wayName[i], g.wayKind[i] = w.id, order[w.name], w.kind
		hours, steps = hours || w.hours != 0, steps || w.stepMM > 0
	}
	if hours {
		g.wayHours = make([]uint32, len(d.ways))
	}
	if steps {
		g.wayStep = make([]uint32, len(d.ways))
	}
	for i, w := range d.ways {
		if hours {
			g.wayHours[i] = order[w.hours]
		}
		if steps {
			g.wayStep[i] = w.stepMM
		}
	}
	g.text = d.text
	return g
}
