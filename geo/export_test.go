package geo

// SampledShare is what ShareInside falls back on, open to the tests.
var SampledShare = sampledShare
