package source_test

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/data/source"
)

func TestAmount(t *testing.T) {
	for _, c := range []struct {
		text    string
		want    coverage.Amount
		rounded bool
		problem bool
	}{
		{"0", 0, false, false},
		{"-0.0", 0, false, false},
		{"1204", 1_204_000, false, false},
		{" 1204.25 ", 1_204_250, false, false},
		{"+.5", 500, false, false},
		{"5.", 5000, false, false},
		{"0.1", 100, false, false},
		{"0.0005", 1, true, false}, // half away from zero
		{"0.00049999999999999999999999999", 0, true, false},
		{"2.3455", 2346, true, false},
		{"0.3000", 300, false, false},
		{"1e3", 1_000_000, false, false},
		{"1.5E-2", 15, false, false},
		{"1e-400", 0, true, false},
		{"1000000000000", 1e15, false, false},
		{"1000000000000.0001", 1e15, true, false},
		{"1000000000000.001", 0, false, true},
		{"1e13", 0, false, true},
		{"1e400", 0, false, true},
		{"1e99999999999999999999", 0, false, true},
		{"-1", 0, false, true},
		{"-0.001", 0, false, true},
		{"1,204", 0, false, true},
		{"0x10", 0, false, true},
		{"1_000", 0, false, true},
		{"Inf", 0, false, true},
		{".", 0, false, true},
		{"-", 0, false, true},
		{"e5", 0, false, true},
		{"1e", 0, false, true},
		{"", coverage.Missing, false, false},
		{"NA", coverage.Missing, false, false},
		{"nan", coverage.Missing, false, false},
		{"NULL", coverage.Missing, false, false},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, rounded, problem := source.Amount(c.text)
			if got != c.want || rounded != c.rounded || (problem != "") != c.problem {
				t.Errorf("%d, rounded %v, %q", got, rounded, problem)
			}
		})
	}
}

