package main

import (
	"net/http"
	"regexp"
)

// What differs from run to run, and stands for nothing that the program has to say,
// is in this file. All else is kept as it comes.

// leftOut are headers that are not kept.
var leftOut = map[string]bool{
	"Date":           true,
	"Content-Length": true, // said by the length of the answer
}

// moments are the times when scenarios and sitings were made and edited.
var moments = regexp.MustCompile(`"(created|edited|at)":"20\d\d-\d\d-\d\dT[0-9:.]+Z"`)

// timeless returns a body without moments.
func timeless(body []byte) []byte {
	return moments.ReplaceAll(body, []byte(`"$1":"TIME"`))
}

// progress is what the program says on standard error while it works, where that
// takes longer than a second.
var progress = regexp.MustCompile(`(?m)^(` +
	`(hashing files|reading .*|building the streets|joining places to the streets|writing the workspace|opening the workspace|checking the workspace|computing|siting: best .*)|` +
	`(核对文件|读取 .*|生成步行网络|接入步行网络|写入工作区|打开工作区|核对工作区|计算|选址：现有 .*)` +
	`)( …|: \d+ %)\n`)

func withoutProgress(stderr []byte) []byte { return progress.ReplaceAll(stderr, nil) }

// kept returns the headers of an answer that are kept.
func kept(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		if !leftOut[name] {
			out[name] = values
		}
	}
	return out
}
