package coverage

// CrowdRanks leaves no room for a rank between two facilities, as some ten thousand
// that were added between the same two would. No question may have been asked.
func (e *Engine) CrowdRanks() {
	for i := range e.ranks.of {
		e.ranks.of[i] = uint32(i)
	}
	e.ranks.shift = 0
}

// MaxDepth is how many engines may lie between one and its root.
const MaxDepth = maxDepth
