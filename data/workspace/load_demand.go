package workspace

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/source"
)

func (l *loader) demand() error {
	want, err := l.count(keyDemand)
	if err != nil {
		return err
	}
	groups, weights := strings.Fields(l.meta[keyGroups]), strings.Fields(l.meta[keyWeights])
	if len(groups) > MaxGroups || len(weights) > len(coverage.Weights) {
		return errors.New("demand has too many columns")
	}
	has := strings.Fields(l.meta[keyDemandHas])
	names, h3, urban := slices.Contains(has, "names"), slices.Contains(has, "h3"), slices.Contains(has, "urban")
	// The count is checked against the rows; until they have come, it is only a
	// claim, and memory grows with what is read.
	d := &l.c.City.Demand
	amounts := make([][]coverage.Amount, len(groups)+len(weights))
	err = l.rows(demandTable(groups, weights), false, want, func(s *scan) error {
		d.ID = append(d.ID, s.text())
		n := s.names()
		if names {
			d.Names = append(d.Names, n)
		}
		cell, err := s.cell()
		if err != nil {
			return err
		}
		if h3 {
			d.Cell = append(d.Cell, cell)
		}
		flag := s.flag()
		if urban {
			d.Urban = append(d.Urban, flag)
		}
		d.Point = append(d.Point, s.point())
		d.Access = append(d.Access, s.access())
		for i := range amounts {
			amounts[i] = append(amounts[i], s.amount())
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, g := range groups {
		if d.Groups == nil {
			d.Groups = map[string][]coverage.Amount{}
		}
		d.Groups[g] = amounts[i]
	}
	for i, w := range weights {
		if d.Weight == nil {
			d.Weight = map[string][]coverage.Amount{}
		}
		d.Weight[w] = amounts[len(groups)+i]
	}
	return nil
}

func (s *scan) cell() (uint64, error) {
	text := s.text()
	if text == "" {
		return 0, nil
	}
	return strconv.ParseUint(text, 16, 64)
}

func (s *scan) flag() coverage.Flag {
	switch coverage.Area(s.text()) {
	case coverage.AreaUrban:
		return coverage.FlagUrban
	case coverage.AreaRural:
		return coverage.FlagRural
	}
	return coverage.FlagUnknown
}

// amount reads people or units as thousandths. A whole number of thousandths
// below 2⁵² divided by 1000 and multiplied again rounds to itself.
func (s *scan) amount() coverage.Amount {
	if s.null() {
		return coverage.Missing
	}
	v := s.real() * 1000
	if s.err == nil && !(v >= 0 && v <= float64(source.MaxAmount)) {
		s.err = errors.New("an amount is out of range")
		return coverage.Missing
	}
	return coverage.Amount(math.Round(v))
}
