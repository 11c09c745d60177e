package rest

import (
	"lifecircle/api/answer"
)

// addAccess registers how the city joins its streets, as something to draw.
func (s *server) addAccess() {
	s.addCity("access", "/access", "How every place and facility joins the streets",
		mapFirst, answer.AccessDocument{}, exampleAccess(), getAccess)
}

func getAccess(r *request) (outcome, error) {
	links, err := r.engine.AccessLegs(r.context())
	if err != nil {
		return outcome{}, err
	}
	return r.streamed(answer.Access{City: r.engine.City(), Links: links}), nil
}

// exampleAccess is the documented answer of /access: a place whose street is the
// estate's, and whose nearest public street is behind a wall.
func exampleAccess() any {
	city := exampleCity()
	return answer.AccessDocument{City: city.Name, Provenance: answer.ProvenanceOf(city), Links: []answer.Link{
		{Of: "demand", ID: "e042", Lon: 121.4737, Lat: 31.2304, AtLon: 121.47385, AtLat: 31.2305, LegM: 18, Seconds: 16.2, Way: 31, Class: new("service")},
		{Of: "demand", ID: "e042", Kind: new("public"), Lon: 121.4737, Lat: 31.2304, AtLon: 121.4741, AtLat: 31.2309, LegM: 67.5, Seconds: 60.75, Crosses: new("wall"), Way: 32, Name: new("River Road"), Class: new("secondary")},
	}}
}
