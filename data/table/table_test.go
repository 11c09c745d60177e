package table_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/table"
)

// wantNotes compares notes with lines of code, source, field, count and samples.
func wantNotes(t *testing.T, notes []finding.Note, want string) {
	t.Helper()
	var got []string
	for _, n := range notes {
		got = append(got, strings.Join(strings.Fields(fmt.Sprintln(n.Code, n.Source, n.Field, n.Count, n.Samples)), " "))
	}
	var wanted []string
	for line := range strings.Lines(want) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			wanted = append(wanted, line)
		}
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("notes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(wanted, "\n"))
	}
}

func readDemand(opts table.Options, text string) (*coverage.Demand, []finding.Note, error) {
	opts.Name = "people.csv"
	return table.Demand(context.Background(), strings.NewReader(text), opts)
}

func readFacilities(opts table.Options, text string) ([]coverage.Facility, []finding.Note, error) {
	opts.Name = "facilities.csv"
	return table.Facilities(context.Background(), strings.NewReader(text), opts)
}

func TestDemandReadsEveryColumn(t *testing.T) {
	d, notes, err := readDemand(table.Options{Columns: map[string]string{"all": "人口", "students": "pupils", "age_80_plus": ""}}, ""+
		"id,name,name:zh,name_en,lon,lat,h3,urban,人口,pupils,age_60_plus,age_80_plus,buildings,floor_area_m2,note\r\n"+
		"a,A,甲,Alpha,121.47,31.23,,城镇,1204.25,10,7,1,3,250.5,x\r\n"+
		"b,,,,,,89a9012124fffff,rural,NA,0,,1,0,0.0004,\r\n"+
		",,,,,,,,,,,,,,\r\n"+
		"c,\"C, the \"\"third\"\"\",,,121.48,31.24,,,1e3,0.0005,1,1,1,1,\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintln(d.ID, d.Names[2].Plain, d.Names[0].ZH, d.Names[0].EN, d.Urban); got != `[a b c] C, the "third" 甲 Alpha [1 2 0]`+"\n" {
		t.Error(got)
	}
	if got := fmt.Sprint(d.Point); got != "[[121.47 31.23] [-51.251782804 -30.109632444] [121.48 31.24]]" {
		t.Error(got)
	}
	if got := fmt.Sprintf("%x", d.Cell); got != "[0 89a9012124fffff 0]" {
		t.Error(got)
	}
	want := map[string][]coverage.Amount{
		"all":         {1_204_250, coverage.Missing, 1_000_000},
		"students":    {10_000, 0, 1},
		"age_60_plus": {7000, coverage.Missing, 1000},
	}
	if !maps.EqualFunc(d.Groups, want, slices.Equal) {
		t.Errorf("groups %v, want %v", d.Groups, want)
	}
	want = map[string][]coverage.Amount{"buildings": {3000, 0, 1000}, "floor_area_m2": {250_500, 0, 1000}}
	if !maps.EqualFunc(d.Weight, want, slices.Equal) {
		t.Errorf("weights %v, want %v", d.Weight, want)
	}
	wantNotes(t, notes, `
		blank_count people.csv age_60_plus 1 [line 3]
		blank_count people.csv 人口 1 [line 3]
		blank_rows people.csv 1 [line 4]
		other_columns people.csv age_80_plus, note 2 []
		rounded_amounts people.csv floor_area_m2 1 [line 3]
		rounded_amounts people.csv pupils 1 [line 5]
		urban_unknown people.csv urban 1 [line 5]
	`)
}

