// Package report lays out a city's answers as a page that can be printed and
// handed round: one self-contained HTML file, in Chinese or English, for the
// city or for one street-town (一街镇一图一表).
//
//	r, err := report.New(ctx, engine, report.Options{Lang: answer.ZH})
//	err = r.City(ctx, w)
//	for _, d := range r.Districts() {
//		err = r.District(ctx, file(d.Code), d)
//	}
//
// A page fetches nothing: no scripts, no fonts, no pictures from elsewhere. Its
// maps and curves are SVG in the page, told in words beside; colours are told
// apart by lightness and pattern too. The same answers give the same bytes.
//
// It computes no number of its own: they are the rows, cells, gaps and bridges of
// coverage, in the words of api/answer. It opens no file.
package report
