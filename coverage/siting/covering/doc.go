// Package covering chooses items that cover rows: which few of many sites cover
// most people, or reach a target at the least cost, with a proven bound on what any
// solution can do. It knows nothing of cities.
//
//	best := covering.Solve(ctx, problem, covering.Options{Gap: 0.01})
//
// # The problem
//
// A solution is a set of items. A row is covered when each of its clauses has enough
// of its items; a row without clauses always is. The objective is the value of the
// covered rows less the cost of the chosen items; the covered rows of every group must
// weigh at least what the group needs, and the items must stay within limits. With one clause of need 1 a row this is the maximal covering location
// problem of R. Church and C. ReVelle (Papers of the Regional Science Association 32,
// 1974), or, with groups that need all of their rows, set covering.
//
// # How
//
// Lazy greedy (M. Minoux, 1978) gives a first incumbent, and exchanges of one item for
// another improve it. The upper bound is that of a Lagrangian relaxation of "a row is
// covered only by chosen items" (M. L. Fisher, Management Science 27, 1981), whose
// multipliers the volume algorithm finds: for any multipliers the relaxed problem is
// solved by sorting items. Items whose reduced profit proves that they are in no
// better solution, or in every one, are fixed, and branch and bound searches the rest,
// best bound first.
//
// Sums are formed in an order that depends on neither processors nor time, so the same
// problem has the same answer unless ctx ends the search.
package covering
