// Package covering chooses items that cover rows: which few of many sites cover
// most people, or reach a target at the least cost, with a proven bound on what any
// choice can do. It knows nothing of cities.
//
//	best := covering.Solve(ctx, problem, covering.Options{Gap: 0.01})
//
// # The problem
//
// Items are chosen or not. A row is covered when each of its clauses has enough of
// its items. The objective is the value of the covered rows less the cost of the
// chosen items; covered rows must weigh enough for every group, and the items must
// keep limits. With one clause of need 1 a row this is the maximal covering location
// problem of R. Church and C. ReVelle (Papers of the Regional Science Association 32,
// 1974), or, with groups that need all of their rows, set covering.
//
// # How
//
// Lazy greedy (M. Minoux, 1978) gives a first choice, exchanges of one item for
// another improve it. The bound is that of a Lagrangian relaxation of "a row is
// covered only by chosen items", whose multipliers a subgradient method finds
// (M. L. Fisher, Management Science 27, 1981): for any multipliers what remains is
// solved by sorting items. Items whose reduced profit proves that they are in no
// better choice, or in each, are fixed, and what is left is searched by branch and
// bound, best bound first.
//
// Everything is added up in an order that does not depend on processors or time, so
// the same problem has the same answer unless ctx ends the search.
package covering
