package siting_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage/siting"
)

// The form of a question, by which the API describes itself, has the keys that Decode
// reads, and no others; so have the forms in it.
func TestTheFormsHaveTheKeysThatAreRead(t *testing.T) {
	for where, c := range map[string]struct {
		form any
		text string
	}{
		"nonsense":               {siting.QuestionForm{}, `{"nonsense":1}`},
		"stop.nonsense":          {siting.StopForm{}, `{"stop":{"nonsense":1}}`},
		"candidates[0].nonsense": {siting.CandidatesForm{}, `{"candidates":[{"nonsense":1}]}`},
		"links.nonsense":         {siting.LinksForm{}, `{"links":{"nonsense":1}}`},
		"links.costs.nonsense":   {siting.CostsForm{}, `{"links":{"costs":{"nonsense":1}}}`},
	} {
		var want []string
		for _, f := range reflect.VisibleFields(reflect.TypeOf(c.form)) {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			want = append(want, key)
		}
		_, err := decode(t, c.text)
		found := false
		for _, e := range siting.FieldErrors(err) {
			if e.Where() != where {
				continue
			}
			_, list, _ := strings.Cut(e.Why, "there are ")
			got := strings.Split(list, ", ")
			slices.Sort(got)
			slices.Sort(want)
			if found = true; !slices.Equal(got, want) {
				t.Errorf("%s: read are %v, described %v", where, got, want)
			}
		}
		if !found {
			t.Errorf("%s is not refused: %v", where, err)
		}
	}
}

// The bytes of a question are those of its keys in the order of the form, whatever order
// they came in.
func TestAQuestionHasOneText(t *testing.T) {
	a, err := decode(t, `{"goal":"least_cost","services":["b","a"],"budget":{"2":1.5,"city":3,"1":2},"target":0.85,"candidates":[{"cost":1,"nodes":true}]}`)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"services":["b","a"],"goal":"least_cost","target":0.85,"budget":{"1":2,"2":1.5,"city":3},"candidates":[{"nodes":true,"cost":1}]}`
	if got := string(siting.Encode(a)); got != want {
		t.Errorf("it is written as\n%s\nnot as\n%s", got, want)
	}
	b, err := decode(t, `{"candidates":[{"nodes":true,"cost":1.000}],"target":8.5e-1,"budget":{"city":3,"1":2,"2":1.50},"services":["b","a"],"goal":"least_cost"}`)
	if err != nil || string(siting.Encode(b)) != want {
		t.Errorf("%v: the same is written as\n%s", err, siting.Encode(b))
	}
}

// Targets are kept to a millionth, costs to a thousandth, and the whole plan's budget is
// the one of no district.
func TestNumbersOfAQuestionAreExact(t *testing.T) {
	for share, want := range map[string]int64{"0.85": 850_000, "0": 0, "1": 1_000_000, "0.9999994": 999_999, "0.3333333": 333_333} {
		q, err := decode(t, `{"services":["a"],"goal":"fewest_facilities","target":`+share+`,"candidates":[{"nodes":true}]}`)
		if err != nil || int64(*q.Target) != want {
			t.Errorf("%v: a target of %s is %v millionths", err, share, q.Target)
		}
	}
	for cost, want := range map[string]float64{"0": 0, "20.125": 20.125, "1e6": 1_000_000, "0.001": 0.001, "-0": 0} {
		q, err := decode(t, `{"services":["a"],"goal":"most_people","budget":`+cost+`,"candidates":[{"nodes":true,"cost":0}]}`)
		if err != nil || len(q.Budget) != 1 || q.Budget[""] != want || math.Signbit(q.Budget[""]) {
			t.Errorf("%v: a budget of %s is %v", err, cost, q.Budget)
		}
	}
}

// Whatever layer is given, nothing panics, and one that is taken is taken by a question.
func FuzzCheckLayer(f *testing.F) {
	point := `{"type":"Point","coordinates":[121.5,31.2]}`
	f.Add([]byte(layerOf(feature(point, `"id":"a","cost":2,"capacity":40`), feature(point, ``))))
	f.Add([]byte(layerOf(feature(`{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}`, `"name":"诊所"`))))
	f.Add([]byte(layerOf(feature(`{"type":"MultiPolygon","coordinates":[[[[1,1],[1,1],[1,1],[1,1]]]]}`, `"id":9007199254740993`), `null`)))
	f.Fuzz(func(t *testing.T, text []byte) {
		err := siting.CheckLayer(text)
		if err != nil {
			if siting.FieldErrors(err) == nil {
				t.Fatalf("no field is wrong: %v", err)
			}
			return
		}
		var layer any
		if json.Unmarshal(text, &layer) != nil {
			return // more than one value
		}
		if _, err := siting.Decode(map[string]any{"services": []any{"a"}, "goal": "most_people", "count": int64(1), "candidates": []any{map[string]any{"layer": layer}}}); err != nil {
			t.Fatalf("a question does not take it: %v", err)
		}
	})
}
