package workspace

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// A sum is the CRC-32C of the values of a table, in the order of its rows.
// SQLite notices a page that is torn, not a byte that has turned into another:
// without this a damaged border would give a wrong answer. The values are
// summed, not the file, whose bytes QGIS touches when it opens it. What is
// not read is not checked, so the geometry has a sum of its own.
type sum struct {
	columns, geometry uint32
	buffer            []byte
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// add counts a row: its columns after fid, and its geometry where it is read.
func (s *sum) add(columns []driver.Value, geometry driver.Value) {
	s.columns = s.update(s.columns, columns...)
	s.geometry = s.update(s.geometry, geometry)
}

func (s *sum) update(crc uint32, values ...driver.Value) uint32 {
	b := s.buffer[:0]
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, 0)
		case int64:
			b = binary.LittleEndian.AppendUint64(append(b, 1), uint64(v))
		case float64:
			// SQLite has one zero.
			b = binary.LittleEndian.AppendUint64(append(b, 2), math.Float64bits(v+0))
		case string:
			b = append(binary.LittleEndian.AppendUint64(append(b, 3), uint64(len(v))), v...)
		case []byte:
			b = append(binary.LittleEndian.AppendUint64(append(b, 4), uint64(len(v))), v...)
		default:
			b = fmt.Appendf(append(b, 5), "%T", v) // none of ours: the sum will be another
		}
	}
	s.buffer = b
	return crc32.Update(crc, castagnoli, b)
}

// saveSums writes the table of sums, which comes last.
func (s *saver) saveSums() error {
	list := s.sums
	return s.table(sumTable, nil, func(add func(...driver.Value) error) error {
		for _, v := range list {
			if err := add(v.table, int64(v.columns), int64(v.geometry)); err != nil {
				return err
			}
		}
		return nil
	})
}

// A tableSum is the sum of a table.
type tableSum struct {
	table string
	sum
	geometryRead bool
}

// checkSums reads the table of sums and compares what was read with it.
func (l *loader) checkSums() (damage, err error) {
	read := l.sums
	n := 0
	err = l.rows(sumTable, false, len(read), func(s *scan) error {
		table, columns, geometry := s.text(), s.whole(), s.whole()
		got := read[n]
		n++
		if damage == nil && (table != got.table || columns != int64(got.columns) || got.geometryRead && geometry != int64(got.geometry)) {
			damage = fmt.Errorf("table %s: is not as it was written", got.table)
		}
		return nil
	})
	return damage, err
}
