package respond_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/api/respond"
)

func TestEveryKindHasWordsAndAStatus(t *testing.T) {
	kinds := map[string]bool{}
	for _, k := range respond.Kinds() {
		key := "problem." + strings.ReplaceAll(string(k), "-", "_")
		if !answer.Has(key+"_title") || !answer.Has(key+"_detail") {
			t.Errorf("%s has no words", k)
		}
		if k.Status() < 400 || k.Status() > 599 {
			t.Errorf("%s: %d", k, k.Status())
		}
		for _, lang := range answer.Langs {
			if p := (&respond.Fault{Kind: k}).Problem(lang); p.Type != "/problems/"+string(k) || p.Title != answer.Say(lang, key+"_title") {
				t.Errorf("%+v", p)
			}
		}
		kinds[key+"_title"] = true
	}
	for _, key := range answer.Keys() {
		if strings.HasPrefix(key, "problem.") && strings.HasSuffix(key, "_title") && !kinds[key] {
			t.Errorf("%s are words without a kind", key)
		}
	}
	if respond.Kind("nonsense").Status() != 0 {
		t.Error("there is a status for what there is not")
	}
}

// What was said of the answer that was to be is taken back, and a client's own
// words are bounded.
func TestAProblemTakesTheAnswersPlace(t *testing.T) {
	w := httptest.NewRecorder()
	for _, name := range []string{"ETag", "Link", "Content-Disposition", "Content-Length", "Content-Crs", respond.AttributionHeader, respond.ProvenanceHeader} {
		w.Header().Set(name, "1")
	}
	w.Header().Set("Vary", "Accept")
	w.Header().Set("Cache-Control", "public, no-cache")
	known := make([]string, 70)
	f := respond.InvalidParameter("minutes", strings.Repeat("长", 200), "why")
	f.Known, f.Allow = known, "GET"
	f.Write(w, answer.ZH)
	h := w.Result().Header
	if len(h) != 5 || h.Get("Content-Type") != "application/problem+json" || h.Get("Content-Language") != "zh" || h.Get("Cache-Control") != "no-store" ||
		h.Get("Vary") != "Accept" || h.Get("Allow") != "GET" {
		t.Errorf("got %v", h)
	}
	var p respond.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != 400 || w.Code != 400 || p.Value != strings.Repeat("长", respond.MaxValue)+"…" || len(p.Known) != respond.MaxKnown || !strings.Contains(p.Detail, p.Value) {
		t.Errorf("got %+v", p)
	}
	if got := respond.Cut(p.Value); got != p.Value {
		t.Error("what is cut is cut again")
	}
}

func TestWhoIsBusyIsAskedToComeAgain(t *testing.T) {
	for _, k := range []respond.Kind{respond.KindBusy, respond.KindTimeout, respond.KindNotReady, respond.KindInternal} {
		w := httptest.NewRecorder()
		(&respond.Fault{Kind: k}).Write(w, answer.EN)
		if again := w.Header().Get("Retry-After") != ""; again != (w.Code == 503) {
			t.Errorf("%s: %d %v", k, w.Code, w.Header())
		}
	}
}

func TestFaultOfAnError(t *testing.T) {
	busy := &respond.Fault{Kind: respond.KindBusy}
	for _, c := range []struct {
		err  error
		want respond.Kind
	}{
		{busy, respond.KindBusy},
		{fmt.Errorf("while asking: %w", busy), respond.KindBusy},
		{fmt.Errorf("while asking: %w", context.DeadlineExceeded), respond.KindTimeout},
		{errors.New("/srv/secret: cannot read"), respond.KindInternal},
	} {
		f := respond.FaultOf(c.err)
		if f.Kind != c.want || f != busy && !errors.Is(f, c.err) {
			t.Errorf("%v: %v", c.err, f)
		}
		if p := f.Problem(answer.EN); strings.Contains(p.Detail, "secret") {
			t.Errorf("a client reads %s", p.Detail)
		}
	}
}
