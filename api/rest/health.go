package rest

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/respond"
)

// Health is the JSON of /healthz and /readyz.
type Health struct {
	Status string   `json:"status" enum:"ok,ready"`
	Cities []string `json:"cities,omitempty" doc:"Names of the cities that are ready."`
}

// addHealth registers whether the process is alive, and whether its cities are ready.
func (s *server) addHealth() {
	s.add(&huma.Operation{
		OperationID: "healthz", Path: "/healthz", Tags: []string{"operations"}, Summary: "The process is alive",
		Responses: s.responses(onlyJSON, Health{}, nil, http.StatusBadRequest),
	}, func(r *request) error {
		r.gin.Header("Cache-Control", "no-store")
		r.gin.JSON(http.StatusOK, Health{Status: "ok"})
		return nil
	})
	s.add(&huma.Operation{
		OperationID: "readyz", Path: "/readyz", Tags: []string{"operations"}, Summary: "Every city can be opened",
		Responses: s.responses(onlyJSON, Health{}, nil, http.StatusBadRequest, http.StatusServiceUnavailable),
	}, s.getReady)
}

// getReady says whether every city can be opened now, and names those that
// cannot.
func (s *server) getReady(r *request) error {
	var ready, missing []string
	for _, name := range s.cities.Names() {
		h, ok := s.cities.Open(name)
		if !ok {
			missing = append(missing, name)
			continue
		}
		h.release()
		ready = append(ready, name)
	}
	if len(missing) > 0 || len(ready) == 0 {
		return &respond.Fault{Kind: respond.KindNotReady, Pairs: []string{"cities", strings.Join(missing, ", ")}}
	}
	r.gin.Header("Cache-Control", "no-store")
	r.gin.JSON(http.StatusOK, Health{Status: "ready", Cities: ready})
	return nil
}
