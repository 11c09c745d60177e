// Package manifest reads city.toml: the one readable file that makes a city, so
// that a result can be made again and a change reviewed.
//
//	packaged, err := manifest.ReadPackaged(seeds)
//	m, err := manifest.Parse("city.toml", data, packaged)
//
// Reading is strict. A key that nobody defined and a value that cannot be what
// it should be are refusals with the line, the key, the value and what to write
// instead; all of a file's refusals come at once, joined. Nothing is opened here: whether the
// sources exist and what is in them is the importer's affair.
//
// A [Standard] is the same kind of file, packaged with the program: a named
// list of services. A service of the manifest replaces the standard's of the
// same id as a whole; it does not inherit its values.
//
// A profile is how a group of people walks. Packaged ones are files of their
// own, see [ParseProfile]; a manifest may add some and replace some:
//
//	[profiles.nurse]
//	names  = { zh = "护士", en = "Nurses" }
//	like   = "adult"                 # start from a packaged one
//	speed  = { kmh = 5.4 }
//	stairs = { up = "blocked" }
//
// These are its tables. A factor multiplies the time, a wait adds seconds, and
// either may be "blocked". What is not named changes nothing, and there is no key
// for what a map does not say: unknown is never slow, nor blocked.
//
//	speed       kmh: on the flat
//	stairs      step_up_s, step_down_s: per step, where their number is mapped;
//	            up, down: factors where it is not; ramps = ["wheelchair", "stroller"]: those
//	            that take past the steps, by the factor ramp; escalator: factor
//	slope       tobler = true: slower and faster by W. Tobler's function;
//	            max_up, max_down: the steepest that is possible, rise over run
//	waits       signal_s, crossing_s (of a big road without lights), lift_s (and its ride)
//	surface     factors: smooth, firm, cobbles, loose, soft
//	smoothness  factors: excellent, good, intermediate, bad, very_bad, horrible,
//	            very_horrible, impassable
//	wheelchair  factors for the tag of that name: yes, limited, no
//	stroller    likewise
//	kerb        flush_s, lowered_s, rolled_s, raised_s
//	barrier     gate_s, lift_gate_s, entrance_s, bollard_s, cycle_barrier_s,
//	            turnstile_s, kissing_gate_s, stile_s, block_s, other_s
//	width       min_m: what is narrower is blocked
//
// Each has a `source`: a sentence, or a table with one for each of its values.
// Packaged profiles must name one for every value.
package manifest
