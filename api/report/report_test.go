package report_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lifecircle/api/answer"
	"lifecircle/api/report"
	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
	"lifecircle/internal/testcity/asciicity"
)

func TestPages(t *testing.T) {
	e := town(t)
	golden(t, "city.zh.html", page(t, e, options(answer.ZH), ""))
	golden(t, "city.en.html", page(t, e, options(answer.EN), ""))
	golden(t, "district.zh.html", page(t, e, options(answer.ZH), "310102"))
}

// pages are pages of every kind.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	bare := asciicity.New(t, asciicity.Cell(100), `H---0---1------2`).Engine() // no districts, names, provenance
	nobody := asciicity.New(t, asciicity.Cell(100), `H--------------+`).District(8, "01", -1, -1, 20, 2).Engine()
	e := town(t)
	one := options(answer.EN)
	one.Services = []string{"clinic"}
	return map[string][]byte{
		"city in Chinese": page(t, e, options(answer.ZH), ""), "city in English": page(t, e, options(answer.EN), ""),
		"district": page(t, e, options(answer.ZH), "310101"), "one service": page(t, e, one, ""),
		"bare": page(t, bare, report.Options{}, ""), "nobody": page(t, nobody, report.Options{Lang: answer.ZH}, ""), "nobody's district": page(t, nobody, report.Options{}, "01"),
	}
}

var void = map[string]bool{"meta": true, "br": true, "hr": true, "img": true, "input": true, "link": true, "col": true}

// Every tag that is opened is closed, in order; ids are there once; what refers
// to one finds it.
func TestPagesAreWellFormed(t *testing.T) {
	for name, page := range pages(t) {
		t.Run(name, func(t *testing.T) {
			if _, err := html.Parse(bytes.NewReader(page)); err != nil {
				t.Fatal(err)
			}
			var open []string
			ids, wanted := map[string]bool{}, map[string]bool{}
			eachTag(t, page, func(token html.Token) {
				switch token.Type {
				case html.StartTagToken:
					if !void[token.Data] {
						open = append(open, token.Data)
					}
				case html.EndTagToken:
					if len(open) == 0 || open[len(open)-1] != token.Data {
						t.Fatalf("</%s> closes %v", token.Data, open)
					}
					open = open[:len(open)-1]
				}
				for _, a := range token.Attr {
					switch {
					case a.Key == "id" && ids[a.Val]:
						t.Errorf("id %q is there twice", a.Val)
					case a.Key == "id":
						ids[a.Val] = true
					case a.Key == "aria-labelledby":
						for id := range strings.FieldsSeq(a.Val) {
							wanted[id] = true
						}
					case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
						wanted[a.Val[1:]] = true
					}
					if strings.Contains(a.Val, "NaN") || strings.Contains(a.Val, "Inf") || strings.Contains(a.Val, "ZgotmplZ") {
						t.Errorf("<%s %s=%q>", token.Data, a.Key, a.Val)
					}
				}
			})
			if len(open) > 0 {
				t.Errorf("%v are not closed", open)
			}
			for id := range wanted {
				if !ids[id] {
					t.Errorf("nothing has the id %q", id)
				}
			}
		})
	}
}

func eachTag(t *testing.T, page []byte, visit func(html.Token)) {
	t.Helper()
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		if z.Next() == html.ErrorToken {
			if !errors.Is(z.Err(), io.EOF) {
				t.Fatal(z.Err())
			}
			return
		}
		if token := z.Token(); token.Type == html.StartTagToken || token.Type == html.EndTagToken || token.Type == html.SelfClosingTagToken {
			visit(token)
		}
	}
}

