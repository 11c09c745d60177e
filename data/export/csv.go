package export

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"golang.org/x/text/encoding/simplifiedchinese"

	"lifecircle/coverage/layers"
	"lifecircle/geo"
)

// byteOrderMark says UTF-8 to Excel.
const byteOrderMark = "\ufeff"

// writeCSV writes lines that end with CR LF (RFC 4180); points as two columns of
// degrees, other geometries as well-known text in one.
func writeCSV(_ context.Context, w io.Writer, t Table, o Options) error {
	t = t.withID()
	if o.Encoding == GB18030 {
		w = simplifiedchinese.GB18030.NewEncoder().Writer(w)
	} else if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	var record []string
	for _, column := range t.Layer.Columns {
		record = append(record, column.Name)
	}
	record = append(record, placeColumns(t.Layer.Geometry, o.Datum)...)
	if err := c.Write(record); err != nil {
		return err
	}
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		record = record[:0]
		for _, v := range f.Values {
			record = append(record, plain(v))
		}
		if p, ok := f.Geometry.(orb.Point); ok {
			record = append(record, plain(p[0]), plain(p[1]))
		} else {
			record = append(record, wkt.MarshalString(f.Geometry))
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// placeColumns names the columns that say where a feature is. One in a datum
// that is not WGS 84 says so: a table has no other place for it.
func placeColumns(k layers.GeometryKind, d geo.Datum) []string {
	suffix := ""
	if d == geo.GCJ02 {
		suffix = "_gcj02"
	}
	if k == layers.GeometryPoint {
		return []string{"lon" + suffix, "lat" + suffix}
	}
	return []string{"wkt" + suffix}
}

// plain returns a value as text: the shortest decimal form that reads back, ""
// for null.
func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return strconv.FormatBool(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return v
	}
	panic(fmt.Sprintf("a feature cannot hold a %T", v))
}
