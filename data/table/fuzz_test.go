package table_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/table"
	"lifecircle/geo"
)

// Whatever the bytes, the answer is a sound layer or a refusal.
func FuzzDemand(f *testing.F) {
	f.Add([]byte("id,lon,lat,all,urban\na,121.47,31.23,1204.25,1\n"), "", "", "all")
	f.Add([]byte("\xef\xbb\xbfh3;all;age_60_plus\n89a9012124fffff;5;NA\n"), "", "", "")
	f.Add([]byte("id\tlon\tlat\tpop\n\xb6\xa8\t121.47\t31.23\t7\n"), "gb18030", "GCJ-02", "pop")
	f.Add([]byte("\xff\xfei\x00d\x00,\x00a\x00l\x00l\x00"), "utf-16", "", "")
	f.Add([]byte("id,all\n\"a,b\nc"), "", "", "")
	f.Fuzz(func(t *testing.T, data []byte, encoding, crs, all string) {
		opts := table.Options{Name: "f.csv", Encoding: encoding, CRS: crs}
		if all != "" {
			opts.Columns = map[string]string{"all": all}
		}
		d, _, err := table.Demand(context.Background(), strings.NewReader(string(data)), opts)
		if err != nil {
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) || refusal.Problem == "" {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		seen := map[string]bool{}
		for i, id := range d.ID {
			if id == "" || seen[id] || !geo.Valid(d.Point[i]) {
				t.Errorf("place %d: %q at %v", i, id, d.Point[i])
			}
			seen[id] = true
		}
		for key, amounts := range d.Groups {
			if len(amounts) != d.Len() {
				t.Errorf("%s has %d amounts for %d places", key, len(amounts), d.Len())
			}
			for _, a := range amounts {
				if a < coverage.Missing {
					t.Errorf("%s has %d", key, a)
				}
			}
		}
	})
}

func FuzzFacilities(f *testing.F) {
	f.Add([]byte("id,name,services,lon,lat,capacity,status,opens,closes\na,A,clinic;elderly,121.47,31.23,clinic:40,open,2026-09-01,\n"), "")
	f.Add([]byte("id,lon,lat,capacity\na,121.47,31.23,40张\n"), "clinic")
	f.Add([]byte("id;h3;services;地址\na;89a9012124fffff;school|clinic;路\n"), "")
	f.Add([]byte("id,services,lon,lat\na,clinic,31,121\n"), "")
	f.Fuzz(func(t *testing.T, data []byte, service string) {
		opts := table.Options{Name: "f.csv", Services: []string{service}}
		all, _, err := table.Facilities(context.Background(), strings.NewReader(string(data)), opts)
		if err != nil {
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) || refusal.Problem == "" {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		for _, facility := range all {
			if facility.ID == "" || len(facility.Services) == 0 || facility.Status == "" || !geo.Valid(facility.Point) {
				t.Errorf("%+v", facility)
			}
		}
	})
}
