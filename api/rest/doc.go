// Package rest is the HTTP API: cities, their services, districts and
// facilities, coverage and cells, and the walks behind them (walk, access,
// age-friendly), for reading only.
//
//	handler, err := rest.New(rest.Options{Cities: cities})
//	err = rest.Serve(ctx, listener, handler)
//
// gin routes; huma describes the routes in OpenAPI 3.1 (/openapi.json, and
// /docs to read it in, which needs no internet). The same schemas check each
// request: a parameter that a route does not declare is a 400 that names it.
// Errors are problem details (RFC 9457) with a detail that says what to do; those,
// and all else of HTTP that api/ogc and api/tiles do alike, are api/respond's.
//
// An answer is the bytes of api/answer, as JSON, CSV or GeoJSON by f= or
// Accept, in Chinese or English by lang= or Accept-Language. Its strong ETag is
// a hash of the city's provenance and the question, so that If-None-Match is
// answered without a search. Every answer made from a city carries
//
//	Lifecircle-Provenance: the hash of the provenance
//	Lifecircle-Attribution: a JSON list, in ASCII, of what has to be said beside it
//	Link: <…/v1/cities/{city}>; rel="describedby", which has the provenance in full
//
// because a CSV has room for none of it.
//
// Each kind of answer has a file of its own: its document, parameters, route and
// handler, and a line in addRoutes.
//
// The package computes nothing: coverage does, through [Engine]. Which cities
// there are, and when one is taken up anew, is the caller's affair ([Cities]).
package rest
