package siting

import (
	"encoding/json"
	"math"
)

// JSON has no number that is none: it is null there.
func orNull(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func orNaN(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

type storedAnswer struct {
	*plainAnswer
	Question              json.RawMessage
	Objective, Bound, Gap *float64
}

type plainAnswer Answer

// MarshalJSON writes an answer to be kept: UnmarshalJSON reads it back. It is not the
// document of the API.
func (a Answer) MarshalJSON() ([]byte, error) {
	p := plainAnswer(a)
	return json.Marshal(storedAnswer{&p, Encode(a.Question), orNull(a.Objective), orNull(a.Bound), orNull(a.Gap)})
}

// UnmarshalJSON reads what MarshalJSON has written.
func (a *Answer) UnmarshalJSON(text []byte) error {
	k := storedAnswer{plainAnswer: (*plainAnswer)(a)}
	if err := json.Unmarshal(text, &k); err != nil {
		return err
	}
	a.Objective, a.Bound, a.Gap = orNaN(k.Objective), orNaN(k.Bound), orNaN(k.Gap)
	var tree any
	if err := json.Unmarshal(k.Question, &tree); err != nil {
		return err
	}
	var err error
	a.Question, err = Decode(tree)
	return err
}

type storedStep struct {
	*plainStep
	Coverage *float64
}

type plainStep Step

// MarshalJSON is like that of an [Answer].
func (s Step) MarshalJSON() ([]byte, error) {
	p := plainStep(s)
	return json.Marshal(storedStep{&p, orNull(s.Coverage)})
}

// UnmarshalJSON is like that of an [Answer].
func (s *Step) UnmarshalJSON(text []byte) error {
	k := storedStep{plainStep: (*plainStep)(s)}
	err := json.Unmarshal(text, &k)
	s.Coverage = orNaN(k.Coverage)
	return err
}

type storedImpossible struct {
	*plainImpossible
	Asked, Best *float64
}

type plainImpossible Impossible

// MarshalJSON is like that of an [Answer].
func (i Impossible) MarshalJSON() ([]byte, error) {
	p := plainImpossible(i)
	return json.Marshal(storedImpossible{&p, orNull(i.Asked), orNull(i.Best)})
}

// UnmarshalJSON is like that of an [Answer].
func (i *Impossible) UnmarshalJSON(text []byte) error {
	k := storedImpossible{plainImpossible: (*plainImpossible)(i)}
	err := json.Unmarshal(text, &k)
	i.Asked, i.Best = orNaN(k.Asked), orNaN(k.Best)
	return err
}
