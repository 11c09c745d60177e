package scenario

import (
	"bytes"
	"encoding/json"
)

// Encode writes changes as JSON, one a line, in the form that [Decode] reads. The
// same changes give the same bytes.
func Encode(changes []Change) []byte {
	var b bytes.Buffer
	b.WriteString(`{"changes": [`)
	for i := range changes {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n  ")
		encodeChange(&b, &changes[i])
	}
	if len(changes) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]}\n")
	return b.Bytes()
}

func encodeChange(b *bytes.Buffer, c *Change) {
	b.WriteString(`{`)
	encodeValue(b, string(c.Kind))
	b.WriteString(`: {`)
	first := true
	if f := formOf(c.Kind); f != nil {
		for _, name := range f.names() {
			v := fieldOf(name).write(c)
			if v == nil {
				continue
			}
			if !first {
				b.WriteString(`, `)
			}
			first = false
			encodeValue(b, name)
			b.WriteString(`: `)
			encodeValue(b, v)
		}
	}
	b.WriteString(`}}`)
}

// encodeValue writes a value without the newline and the HTML that json adds.
func encodeValue(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // fields write numbers, text and lists of them
	}
	b.Truncate(b.Len() - 1)
}
