package asciicity

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// Files writes the city as a planner would bring it, by file name: city.toml,
// streets.osm, facilities.csv, demand.csv and, where the drawing has them,
// districts.geojson and extent.geojson. Reading them gives the same answers.
func (c *City) Files() map[string][]byte {
	files := map[string][]byte{
		"city.toml":      c.manifest(),
		"streets.osm":    c.osm(),
		"facilities.csv": c.facilitiesCSV(),
		"demand.csv":     c.demandCSV(),
	}
	if len(c.Districts) > 0 {
		files["districts.geojson"] = c.collection(func(fc *geojson.FeatureCollection) {
			for _, d := range c.Districts {
				f := geojson.NewFeature(d.Polygon)
				f.Properties = geojson.Properties{"code": d.Code, "name": d.Names.Plain, "level": d.Level}
				fc.Append(f)
			}
		})
	}
	if c.Extent != ([4]float64{}) {
		files["extent.geojson"] = c.collection(func(fc *geojson.FeatureCollection) {
			fc.Append(geojson.NewFeature(c.Box(c.Extent[0], c.Extent[1], c.Extent[2], c.Extent[3])))
		})
	}
	return files
}

// treatment says how the city is built: a drawing of plain streets as plainly as
// can be, any other in full.
func (c *City) treatment() (private streets.Private, walking string) {
	for _, w := range c.Ways {
		if w.Kind != (streets.Kind{}) && w.Kind != (streets.Kind{Class: streets.ClassResidential}) {
			return streets.PrivateResidents, "full"
		}
	}
	if len(c.Marks)+len(c.Areas)+len(c.Obstacles)+len(c.Repairs) > 0 || c.Terrain != nil {
		return streets.PrivateResidents, "full"
	}
	return streets.PrivateClosed, "plain"
}

func (c *City) manifest() []byte {
	var s strings.Builder
	private, walking := c.treatment()
	fmt.Fprintf(&s, "name = \"drawn\"\n\n[streets]\nsource = \"streets.osm\"\nprivate = %q\nwalking = %q\n", private, walking)
	if c.Extent != ([4]float64{}) {
		s.WriteString("extent = \"extent.geojson\"\n")
	}
	s.WriteString("\n[[demand]]\nsource = \"demand.csv\"\n\n[[facilities]]\nsource = \"facilities.csv\"\n")
	if len(c.Districts) > 0 {
		s.WriteString("\n[[districts]]\nsource = \"districts.geojson\"\n")
	}
	for _, service := range c.Services {
		fmt.Fprintf(&s, "\n[services.%s]\nminutes = %s\ntarget = %s\n", service.ID,
			number(service.Minutes), number(float64(service.Target)/1e6))
	}
	return []byte(s.String())
}

func (c *City) facilitiesCSV() []byte {
	var s strings.Builder
	s.WriteString("id,name,services,lon,lat\n")
	for _, f := range c.Facilities {
		fmt.Fprintf(&s, "%s,Facility %s,%s,%s\n", f.ID, f.ID, strings.Join(f.Services, ";"), lonLat(f.Point))
	}
	return []byte(s.String())
}

func (c *City) demandCSV() []byte {
	var s strings.Builder
	s.WriteString("id,lon,lat,all\n")
	for i, id := range c.Demand.ID {
		people := ""
		if a := c.Demand.Groups["all"][i]; a != coverage.Missing {
			people = number(float64(a) / 1000)
		}
		fmt.Fprintf(&s, "%s,%s,%s\n", id, lonLat(c.Demand.Point[i]), people)
	}
	return []byte(s.String())
}

func (c *City) collection(fill func(*geojson.FeatureCollection)) []byte {
	fc := geojson.NewFeatureCollection()
	fill(fc)
	out, err := json.Marshal(fc)
	if err != nil {
		c.t.Fatalf("writing GeoJSON: %v", err)
	}
	return out
}

func lonLat(p orb.Point) string { return number(p[0]) + "," + number(p[1]) }

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
