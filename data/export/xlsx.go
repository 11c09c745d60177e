package export

import (
	"archive/zip"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

// Limits of a sheet. Microsoft, "Excel specifications and limits".
const (
	mostRows       = 1_048_576 // the header among them
	mostColumns    = 16_384
	mostSheetName  = 31
	mostCell       = 32_767 // characters
	forbiddenRunes = `:\/?*[]`
)

// A sheet is one sheet of a workbook: some of the table's columns.
type sheet struct {
	name    string
	columns []int
	stream  *excelize.StreamWriter
	row     int
	cells   []any
}

// writeXLSX writes a workbook: what its columns mean and where they are from
// first, then a sheet a service, or one for all where the layer is about none.
// Numbers are numbers, points have their degrees; lines and areas are not drawn.
func writeXLSX(ctx context.Context, w io.Writer, t Table, o Options) (err error) {
	t = t.withID()
	if t.Layer.Count+1 > mostRows {
		return tooLarge(XLSX, fmt.Sprintf("%d rows, and a sheet has at most %d", t.Layer.Count+1, mostRows))
	}
	if n := len(t.Layer.Columns) + 2; n > mostColumns {
		return tooLarge(XLSX, fmt.Sprintf("%d columns, and a sheet has at most %d", n, mostColumns))
	}
	book := excelize.NewFile(excelize.Options{TmpDir: o.scratch})
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	if err := writeAbout(book, t, o); err != nil {
		return err
	}
	sheets, err := openSheets(book, t, o)
	if err != nil {
		return err
	}
	n := 0
	for f, err := range t.Features() {
		if err != nil {
			return err
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for _, s := range sheets {
			if err := s.add(f); err != nil {
				return err
			}
		}
	}
	for _, s := range sheets {
		if err := s.stream.Flush(); err != nil {
			return err
		}
	}
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "lifecircle", Title: o.title(t.Layer.Title), Created: lastChange, Modified: lastChange}); err != nil {
		return err
	}
	return writeBook(w, book, o)
}

// writeBook writes a workbook whose parts are sorted by name: the library puts
// them in another order each time. Excel wants the types first.
func writeBook(w io.Writer, book *excelize.File, o Options) error {
	scratch, err := os.CreateTemp(o.scratch, ".lifecircle-")
	if err != nil {
		return err
	}
	defer os.Remove(scratch.Name())
	defer scratch.Close()
	if err := book.Write(scratch); err != nil {
		return err
	}
	size, err := scratch.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	parts, err := zip.NewReader(scratch, size)
	if err != nil {
		return err
	}
	slices.SortFunc(parts.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) }) // [Content_Types].xml is the first
	z := zip.NewWriter(w)
	for _, part := range parts.File {
		if err := z.Copy(part); err != nil {
			return err
		}
	}
	return z.Close()
}

