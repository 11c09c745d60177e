package rest

import (
	"errors"
	"strconv"
	"strings"

	"lifecircle/api/respond"
	"lifecircle/coverage/scenario"
)

// scenarioFault makes a problem of what changes and those who keep them refuse.
func (r *request) scenarioFault(err error) *respond.Fault {
	var lost *scenario.LostUpdate
	var reused *scenario.KeyReused
	fields := scenario.FieldErrors(err)
	switch {
	case errors.As(err, &lost):
		want, tag := strconv.FormatInt(lost.Want, 10), revisionTag(lost.Want)
		if lost.Want == 0 { // no tag of ours: it is told as it came
			tag = respond.Cut(r.gin.GetHeader("If-Match"))
			want = tag
		}
		return &respond.Fault{Kind: respond.KindPreconditionFailed, Parameter: "If-Match", Value: tag, Cause: err,
			Pairs: []string{"have", strconv.FormatInt(lost.Have, 10), "want", want}}
	case errors.As(err, &reused):
		return &respond.Fault{Kind: respond.KindKeyReused, Parameter: "Idempotency-Key", Value: reused.Key, Cause: err}
	case errors.Is(err, scenario.ErrUnknown):
		city, _, _ := strings.Cut(r.city, "@")
		return &respond.Fault{Kind: respond.KindUnknownScenario, Parameter: "scenario", Value: r.scenario, Cause: err,
			Pairs: []string{"city", city, "value", respond.Cut(r.scenario), "link", r.base + "/v1/cities/" + city + "/scenarios"}}
	case errors.Is(err, ErrBusy):
		return &respond.Fault{Kind: respond.KindBusy, Cause: err}
	case errors.Is(err, scenario.ErrNothing):
		return &respond.Fault{Kind: respond.KindNothingToUndo, Cause: err}
	case errors.Is(err, scenario.ErrReadOnly):
		return &respond.Fault{Kind: respond.KindForbidden, Cause: err, Pairs: []string{"why", err.Error()}}
	case len(fields) > 0:
		f := &respond.Fault{Kind: respond.KindInvalidChange, Cause: err, Parameter: fields[0].Path(), Value: strings.Trim(fields[0].Value, `"`),
			Pairs: []string{"n", strconv.Itoa(len(fields)), "first", fields[0].Error()}}
		for _, e := range fields {
			f.Changes = append(f.Changes, changeProblem(e))
		}
		return f
	}
	return faultOf(err, r)
}

func changeProblem(e *scenario.FieldError) respond.ChangeProblem {
	return respond.ChangeProblem{Index: e.Index, Kind: string(e.Kind), Field: e.Field, Value: strings.Trim(e.Value, `"`), Detail: e.Why}
}
