package respond_test

import (
	"net/http/httptest"
	"testing"

	"lifecircle/api/respond"
)

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ name, query, accept, want string }{
		{"nothing asked", "", "", "en"},
		{"Chinese", "", "zh", "zh"},
		{"as Chrome in Shanghai asks", "", "zh-CN,zh;q=0.9,en;q=0.8", "zh"},
		{"traditional", "", "zh-TW", "zh"},
		{"English first", "", "en-GB,zh;q=0.5", "en"},
		{"neither", "", "fr, de;q=0.5", "en"},
		{"garbage", "", "!!", "en"},
		{"lang wins", "?lang=en", "zh", "en"},
		{"lang of a query that is broken further on", "?lang=zh&%zz", "en", "zh"},
		{"a lang that there is not", "?lang=fr", "zh", "zh"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/"+c.query, nil)
			r.Header.Set("Accept-Language", c.accept)
			if got := respond.Language(r); string(got) != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
