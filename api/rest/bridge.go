package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage/bridge"
)

// addBridge registers the way from a circle's figure to coverage's.
func (s *server) addBridge() {
	s.addCity("bridge", "/bridge", "From what a circle says to what the walk says, step by step with people; the changes add up exactly",
		tableOnly, answer.BridgeDocument{}, exampleBridge(), getBridge,
		bridgeParams...)
}

var bridgeParams = append([]*huma.Param{paramOneService}, scopeParams...)

// bridge makes the question of checked arguments.
func (a arguments) bridge() bridge.Query {
	return bridge.Query{Scope: a.scope(), Service: a.one("service")}
}

func getBridge(r *request) (outcome, error) {
	q := r.args.bridge()
	steps, err := bridge.Find(r.context(), r.engine, q)
	if err != nil {
		return outcome{}, err
	}
	return r.whole(answer.Bridge{City: r.engine.City(), Lang: r.lang, Query: q, Steps: steps}), nil
}

// exampleBridge is the documented answer of /bridge.
func exampleBridge() any {
	city := exampleCity()
	steps := []answer.BridgeStep{}
	for _, s := range []struct {
		step            string
		change, covered float64
		reason          *string
	}{
		{"circle", 56_000, 56_000, nil}, {"linked", -200, 55_800, nil}, {"streets", -7_300, 48_500, nil}, {"private", -1_900, 46_600, nil},
		{"profile", 0, 46_600, new("flat")}, {"area", 0, 46_600, new("all")}, {"group", 0, 46_600, new("all")},
	} {
		steps = append(steps, answer.BridgeStep{Step: s.step, Change: s.change, Covered: s.covered, Demand: 60_000, Coverage: new(s.covered / 60_000), Reason: s.reason})
	}
	return answer.BridgeDocument{
		City: city.Name, Provenance: answer.ProvenanceOf(city), Service: "clinic", Group: "all", Area: "all", Minutes: 15,
		Profile: "standard", Private: "residents", Steps: steps,
	}
}
