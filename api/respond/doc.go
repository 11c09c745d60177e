// Package respond is what the handlers of the API share of HTTP, so that
// api/rest, api/ogc and api/tiles say the same thing in the same words:
//
//	problems     Fault, Problem, Kind: RFC 9457, in Chinese and English
//	negotiation  ParseAccept, Language: RFC 9110 §12
//	validators   ETag, IfNoneMatch, NotModified: RFC 9110 §8.8, §13.1
//	addresses    Base: absolute ones, behind proxies too; Link: RFC 8288
//	streams      Streams: server-sent events
//	HEAD         HeadAsGet, Method: one way for both
//
// A handler makes a [Responder] once, and for every request asks [Language] and
// [Responder.Base]. What goes wrong on the way is an error, a [*Fault], which
// [Fault.Write] puts into words:
//
//	return &respond.Fault{Kind: respond.KindBusy}
//
// It knows no routes, no cities and no formats of answers, and imports of the API
// only the catalogue of words in api/answer.
package respond
