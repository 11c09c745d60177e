package respond_test

import (
	"fmt"
	"net/http/httptest"

	"lifecircle/api/respond"
)

// A planner's browser asks for a city that is not there.
func Example() {
	out, err := respond.NewResponder("https://life.example", "1.0.0", nil)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest("GET", "/v1/cities/atlantis", nil)
	r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	w := httptest.NewRecorder()
	out.Refuse(w, r, respond.UnknownCity(out.Base(r), "atlantis", []string{"tinglan"}), respond.Language(r))
	fmt.Println(w.Code, w.Header().Get("Content-Type"))
	fmt.Print(w.Body)
	// Output:
	// 404 application/problem+json
	// {"type":"/problems/unknown-city","title":"没有这个城市","status":404,"detail":"没有名为“atlantis”的城市；现有城市见 https://life.example/v1/cities","parameter":"city","value":"atlantis","known":["tinglan"]}
}
