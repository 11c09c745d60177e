// Package host has cities open for whoever asks them: it hands api what it needs
// of data and coverage.
//
// One workspace, for a command that answers and ends:
//
//	content, engine, err := host.Open(ctx, "city.lifecircle")
//	defer content.Close()
//
// Many, for a server that stays:
//
//	h := host.New(dirs, log)
//	defer h.Close()
//	handler, err := h.Handler(host.Web{Version: version})
//	err = h.Open(ctx) // while the handler says that it is not ready
//	h.Run(ctx)
//
// # Editions
//
// A workspace is replaced whole by every build. The host looks once a second
// whether another build has landed, opens it beside the old one and lets it take
// the old one's place: no request fails or waits meanwhile, and the old one is
// unmapped when its last reader is done. One that can't be opened is complained
// about once, and the old one served on.
//
// # Scenarios
//
// A scenario is a list of changes, kept by data/scenarios. The city that it makes is
// an engine over the edition that is served: made when it is first asked for, by one
// of those who ask, from the one before where changes were only appended. Of these
// engines 256 are held; one that is forgotten is made again.
//
// # Sitings
//
// A siting takes all processors for seconds to hours, so one runs at a time and the
// others wait. Each is kept by data/sitings, so that what a server had begun when it
// ended goes on from the plan that it had.
//
// What the addresses are, and who may edit, is api/rest's affair; flags and exit
// codes are cmd/lifecircle's.
package host