func TestDemandOfCellsNeedsOnlyTheirIDs(t *testing.T) {
	for _, text := range []string{
		"id,all\n89a9012124fffff,5\n",
		"h3,all\n89a9012124fffff,5\n",
		"id;all\n89a9012124fffff;5\n",
		"\ufeffid\tall\n89a9012124fffff\t5\n",
		"\n\nid,all\n\n89a9012124fffff,5,,\n\n",
	} {
		d, _, err := readDemand(table.Options{}, text)
		if err != nil || d.ID[0] != "89a9012124fffff" || d.Cell[0] != 0x89a9012124fffff || d.Point[0][0] != -51.251782804 || d.Groups["all"][0] != 5000 {
			t.Errorf("%q: %+v, %v", text, d, err)
		}
		if d != nil && (d.Urban != nil || d.Names != nil || d.Weight != nil || d.Access != nil) {
			t.Errorf("%q: columns that the file lacks: %+v", text, d)
		}
	}
}

func TestFacilitiesReadEveryColumn(t *testing.T) {
	all, notes, err := readFacilities(table.Options{Services: []string{"sports"}, CRS: "EPSG:4490"}, ""+
		"id,name,name_zh,name_en,services,lon,lat,capacity,status,opens,closes,opening_hours,街道,tel\n"+
		"f2,Hub,综合,Hub,elderly; clinic|elderly,121.47,31.23,clinic:40;elderly:20,planned,2026-09-01,2030年1月2日,Mo-Fr 08:00-17:00,五里桥,\n"+
		"f1,,,,clinic,121.48,31.24,40,,2024/9/1,,,,021\n"+
		"f3,,,,,121.49,31.25,,关闭,,,,,\n")
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%+v", all)
	want := "[" +
		"{ID:f2 Names:{Plain:Hub ZH:综合 EN:Hub} Point:[121.47 31.23] Services:[clinic elderly] Capacity:map[clinic:40 elderly:20] Status:planned Opens:2026-09-01 Closes:2030-01-02 Attributes:map[opening_hours:Mo-Fr 08:00-17:00 街道:五里桥] Access:{Linked:false Crosses: Segment:0 Fraction:0 LegMM:0 At:[0 0] Public:<nil>} Entrances:[]} " +
		"{ID:f1 Names:{Plain: ZH: EN:} Point:[121.48 31.24] Services:[clinic] Capacity:map[clinic:40] Status:open Opens:2024-09-01 Closes: Attributes:map[tel:021] Access:{Linked:false Crosses: Segment:0 Fraction:0 LegMM:0 At:[0 0] Public:<nil>} Entrances:[]} " +
		"{ID:f3 Names:{Plain: ZH: EN:} Point:[121.49 31.25] Services:[sports] Capacity:map[] Status:closed Opens: Closes: Attributes:map[] Access:{Linked:false Crosses: Segment:0 Fraction:0 LegMM:0 At:[0 0] Public:<nil>} Entrances:[]}]"
	if got != want {
		t.Errorf("facilities\n%s\nwant\n%s", got, want)
	}
	wantNotes(t, notes, `
		blank_count facilities.csv capacity 1 [line 4]
		datum_as_wgs84 facilities.csv CGCS2000 3 []
		other_columns facilities.csv 街道, tel 2 []
	`)
}

// Doors are moved with their facility where the file is in another datum.
func TestFacilitiesMayHaveEntrances(t *testing.T) {
	all, _, err := readFacilities(table.Options{CRS: "GCJ-02", Columns: map[string]string{"entrances": "门"}}, ""+
		"id,services,lon,lat,门\na,clinic,121.47,31.23,121.47 31.23; 121.48 31.24\nb,clinic,121.47,31.23,\n")
	if err != nil {
		t.Fatal(err)
	}
	if e := all[0].Entrances; len(e) != 2 || e[0].Point != all[0].Point || e[0].Kind != coverage.EntranceGiven || e[1].Point[0] == 121.48 {
		t.Errorf("%+v", e)
	}
	if all[1].Entrances != nil {
		t.Errorf("%+v", all[1].Entrances)
	}
	_, _, err = readFacilities(table.Options{}, "id,services,lon,lat,entrances\na,clinic,121.47,31.23,north gate\n")
	wantRefusal(t, err, `facilities.csv:2: entrances "north gate": not a number: write decimal degrees such as 121.4737`)
}

