package reach

// Junction returns the label of somebody who stands at a junction of the streets
// that everybody may use; where private streets are open to all, of any.
func (l *Labels) Junction(junction uint32) uint64 { return l.label[PhasePublic].At(int(junction)) }
