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

type keptAnswer struct {
	*plainAnswer
	Question              json.RawMessage
	Objective, Bound, Gap *float64
}

type plainAnswer Answer

// MarshalJSON writes an answer to be kept: UnmarshalJSON reads it back. It is not the
// document of the API.
func (a Answer) MarshalJSON() ([]byte, error) {
	p := plainAnswer(a)
	return json.Marshal(keptAnswer{&p, Encode(a.Question), orNull(a.Objective), orNull(a.Bound), orNull(a.Gap)})
}

// UnmarshalJSON reads what MarshalJSON has written.
func (a *Answer) UnmarshalJSON(text []byte) error {
	k := keptAnswer{plainAnswer: (*plainAnswer)(a)}
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

type keptStep struct {
	*plainStep
	Coverage *float64
}

type plainStep Step

// MarshalJSON is like that of an [Answer].
func (s Step) MarshalJSON() ([]byte, error) {
	p := plainStep(s)
	return json.Marshal(keptStep{&p, orNull(s.Coverage)})
}

// UnmarshalJSON is like that of an [Answer].
func (s *Step) UnmarshalJSON(text []byte) error {
	k := keptStep{plainStep: (*plainStep)(s)}
	err := json.Unmarshal(text, &k)
	s.Coverage = orNaN(k.Coverage)
	return err
}

type keptImpossible struct {
	*plainImpossible
	Asked, Best *float64
}

type plainImpossible Impossible

// MarshalJSON is like that of an [Answer].
func (i Impossible) MarshalJSON() ([]byte, error) {
	p := plainImpossible(i)
	return json.Marshal(keptImpossible{&p, orNull(i.Asked), orNull(i.Best)})
}

// UnmarshalJSON is like that of an [Answer].
func (i *Impossible) UnmarshalJSON(text []byte) error {
	k := keptImpossible{plainImpossible: (*plainImpossible)(i)}
	err := json.Unmarshal(text, &k)
	i.Asked, i.Best = orNaN(k.Asked), orNaN(k.Best)
	return err
}