const facilityHeader = "id,services,lon,lat,capacity,status,opens,closes\n"

func TestBadFacilitiesAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		opts table.Options
		text string
		want string
	}{
		{"an empty file", table.Options{}, "", "facilities.csv: the file is empty: a header and at least one row are wanted"},
		{"a header only", table.Options{}, facilityHeader, "facilities.csv: a header and no rows: the layer is empty: export it again with its rows"},
		{"text in a number", table.Options{}, facilityHeader + "a,clinic,121,31,40张,,,\n",
			`facilities.csv:2: capacity "40张": not a whole number: write 40, or leave it blank if unknown`},
		{"half a bed", table.Options{}, facilityHeader + "a,clinic,121,31,40.5,,,\n",
			`facilities.csv:2: capacity "40.5": not a whole number: write 40, or leave it blank if unknown`},
		{"a negative capacity", table.Options{}, facilityHeader + "a,clinic,121,31,-4,,,\n",
			`facilities.csv:2: capacity "-4": negative: a capacity is 0 or more`},
		{"one capacity for two services", table.Options{}, facilityHeader + "a,elderly;clinic,121,31,40,,,\n",
			`facilities.csv:2: capacity "40": one number for 2 services: write clinic:…;elderly:…`},
		{"a capacity of another service", table.Options{}, facilityHeader + "a,clinic,121,31,school:40,,,\n",
			`facilities.csv:2: capacity "school:40": "school" is not offered here: the services are clinic`},
		{"a capacity twice", table.Options{}, facilityHeader + "a,clinic,121,31,clinic:40;clinic:4,,,\n",
			`facilities.csv:2: capacity "clinic:40;clinic:4": "clinic" stands twice`},
		{"a service in words", table.Options{}, facilityHeader + "a,Clinic,121,31,,,,\n",
			`facilities.csv:2: services "Clinic": "Clinic" is not a service's id: small letters, digits and _ are, several with ; between`},
		{"no service", table.Options{}, facilityHeader + "a,,121,31,,,,\n",
			`facilities.csv:2: services: blank: write what the place offers, several with ; between, or take it out`},
		{"an unknown status", table.Options{}, facilityHeader + "a,clinic,121,31,,maybe,,\n",
			`facilities.csv:2: status "maybe": not a status: open, planned and closed are (开放, 规划, 关闭)`},
		{"half a date", table.Options{}, facilityHeader + "a,clinic,121,31,,,2026-09,\n",
			`facilities.csv:2: opens "2026-09": not a date: write year-month-day, such as 2026-09-01`},
		{"a day that is none", table.Options{}, facilityHeader + "a,clinic,121,31,,,,2026-02-30\n",
			`facilities.csv:2: closes "2026-02-30": not a date: write year-month-day, such as 2026-09-01`},
		{"closed before it opens", table.Options{}, facilityHeader + "a,clinic,121,31,,,2026-09-01,2026-08-31\n",
			`facilities.csv:2: closes "2026-08-31": before it opens, 2026-09-01: correct one of the two`},
		{"swapped axes", table.Options{}, facilityHeader + "a,clinic,31.2,121.5,,,,\n",
			`facilities.csv:2: lat "121.5": longitude and latitude look swapped: a latitude is -90 to 90 degrees; longitude comes first`},
		{"a latitude of 200", table.Options{}, facilityHeader + "a,clinic,121.5,200,,,,\n",
			`facilities.csv:2: lat "200": out of range: a latitude is -90 to 90 degrees`},
		{"a longitude of 200", table.Options{}, facilityHeader + "a,clinic,200,31,,,,\n",
			`facilities.csv:2: lon "200": out of range: a longitude is -180 to 180 degrees`},
		{"metres", table.Options{}, facilityHeader + "a,clinic,353412.5,3457000,,,,\n",
			`facilities.csv:2: lat "3457000": out of range: this looks like metres of a projection, degrees are wanted: convert the file to WGS 84 first (QGIS: Export, CRS EPSG:4326; or ogr2ogr -t_srs EPSG:4326)`},
		{"degrees and minutes", table.Options{}, facilityHeader + "a,clinic,121°28′,31,,,,\n",
			`facilities.csv:2: lon "121°28′": not decimal degrees: write 121.4737, negative for west and south`},
		{"no number for a place", table.Options{}, facilityHeader + "a,clinic,east,31,,,,\n",
			`facilities.csv:2: lon "east": not a number: write decimal degrees such as 121.4737`},
		{"infinity", table.Options{}, facilityHeader + "a,clinic,Inf,31,,,,\n",
			`facilities.csv:2: lon "Inf": not a number: write decimal degrees such as 121.4737`},
		{"half a place", table.Options{}, facilityHeader + "a,clinic,121,,,,,\n",
			`facilities.csv:2: lat: not a number: write decimal degrees such as 121.4737`},
		{"no place", table.Options{}, facilityHeader + "a,clinic,,,,,,\n",
			`facilities.csv:2: lon: blank: the row says nowhere where it is: give it a place, or take it out`},
		{"a blank id", table.Options{}, facilityHeader + "a,clinic,121,31,,,,\n,clinic,121,31,,,,\n",
			`facilities.csv:3: id: blank: every row needs one of its own`},
		{"an id twice", table.Options{}, facilityHeader + "a,clinic,121,31,,,,\nb,clinic,121,31,,,,\na,clinic,121,31,,,,\n",
			`facilities.csv:4: id "a": line 2 has the same id: give each row one of its own`},
		{"lines count within quotes", table.Options{}, "id,name,services,lon,lat\na,\"two\nlines\",clinic,121,31\n\nb,,clinic,121,91\n",
			`facilities.csv:5: lat "91": out of range: a latitude is -90 to 90 degrees`},
		{"an id of two lines", table.Options{}, facilityHeader + "\"a\nb\",clinic,121,31,,,,\n",
			`facilities.csv:2: id "a\nb": has a line break or another control character in it: take it out`},
		{"no id column", table.Options{}, "name,services,lon,lat\n",
			`facilities.csv:1: id: no such column: name it in columns, such as id = "name"; the file has name, services, lon, lat`},
		{"no services", table.Options{}, "id,lon,lat\n",
			`facilities.csv:1: services: no such column: name it in columns, such as services = "id"; the file has id, lon, lat`},
		{"no place columns", table.Options{}, "id,services,x,y\n",
			`facilities.csv:1: no column says where the rows are: name lon and lat, or h3, in columns; the file has id, services, x, y`},
		{"one place column", table.Options{}, "id,services,lon,y\n",
			`facilities.csv:1: lat: the file has the one coordinate and not the other: name its column in columns; the file has id, services, lon, y`},
		{"a wrong column", table.Options{Columns: map[string]string{"lon": "经度"}}, "id,services,lon,lat\n",
			`facilities.csv:1: columns.lon "经度": the file has no such column; it has id, services, lon, lat`},
		{"an unknown key", table.Options{Columns: map[string]string{"beds": "capacity"}}, facilityHeader,
			`facilities.csv: columns "beds": not a key of facilities: id, name, name_zh, name_en, services, capacity, status, opens, closes, opening_hours, entrances, lon, lat, h3 are; other columns are kept as attributes by themselves`},
		{"a column twice", table.Options{}, "id,services,lon,lat,lon\n",
			`facilities.csv:1: lon: the header has this column twice: rename one`},
		{"a field too few", table.Options{}, facilityHeader + "a,clinic,121,31\n",
			`facilities.csv:2: 4 fields where the header has 8 columns: put a field with a ',' in it into quotation marks`},
		{"a field too many", table.Options{}, facilityHeader + "a,clinic,121,31,,,,,x\n",
			`facilities.csv:2: 9 fields where the header has 8 columns: put a field with a ',' in it into quotation marks`},
		{"a quote never closed", table.Options{}, facilityHeader + "a,clinic,121,31,,,,\n\"b,clinic,121,31,,,,\nc,clinic,121,31,,,,\n",
			`facilities.csv:3: a quotation mark that is never closed, or text after the closing one: double those inside a field`},
		{"a quote within", table.Options{}, facilityHeader + "a\"b,clinic,121,31,,,,\n",
			`facilities.csv:2: a quotation mark in the middle of a field: put the whole field into quotation marks and double those inside`},
		{"an invalid cell", table.Options{}, "id,services,h3\na,clinic,89a9012124ffff0\n",
			`facilities.csv:2: h3 "89a9012124ffff0": not an H3 cell: 15 hexadecimal digits are wanted, such as 89a9012124fffff`},
		{"no cell", table.Options{}, "id,services,h3\na,clinic,\n",
			`facilities.csv:2: h3: blank: the row says nowhere where it is: give it a place, or take it out`},
		{"bytes of GB18030", table.Options{}, "id,services,lon,lat\n\xb6\xa8\xba\xa3,clinic,121,31\n",
			`facilities.csv:2: id "\xb6\xa8\xba\xa3": not UTF-8: name the file's encoding, such as encoding = "gb18030", or save it as UTF-8`},
		{"a header of GB18030", table.Options{}, "id,services,\xbe\xad\xb6\xc8,lat\n",
			`facilities.csv:1: not UTF-8: name the file's encoding, such as encoding = "gb18030", or save it as UTF-8`},
		{"not the encoding it says", table.Options{Encoding: "big5"}, "id,services,lon,lat\n\xff\xff,clinic,121,31\n",
			"facilities.csv:2: id \"\ufffd\ufffd\": not big5: name the file's own encoding, or leave encoding out if it is UTF-8"},
		{"UTF-16 without a mark", table.Options{}, "i\x00d\x00,\x00l\x00o\x00n\x00\n\x00",
			`facilities.csv:1: a NUL character: if this is UTF-16 name it, encoding = "utf-16le", or save it as UTF-8`},
		{"an unknown encoding", table.Options{Encoding: "klingon"}, "",
			`facilities.csv: encoding "klingon": not a known encoding: utf-8, gb18030, gbk, big5, utf-16 and those of the web are`},
		{"a projection", table.Options{CRS: "EPSG:3857"}, "",
			`facilities.csv: crs "EPSG:3857": not supported: EPSG:4326 (WGS 84, OGC:CRS84), EPSG:4490 (CGCS2000), EPSG:4674 (SIRGAS 2000), EPSG:4258 (ETRS89), GCJ-02 and BD-09 are; convert the file to one of them first`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readFacilities(c.opts, c.text)
			wantRefusal(t, err, c.want)
		})
	}
}

func wantRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("accepted; want %s", want)
	}
	if err.Error() != want {
		t.Errorf("refused with\n%s\nwant\n%s", err, want)
	}
	var refusal *finding.Refusal
	if !errors.As(err, &refusal) || refusal.Kind == nil {
		t.Errorf("%T is no refusal with a kind", err)
	}
}

func TestBadDemandIsRefused(t *testing.T) {
	const header = "id,lon,lat,all,urban\n"
	for _, c := range []struct {
		name string
		opts table.Options
		text string
		want string
	}{
		{"no counts", table.Options{}, "id,lon,lat,population,jobs\na,121,31,4,5\n",
			`people.csv:1: no column counts people or anything else: name one in columns, such as all = "population"; the file has id, lon, lat, population, jobs`},
		{"a unit", table.Options{}, header + "a,121,31,\"1,204人\",\n",
			`people.csv:2: all "1,204人": not a number: write 1204, or leave it blank if unknown`},
		{"full-width digits", table.Options{}, header + "a,121,31,１２．５,\n",
			`people.csv:2: all "１２．５": not a number: write 12.5, or leave it blank if unknown`},
		{"words", table.Options{}, header + "a,121,31,many,\n",
			`people.csv:2: all "many": not a number: write 1204.5, or leave it blank if unknown`},
		{"a negative count", table.Options{}, header + "a,121,31,-3,\n",
			`people.csv:2: all "-3": negative: a count is 0 or more; leave it blank if unknown`},
		{"too many", table.Options{}, header + "a,121,31,1e13,\n",
			`people.csv:2: all "1e13": more than 1000000000000: is the unit right?`},
		{"too many together", table.Options{}, header + "a,121,31,6e11,\nb,121,31,6e11,\n",
			`people.csv:3: all "6e11": up to here the column adds up to more than 1000000000000: is the unit right?`},
		{"an urban mark", table.Options{}, header + "a,121,31,3,maybe\n",
			`people.csv:2: urban "maybe": neither urban nor rural: write urban or rural, 城镇 or 乡村, 1 or 0`},
		{"a group's id", table.Options{Columns: map[string]string{"60+": "all"}}, header,
			`people.csv: columns "60+": not the id of a group: small letters, digits and _ are`},
		{"ids that are no cells", table.Options{}, "id,all\n89a9012124fffff,3\nCentro,3\n",
			`people.csv:3: id "Centro": not an H3 cell: 15 hexadecimal digits are wanted, such as 89a9012124fffff`},
		{"an id twice", table.Options{}, header + "a,121,31,3,\na,121,31,3,\n",
			`people.csv:3: id "a": line 2 has the same id: give each row one of its own`},
		{"nothing to tell rows apart", table.Options{}, "lon,lat,all\n121,31,3\n",
			`people.csv:1: id: no such column: name it in columns, such as id = "lon"; the file has lon, lat, all`},
		{"a header only", table.Options{}, header, "people.csv: a header and no rows: the layer is empty: export it again with its rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readDemand(c.opts, c.text)
			wantRefusal(t, err, c.want)
		})
	}
}

