package rest

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics shows of the API. Routes are templates and methods
// those of HTTP, so that no client can make new series.
type metrics struct {
	requests *prometheus.CounterVec   // by method, route, status
	seconds  *prometheus.HistogramVec // by method, route
	inFlight prometheus.Gauge
	handler  http.Handler
}

func newMetrics(registry *prometheus.Registry) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lifecircle_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lifecircle_http_request_duration_seconds", Help: "Time from a request to the end of its answer.",
			Buckets: []float64{0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60},
		}, []string{"method", "route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "lifecircle_http_requests_in_flight", Help: "Requests being answered.",
		}),
	}
	all := []prometheus.Collector{m.requests, m.seconds, m.inFlight}
	if registry == nil {
		registry = prometheus.NewRegistry()
		all = append(all, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	for _, c := range all {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true})
	return m, nil
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}

// addMetrics registers what Prometheus reads.
func (s *server) addMetrics() {
	s.add(&huma.Operation{
		OperationID: "metrics", Path: "/metrics", Tags: []string{"operations"}, Summary: "Metrics for Prometheus",
		Responses: map[string]*huma.Response{
			"200": {Description: "In the Prometheus text format.", Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}},
			"400": s.problemResponse(http.StatusBadRequest),
		},
	}, func(r *request) error {
		s.metrics.handler.ServeHTTP(r.gin.Writer, r.gin.Request)
		return nil
	})
}
