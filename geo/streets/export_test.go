package streets

// Read opens the bytes of a network file, as Open does those it maps.
var Read = read

// Version is the format that a network is written in, and the oldest that is
// read; Newest is that of one that was patched.
const (
	Version = version
	Newest  = patched
)

// ArraysOf returns the arrays of a plain network, to be copied before they are
// changed.
func ArraysOf(n *Network) Arrays { return n.arrays }
