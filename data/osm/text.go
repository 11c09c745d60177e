package osm

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
)

// text returns a value to keep: a copy that does not hold the whole block, as
// UTF-8, each string once.
func (r *reader) text(kind string, id int64, key, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	if kept, known := r.texts[value]; known {
		return kept, nil
	}
	if len(value) > MaxText {
		return "", &finding.Refusal{Kind: finding.ErrTooLarge, File: r.name, Feature: feature(kind, id), Field: key, Value: value,
			Problem: fmt.Sprintf("is %d bytes long: at most %d are read", len(value), MaxText)}
	}
	if r.textBytes += len(value); r.textBytes > MaxTexts {
		return "", r.tooMany("bytes of names and other text", MaxTexts)
	}
	kept := strings.Clone(value)
	if !utf8.ValidString(kept) {
		kept = strings.ToValidUTF8(kept, "\ufffd")
	}
	r.texts[strings.Clone(value)] = kept
	return kept, nil
}

func (r *reader) named(kind string, id int64, tags scan.Tags) (n coverage.Names, err error) {
	zh := "name:zh"
	if tags.Get(zh) == "" {
		zh = "name:zh-Hans" // wiki.openstreetmap.org/wiki/Multilingual_names#China
	}
	for _, k := range []struct {
		key string
		to  *string
	}{{"name", &n.Plain}, {zh, &n.ZH}, {"name:en", &n.EN}} {
		if *k.to, err = r.text(kind, id, k.key, tags.Get(k.key)); err != nil {
			return n, err
		}
	}
	return n, nil
}
