// Package scenarios keeps planners' scenarios, each with its whole history, in one
// file beside the workspace:
//
//	store, err := scenarios.Open(scenarios.Path("town.lifecircle")) // town.scenarios.sqlite
//	defer store.Close()
//	s, _, err := store.Create(ctx, "town", base, scenario.Draft{Name: "A bridge"}, "Ana", "")
//	s, _, err = store.Edit(ctx, "town", s.ID, s.Revision, base, draft, "Ana", "")
//
// The file is apart from the workspace, since that one is replaced whole by every
// build and QGIS may hold its tables open. One file may keep scenarios of several
// cities.
//
// # Writing
//
// An edit is one transaction of SQLite, synced before it is answered: a process
// that dies at any moment leaves each edit that was answered, and of the one under
// way all or nothing. Each names the revision that its author has read; where
// another was faster it is refused ([scenario.LostUpdate]), so that nobody's edit is
// lost. A request with an idempotency key is done once, however often it comes, and
// answered as the first time. An edit of a scenario of twenty changes takes about a
// millisecond where a sync does.
//
// Several goroutines and processes may write: one edit follows the other. Nobody who
// reads waits for them, nor they for who reads (SQLite's write-ahead log). After
// each edit the log is folded into the file, so that a copy of the file alone is a
// copy of all, unless somebody else was reading at that very moment.
//
// Where nothing can be written, on a read-only medium or a full disk, reading goes
// on and writing says why ([scenario.ErrReadOnly]). Who only reads makes no file.
//
// # History
//
// Every edit is a revision, kept with its author, time and draft. An undo is an edit
// too: it brings back the draft from before the last edit that is not undone yet, as
// a new revision, so that the history only grows. Fork begins another scenario with
// the same draft and a history of its own. Deleting takes away the scenario with its
// history; its id, made of its name, is nobody's again, so that an address never
// means something else than it did.
//
// # The file
//
// Four tables, which any SQLite reads: scenarios, their revisions (the changes as
// [scenario.Encode] writes them), the requests that came with a key, and the numbers
// behind ids. application_id is "LCSC", user_version the version of the tables, now
// 1; a file of a later version is refused, for a newer program knows what it means.
//
// Whether changes fit their city, and who may write, others decide.
package scenarios