// endless gives a header, the opening of a quoted field, and then one byte for ever.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	if e.read == 0 {
		copy(p, "id,all,lon,lat\na,1,121,31\n\"")
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestAnUnclosedQuoteCostsNoMemory(t *testing.T) {
	e := &endless{}
	_, _, err := table.Demand(context.Background(), e, table.Options{Name: "people.csv"})
	wantRefusal(t, err, "people.csv:3: a record that begins here is longer than 1024 KiB: is a quotation mark left open?")
	if e.read > 3*table.MaxRecord {
		t.Errorf("%d bytes read", e.read)
	}
	if !errors.Is(err, finding.ErrTooLarge) {
		t.Errorf("%v is not too large", err)
	}
}

func TestLimits(t *testing.T) {
	wide := strings.Repeat("a,", table.MaxColumns) + "a\n"
	_, _, err := readDemand(table.Options{}, wide)
	wantRefusal(t, err, "people.csv:1: 1001 columns, 1000 at most are read: leave out what isn't needed")
	long := "id,all,lon,lat\n" + strings.Repeat("x", table.MaxField+1) + ",1,121,31\n"
	_, _, err = readDemand(table.Options{}, long)
	wantRefusal(t, err, "people.csv:2: id: 65537 bytes long, 65536 at most are read: is a quotation mark left open?")
	_, _, err = readDemand(table.Options{}, "id,all,lon,lat\n"+strings.Repeat("x", 300)+",1,121,31\n")
	if !errors.Is(err, finding.ErrInvalid) || !strings.Contains(err.Error(), "longer than 256 bytes") {
		t.Errorf("a long id: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAReadingErrorIsNoRefusal(t *testing.T) {
	_, _, err := table.Demand(context.Background(), io.MultiReader(strings.NewReader("id,all,h3\n"), broken{}), table.Options{Name: "people.csv"})
	var refusal *finding.Refusal
	if !errors.Is(err, io.ErrClosedPipe) || errors.As(err, &refusal) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := table.Demand(ctx, strings.NewReader("h3,all\n89a9012124fffff,5\n"), table.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled read: %v", err)
	}
}