// A page fetches nothing: it can be mailed, archived and opened without a net.
func TestPagesFetchNothing(t *testing.T) {
	elsewhere := regexp.MustCompile(`(?i)@import|@font-face|url\(\s*['"]?[^#'"]`)
	for name, page := range pages(t) {
		t.Run(name, func(t *testing.T) {
			eachTag(t, page, func(token html.Token) {
				switch token.Data {
				case "script", "link", "iframe", "object", "embed", "img", "image", "audio", "video", "base", "form":
					t.Errorf("there is a <%s>", token.Data)
				}
				for _, a := range token.Attr {
					switch {
					case a.Key == "src" || a.Key == "srcset" || strings.HasPrefix(a.Key, "on"):
						t.Errorf("<%s> has %s=%q", token.Data, a.Key, a.Val)
					case strings.HasSuffix(a.Key, "href") && token.Data != "a" && !strings.HasPrefix(a.Val, "#"):
						t.Errorf("<%s> has %s=%q", token.Data, a.Key, a.Val)
					case strings.HasSuffix(a.Key, "href") && strings.Contains(a.Val, ":"):
						t.Errorf("a link leads to %q", a.Val)
					}
				}
			})
			if found := elsewhere.Find(page); found != nil {
				t.Errorf("the style fetches: %q", found)
			}
		})
	}
}

func TestTheSamePageTwiceHasTheSameBytes(t *testing.T) {
	first, second := page(t, town(t), options(answer.ZH), ""), page(t, town(t), options(answer.ZH), "")
	if !bytes.Equal(first, second) {
		t.Error("they differ")
	}
}

func TestMarkupInNamesIsText(t *testing.T) {
	for name, page := range pages(t) {
		if bytes.Contains(page, []byte("<Riverside>")) || bytes.Contains(page, []byte("<河畔>")) || bytes.Contains(page, []byte("<2025>")) {
			t.Errorf("%s: a name is taken for a tag", name)
		}
	}
}

func TestUnknownServicesAndLevelsAreRefused(t *testing.T) {
	level := 9
	for param, o := range map[string]report.Options{"service": {Services: []string{"pool"}}, "level": {Level: &level}} {
		_, err := report.New(t.Context(), town(t), o)
		if wrong := new(coverage.QueryError); !errors.As(err, &wrong) || wrong.Param != param {
			t.Errorf("%s: the error is %v", param, err)
		}
	}
}

// A page that cannot be finished is not begun.
func TestACancelledPageWritesNothing(t *testing.T) {
	r, err := report.New(t.Context(), town(t), options(answer.EN))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var b bytes.Buffer
	if err := r.City(ctx, &b, nil); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("%d bytes and the error %v", b.Len(), err)
	}
}

// Words that code puts together: the rest of the key is one of coverage's.
var families = []string{"page.bridge_", "page.assumed_", "page.legend_", "page.reach_", "page.all_of", "page.mean_of"}

func TestEveryWordOfThePageIsUsedAndEveryOneUsedExists(t *testing.T) {
	files, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(data)
	}
	for _, m := range regexp.MustCompile(`(?i)\bsay \(?"([a-z_.]+)"|Say\("([a-z_.]+)"[,)]`).FindAllStringSubmatch(text.String(), -1) {
		if key := m[1] + m[2]; !answer.Has(key) && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "_") {
			t.Errorf("%q is said and has no words", key)
		}
	}
	for _, key := range answer.Keys() {
		if !strings.HasPrefix(key, "page.") || strings.Contains(text.String(), `"`+key+`"`) {
			continue
		}
		known := false
		for _, f := range families {
			known = known || strings.HasPrefix(key, f)
		}
		if !known {
			t.Errorf("%q is said nowhere", key)
		}
	}
	for _, id := range []bridge.StepID{bridge.StepCircle, bridge.StepLinked, bridge.StepStreets, bridge.StepPrivate, bridge.StepProfile, bridge.StepArea, bridge.StepGroup} {
		if !answer.Has("page.bridge_" + string(id)) {
			t.Errorf("step %s has no words", id)
		}
	}
	for _, why := range []bridge.Reason{bridge.ReasonOpen, bridge.ReasonNotTold, bridge.ReasonNoPrivate, bridge.ReasonFlat, bridge.ReasonAll, bridge.ReasonAreaUnknown, bridge.ReasonNoAll} {
		if !answer.Has("page.bridge_why_" + string(why)) {
			t.Errorf("reason %s has no words", why)
		}
	}
}
