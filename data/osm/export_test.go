package osm

// JoinRings lets the tests see how lines become rings.
var JoinRings = joinRings
