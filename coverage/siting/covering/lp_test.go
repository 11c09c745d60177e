package covering_test

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"lifecircle/coverage/siting/covering"
)

// writeLP writes a problem as an LP file (the CPLEX format that glpsol and cbc read):
// x are items, z rows, y joints. Rows that differ in nothing are left apart.
func writeLP(w io.Writer, p *covering.Problem) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "Maximize\n value:")
	for r, row := range p.Rows {
		if row.Value != 0 {
			fmt.Fprintf(out, " + %d z%d\n", row.Value, r)
		}
	}
	for j, cost := range p.Cost {
		if cost != 0 {
			fmt.Fprintf(out, " - %d x%d\n", cost, j)
		}
	}
	fmt.Fprintln(out, " + 0 none\nSubject To")
	joints := 0
	for r, row := range p.Rows {
		for k, clause := range row.Clauses {
			var sum, inside strings.Builder
			for _, j := range clause.Items {
				fmt.Fprintf(&sum, " + x%d", j)
			}
			for _, joint := range clause.Joints {
				for _, j := range joint {
					fmt.Fprintf(&inside, " y%d_%d: y%d - x%d <= 0\n", joints, j, joints, j)
				}
				fmt.Fprintf(&sum, " + y%d", joints)
				joints++
			}
			fmt.Fprintf(out, " r%d_%d:%s - %d z%d >= 0\n%s", r, k, sum.String(), clause.Need, r, inside.String())
		}
	}
	for g, need := range p.Needs {
		fmt.Fprintf(out, " n%d: 0 none", g)
		for r, row := range p.Rows {
			for _, part := range row.Parts {
				if part.Group == int32(g) {
					fmt.Fprintf(out, " + %d z%d\n", part.Weight, r)
				}
			}
		}
		fmt.Fprintf(out, " >= %d\n", need)
	}
	for l, limit := range p.Limits {
		fmt.Fprintf(out, " l%d: 0 none", l)
		for k, j := range limit.Items {
			use := int64(1)
			if limit.Use != nil {
				use = limit.Use[k]
			}
			fmt.Fprintf(out, " + %d x%d\n", use, j)
		}
		fmt.Fprintf(out, " <= %d\n", limit.Most)
	}
	for a, others := range p.Apart {
		for _, b := range others {
			if int32(a) < b {
				fmt.Fprintf(out, " a%d_%d: x%d + x%d <= 1\n", a, b, a, b)
			}
		}
	}
	for _, j := range p.Fixed {
		fmt.Fprintf(out, " f%d: x%d >= 1\n", j, j)
	}
	fmt.Fprintln(out, "Bounds\n none = 0")
	for r := range p.Rows {
		fmt.Fprintf(out, " 0 <= z%d <= 1\n", r)
	}
	for y := range joints {
		fmt.Fprintf(out, " 0 <= y%d <= 1\n", y)
	}
	fmt.Fprintln(out, "Binary")
	for j := range p.Items {
		fmt.Fprintf(out, " x%d\n", j)
	}
	// A row that wants two items would be covered in part by one.
	for r, row := range p.Rows {
		if slices.ContainsFunc(row.Clauses, func(c covering.Clause) bool { return c.Need > 1 }) {
			fmt.Fprintf(out, " z%d\n", r)
		}
	}
	fmt.Fprintln(out, "End")
	return out.Flush()
}
