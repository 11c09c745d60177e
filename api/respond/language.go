package respond

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"lifecircle/api/answer"
)

// The tags that a client's languages are matched with; the first is what a
// client gets who asks for none of them.
var (
	tags    = []language.Tag{language.English, language.Chinese}
	matcher = language.NewMatcher(tags)
)

// Language returns the language of lang=, else of Accept-Language (RFC 9110
// §12.5.4), else English. What lang= says is looked at before it is checked, so
// that the problem of a bad request is in the client's language too.
func Language(r *http.Request) answer.Lang {
	if l := answer.Lang(r.URL.Query().Get("lang")); slices.Contains(answer.Langs, l) {
		return l
	}
	wanted, _, err := language.ParseAcceptLanguage(strings.Join(r.Header.Values("Accept-Language"), ","))
	if err != nil || len(wanted) == 0 {
		return answer.EN
	}
	_, i, confidence := matcher.Match(wanted...)
	if confidence > language.No && tags[i] == language.Chinese {
		return answer.ZH
	}
	return answer.EN
}
