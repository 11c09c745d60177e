package layers

import "lifecircle/coverage"

// A Title says what a layer or a column is by a key of the catalogue of words,
// api/answer/catalogue.toml, which this room does not know: whoever shows it
// brings the words.
type Title struct {
	Key     string         // such as layer.gaps or layer_gaps.rank
	Service coverage.Names // the service that it is about, its id where it has no name; zero where it is about none
	Group   string         // id of the population group that it is about, or ""
}

// Words say a key of a catalogue in one language, its {names} filled from pairs
// of name and value. The catalogue of api/answer is one.
type Words func(key string, pairs ...string) string

// In says the title in words, whose language is lang, zh or en.
func (t Title) In(lang string, words Words) string {
	if t.Group != "" {
		return words(t.Key, "group", t.Group)
	}
	if t.Service == (coverage.Names{}) {
		return words(t.Key)
	}
	return words("layer_any.of_service", "service", t.Service.In(lang), "what", words(t.Key))
}