// Two ways to thousandths: digit by digit, and in rational numbers.
func TestAmountAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{0,11}\.?[0-9]{0,12}(e-?[0-9]{1,2})?`).Draw(t, "text")
		exact, ok := new(big.Rat).SetString(text)
		got, rounded, problem := source.Amount(text)
		if !ok {
			if problem == "" && got != coverage.Missing {
				t.Errorf("%q is no number, read as %d", text, got)
			}
			return
		}
		exact.Mul(exact, big.NewRat(1000, 1))
		half := new(big.Rat).Add(exact, big.NewRat(1, 2))
		want := new(big.Int).Div(half.Num(), half.Denom())
		if want.Cmp(big.NewInt(int64(source.MaxAmount))) > 0 {
			if problem == "" {
				t.Errorf("%q is too much, read as %d", text, got)
			}
			return
		}
		if problem != "" || int64(got) != want.Int64() || rounded != !exact.IsInt() {
			t.Errorf("%q: %d, rounded %v, %q, want %v", text, got, rounded, problem, want)
		}
	})
}

func TestWholeNumber(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		says string
	}{
		{"40", 40, ""},
		{"40.0", 40, ""},
		{"4e1", 40, ""},
		{"-3", -3, ""},
		{"40.5", 0, "write 40,"},
		{"40张", 0, "write 40,"},
		{"床位：40 张", 0, "write 40,"},
		{"1,204", 0, "write 1204,"},
		{"４０", 0, "write 40,"},
		{"forty", 0, "write 40,"},
		{"1e30", 0, "too large"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, problem := source.WholeNumber(c.text)
			if got != c.want || !strings.Contains(problem, c.says) || (c.says == "") != (problem == "") {
				t.Errorf("%d, %q", got, problem)
			}
		})
	}
}

func TestWordsInBothLanguages(t *testing.T) {
	for text, want := range map[string]coverage.Status{"": "open", "Open": "open", "开放": "open", "规划": "planned", "planned": "planned", "关闭": "closed"} {
		if got, problem := source.Status(text); got != want || problem != "" {
			t.Errorf("status %q: %q, %q", text, got, problem)
		}
	}
	for text, want := range map[string]coverage.Flag{"": 0, "NA": 0, "城镇": 1, "Urban": 1, "u": 1, "1": 1, "true": 1, "乡村": 2, "r": 2, "0": 2, "FALSE": 2} {
		if got, problem := source.Urban(text); got != want || problem != "" {
			t.Errorf("urban %q: %d, %q", text, got, problem)
		}
	}
	for text, want := range map[string]string{"": "", "2026-9-1": "2026-09-01", "2026/09/01": "2026-09-01", "2026.9.1": "2026-09-01", "2026年9月1日": "2026-09-01", "2024-02-29": "2024-02-29"} {
		if got, problem := source.Date(text); got != want || problem != "" {
			t.Errorf("date %q: %q, %q", text, got, problem)
		}
	}
	for _, text := range []string{"2023-02-29", "2026-09", "1.9.2026", "tomorrow", "2026-09-01T00:00:00Z"} {
		if got, problem := source.Date(text); problem == "" {
			t.Errorf("date %q read as %q", text, got)
		}
	}
	if got, problem := source.Services(" clinic；elderly |clinic;; "); fmt.Sprint(got) != "[clinic elderly]" || problem != "" {
		t.Errorf("services %v, %q", got, problem)
	}
	if got, problem := source.Capacity("clinic：40；elderly: NA", []string{"clinic", "elderly"}); fmt.Sprint(got) != "map[clinic:40]" || problem != "" {
		t.Errorf("capacity %v, %q", got, problem)
	}
}

func TestTextUndoesEncodings(t *testing.T) {
	for _, c := range []struct{ name, encoding, bytes, want string }{
		{"plain", "", "地址", "地址"},
		{"a mark", "", "\xef\xbb\xbf地址", "地址"},
		{"UTF-16 by its mark", "", "\xff\xfe\x30\x57", "地"},
		{"UTF-16 by name", "utf-16be", "\x57\x30", "地"},
		{"GB18030", "GB18030", "\xb5\xd8", "地"},
		{"GB18030, four bytes", "gb18030", "\x82\x30\x82\x35", "\u34b2"},
		{"a code page", "CP936", "\xb5\xd8", "地"},
		{"Big5", "big5", "\xa6\x61", "地"},
		{"a mark before the name", "gbk", "\xef\xbb\xbf地", "地"},
		{"nothing", "", "", ""},
		{"one byte", "", "x", "x"},
		{"half a mark", "", "\xff", "\xff"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, problem := source.NewText(strings.NewReader(c.bytes), c.encoding)
			if problem != "" {
				t.Fatal(problem)
			}
			text.Allow(100)
			got, err := io.ReadAll(text)
			if err != nil || string(got) != c.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	if _, problem := source.NewText(strings.NewReader(""), "replacement"); problem == "" {
		t.Error("an encoding that reads nothing is accepted")
	}
}

func TestTextKeepsToItsBudget(t *testing.T) {
	text, _ := source.NewText(strings.NewReader(strings.Repeat("x", 100)), "")
	text.Allow(30)
	got, err := io.ReadAll(text)
	if len(got) != 30 || !errors.Is(err, source.ErrBudget) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	text.Allow(200)
	if got, err = io.ReadAll(text); len(got) != 70 || err != nil {
		t.Errorf("%d more bytes, %v", len(got), err)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("clinic:40;elderly:20")
	f.Add("2026年9月1日")
	f.Add("1.5e-3")
	f.Add("床位：４０")
	f.Fuzz(func(t *testing.T, text string) {
		if ids, problem := source.Services(text); problem == "" {
			if !slices.IsSorted(ids) || slices.ContainsFunc(ids, func(id string) bool { return !source.IsKey(id) }) {
				t.Errorf("services %q", ids)
			}
			if by, problem := source.Capacity(text, ids); problem == "" {
				for _, places := range by {
					if places < 0 {
						t.Errorf("capacity %v", by)
					}
				}
			}
		}
		if amount, _, problem := source.Amount(text); problem == "" && (amount < coverage.Missing || amount > source.MaxAmount) {
			t.Errorf("amount %d", amount)
		}
		if date, problem := source.Date(text); problem == "" && date != "" {
			if again, problem := source.Date(date); again != date || problem != "" {
				t.Errorf("date %q reads as %q", date, again)
			}
		}
		_, _ = source.WholeNumber(text)
		_, _ = source.Coordinate(text)
		_, _ = source.Status(text)
		_, _ = source.Urban(text)
	})
}
