package streets

// Read opens the bytes of a network file, as Open does those it maps.
var Read = read

// Version is the format that is written.
const Version = version
