package answer

import (
	_ "embed"
	"fmt"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed catalogue.toml
var catalogueTOML []byte

// catalogue holds the words by key: `verdict.meets` -> {zh, en}. It is read
// once and never written.
var catalogue = mustReadCatalogue(catalogueTOML)

func mustReadCatalogue(data []byte) map[string]map[Lang]string {
	c, err := readCatalogue(data)
	if err != nil {
		panic("catalogue.toml: " + err.Error()) // embedded: a fault of ours, seen by the first test
	}
	return c
}

// readCatalogue reads tables of `key = {zh = "…", en = "…"}`; a key's name is
// its table's and its own, joined by a dot.
func readCatalogue(data []byte) (map[string]map[Lang]string, error) {
	var tables map[string]map[string]map[Lang]string
	if err := toml.Unmarshal(data, &tables); err != nil {
		return nil, err
	}
	out := map[string]map[Lang]string{}
	for table, keys := range tables {
		for key, texts := range keys {
			out[table+"."+key] = texts
		}
	}
	return out, nil
}

// Say returns the words of a key in a language, with its {placeholders} filled
// from pairs of name and value:
//
//	answer.Say(answer.EN, "problem.unknown_city.detail", "city", "atlantis")
//
// An unknown key is returned as it is: a test sees to it that there is none.
// Values are inserted as they are and not looked at for placeholders.
func Say(lang Lang, key string, pairs ...string) string {
	text, ok := catalogue[key][lang]
	if !ok {
		return key
	}
	if len(pairs) == 0 {
		return text
	}
	if len(pairs)%2 != 0 {
		panic(fmt.Sprintf("answer.Say(%s): a name without a value", key))
	}
	old := make([]string, len(pairs))
	for i := 0; i < len(pairs); i += 2 {
		old[i], old[i+1] = "{"+pairs[i]+"}", pairs[i+1]
	}
	return strings.NewReplacer(old...).Replace(text)
}

// Has reports whether the catalogue has words for a key.
func Has(key string) bool {
	_, ok := catalogue[key]
	return ok
}

// Keys returns every key of the catalogue, sorted.
func Keys() []string {
	keys := make([]string, 0, len(catalogue))
	for k := range catalogue {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
