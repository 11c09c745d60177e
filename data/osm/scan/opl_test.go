package scan_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lifecircle/data/osm/scan"
)

// writeOPL writes all elements of a file in libosmium's text format, without
// metadata, kind by kind.
// osmcode.org/opl-file-format
func writeOPL(ctx context.Context, f *scan.File, w io.Writer) error {
	out := bufio.NewWriter(w)
	err := f.Each(ctx, scan.Handler{
		Node: func(id int64, lon, lat int32, tags scan.Tags) error {
			fmt.Fprintf(out, "n%d T%s x%s y%s\n", id, oplTags(tags), oplDegrees(lon), oplDegrees(lat))
			return nil
		},
		Way: func(id int64, nodes []int64, tags scan.Tags) error {
			fmt.Fprintf(out, "w%d T%s N%s\n", id, oplTags(tags), oplNodes(nodes))
			return nil
		},
		Relation: func(id int64, members []scan.Member, tags scan.Tags) error {
			list := make([]string, len(members))
			for i, m := range members {
				kind := map[scan.Kind]string{scan.Nodes: "n", scan.Ways: "w", scan.Relations: "r"}[m.Kind]
				list[i] = kind + strconv.FormatInt(m.ID, 10) + "@" + oplText(m.Role)
			}
			fmt.Fprintf(out, "r%d T%s M%s\n", id, oplTags(tags), strings.Join(list, ","))
			return nil
		},
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func oplNodes(nodes []int64) string {
	refs := make([]string, len(nodes))
	for i, n := range nodes {
		refs[i] = "n" + strconv.FormatInt(n, 10)
	}
	return strings.Join(refs, ",")
}

func oplTags(tags scan.Tags) string {
	list := make([]string, tags.Len())
	for i := range list {
		key, value := tags.Pair(i)
		list[i] = oplText(key) + "=" + oplText(value)
	}
	return strings.Join(list, ",")
}

func oplDegrees(grid int32) string {
	return strconv.FormatFloat(float64(grid)/1e7, 'f', -1, 64)
}

// oplText writes the characters that libosmium does not keep as they are as
// %hex%, as its append_utf8_encoded_string does.
func oplText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 0x21 && r <= 0x24, r >= 0x26 && r <= 0x2b, r >= 0x2d && r <= 0x3c, r >= 0x3e && r <= 0x3f,
			r >= 0x41 && r <= 0x7e, r >= 0xa1 && r <= 0xac, r >= 0xae && r <= 0x5ff:
			b.WriteRune(r)
		case r <= 0xff:
			fmt.Fprintf(&b, "%%%02x%%", r)
		default:
			fmt.Fprintf(&b, "%%%04x%%", r)
		}
	}
	return b.String()
}
