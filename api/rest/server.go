package rest

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"lifecircle/api/respond"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// Options make an API. Cities must be given, the rest has useful defaults.
type Options struct {
	Cities Cities

	// BaseURL is what absolute links begin with, when the address that clients
	// see is another than the server's. Empty: X-Forwarded-Proto, -Host and
	// -Prefix are believed, else the request's own host.
	BaseURL string

	// Version of the program; a part of every ETag, because another version may
	// write other bytes.
	Version string

	// Logger gets a record per request. Nil means slog's default.
	Logger *slog.Logger

	// Registry gets the metrics of the API and is what /metrics shows.
	// Nil means a new one, with those of the Go runtime and the process.
	Registry *prometheus.Registry

	// Timeout is the longest that an answer may take to compute; then the
	// client gets a 503. Zero means a minute.
	Timeout time.Duration

	// Mounts are handlers of other packages by what their paths begin with, such
	// as "/ogc". They get GET alone, under the same deadline, log and metrics.
	Mounts map[string]http.Handler

	// Scenarios keep changes on cities; nil means that there are none. Edits say
	// who may write them.
	Scenarios Scenarios
	Edits     Edits

	// Sitings run questions of where next; nil means that there are none. They need
	// Scenarios.
	Sitings Sitings

	// Exporter writes layers as files. Nil means that there is no such route.
	Exporter Exporter
}

// DefaultTimeout is the longest that an answer may take, unless the options say
// otherwise.
const DefaultTimeout = time.Minute

// slowTimes is how many times as long an answer may take that is large and sent
// as it is made, over whatever line.
const slowTimes = 5

type server struct {
	schemas
	cities    Cities
	out       respond.Responder
	metrics   *metrics
	timeout   time.Duration
	api       huma.API
	engine    *gin.Engine
	routes    map[string]*huma.Operation // by gin's template
	methods   map[string][]string        // by path
	edits     Edits
	scenarios Scenarios                // nil: there are none
	sitings   Sitings                  // likewise
	slow      map[*huma.Operation]bool // those that may take slowTimes as long
}

// New returns the handler of the API. It fails when the base URL is none, or
// the registry has metrics of the same names.
func New(o Options) (http.Handler, error) {
	if o.Cities == nil {
		return nil, errors.New("rest: no cities given")
	}
	out, err := respond.NewResponder(o.BaseURL, o.Version, o.Logger)
	if err != nil {
		return nil, err
	}
	s := &server{cities: o.Cities, out: out, timeout: o.Timeout, routes: map[string]*huma.Operation{}, slow: map[*huma.Operation]bool{}, methods: map[string][]string{}, edits: o.Edits, scenarios: o.Scenarios, sitings: o.Sitings}
	if s.timeout <= 0 {
		s.timeout = DefaultTimeout
	}
	if s.metrics, err = newMetrics(o.Registry); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode) // gin's own prints go to standard output
	s.engine = gin.New()
	s.engine.RedirectTrailingSlash = false
	s.engine.HandleMethodNotAllowed = true
	s.engine.Use(s.observe, s.recover, headers, s.deadline)
	s.engine.NoRoute(s.noRoute)
	s.engine.NoMethod(s.noMethod)
	s.api = humagin.New(s.engine, describe(o.Version))
	s.schemas = schemas{s.api.OpenAPI().Components.Schemas}
	s.addRoutes(o)
	return respond.HeadAsGet(s.engine), nil
}