// openSheets makes the sheets with their headers.
func openSheets(book *excelize.File, t Table, o Options) ([]*sheet, error) {
	var sheets []*sheet
	var common []int
	of := map[string]*sheet{}
	taken := map[string]bool{strings.ToLower(aboutName(o)): true}
	for i, c := range t.Layer.Columns {
		if c.Service == "" {
			common = append(common, i)
			continue
		}
		if of[c.Service] == nil {
			of[c.Service] = &sheet{name: sheetName(serviceName(t.City, c.Service, o), taken)}
			sheets = append(sheets, of[c.Service])
		}
		of[c.Service].columns = append(of[c.Service].columns, i)
	}
	if len(sheets) == 0 {
		sheets = []*sheet{{name: sheetName(o.title(t.Layer.Title), taken)}}
	}
	for _, s := range sheets {
		s.columns = append(append([]int{}, common...), s.columns...)
		if _, err := book.NewSheet(s.name); err != nil {
			return nil, err
		}
		var err error
		if s.stream, err = book.NewStreamWriter(s.name); err != nil {
			return nil, err
		}
		if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
			return nil, err
		}
		for _, i := range s.columns {
			s.cells = append(s.cells, t.Layer.Columns[i].Name)
		}
		if t.Layer.Geometry == layers.GeometryPoint {
			for _, name := range placeColumns(t.Layer.Geometry, o.Datum) {
				s.cells = append(s.cells, name)
			}
		}
		if err := s.write(); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

func (s *sheet) add(f layers.Feature) error {
	for _, i := range s.columns {
		s.cells = append(s.cells, cellOf(f.Values[i]))
	}
	if p, ok := f.Geometry.(orb.Point); ok {
		s.cells = append(s.cells, p[0], p[1])
	}
	return s.write()
}

// write writes the cells gathered as the next row.
func (s *sheet) write() error {
	s.row++
	err := s.stream.SetRow("A"+strconv.Itoa(s.row), s.cells)
	s.cells = s.cells[:0]
	return err
}

// cellOf cuts a text to what a cell takes.
func cellOf(v any) any {
	if s, ok := v.(string); ok {
		if runes := []rune(s); len(s) > mostCell && len(runes) > mostCell {
			return string(runes[:mostCell])
		}
	}
	return v
}

func aboutName(o Options) string { return o.say("exported.about") }

// writeAbout writes the first sheet: definitions and sources.
func writeAbout(book *excelize.File, t Table, o Options) error {
	name := aboutName(o)
	if err := book.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	stream, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	s := &sheet{stream: stream}
	line := func(cells ...any) {
		if err == nil {
			s.cells = cells
			err = s.write()
		}
	}
	c := t.City
	line(o.say("exported.city"), cmp.Or(c.Title.In(o.Lang), c.Name))
	line(o.say("exported.layer"), o.title(t.Layer.Title))
	line(o.say("exported.datum"), o.Datum.String())
	line(o.say("exported.standard"), c.Provenance.Standard)
	line(o.say("exported.program"), c.Provenance.Engine)
	line(o.say("exported.provenance"), c.Provenance.Hash)
	for _, a := range o.Attribution {
		line(o.say("exported.attribution"), a)
	}
	line()
	line(o.say("exported.column"), o.say("exported.meaning"), o.say("exported.unit"), o.say("exported.service"))
	for _, column := range t.Layer.Columns {
		line(column.Name, o.title(column.Title), column.Unit, column.Service)
	}
	line()
	line(o.say("exported.service"), o.say("exported.name"), o.say("exported.minutes"), o.say("exported.target"), o.say("exported.target_text"),
		o.say("exported.clause"), o.say("exported.group"), o.say("exported.area"), o.say("exported.profile"))
	for _, v := range c.Services {
		line(v.ID, v.Names.In(o.Lang), v.Minutes, float64(v.Target)/1e6, v.TargetText, v.Clause, v.Group, string(v.Area), v.Profile)
	}
	line()
	line(o.say("exported.source"), o.say("exported.file"), "SHA-256", o.say("exported.licence"), o.say("exported.attribution"))
	for _, in := range c.Provenance.Inputs {
		line(in.Role, in.Path, in.SHA256, in.Licence, in.Attribution)
	}
	if err != nil {
		return err
	}
	return stream.Flush()
}

func serviceName(c *coverage.City, id string, o Options) string {
	for _, s := range c.Services {
		if s.ID == id {
			return cmp.Or(s.Names.In(o.Lang), id)
		}
	}
	return id
}

// sheetName returns a name that Excel takes and that is not taken, and takes it.
func sheetName(name string, taken map[string]bool) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(forbiddenRunes, r) {
			return ' '
		}
		return r
	}, name), "' ")
	base := []rune(cmp.Or(name, "-"))
	base = base[:min(len(base), mostSheetName)]
	free := string(base)
	for n := 2; taken[strings.ToLower(free)]; n++ {
		number := []rune(fmt.Sprintf(" %d", n))
		free = string(append(append([]rune{}, base[:min(len(base), mostSheetName-len(number))]...), number...))
	}
	taken[strings.ToLower(free)] = true
	return free
}
