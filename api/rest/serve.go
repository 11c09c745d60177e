package rest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"lifecircle/api/respond"
)

// How long a server waits.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 5 * time.Minute // a large city's cells over a slow line
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 32 << 10

	// ShutdownTimeout is how long Serve waits for answers under way.
	ShutdownTimeout = 15 * time.Second
)

// Serve answers requests on a listener until the context ends. Then it takes no
// new ones, lets those under way finish for up to [ShutdownTimeout], and returns
// nil. It closes the listener.
func Serve(ctx context.Context, ln net.Listener, handler http.Handler) error {
	srv := &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		BaseContext: func(net.Listener) context.Context {
			return respond.WithStop(context.Background(), ctx.Done())
		},
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), ShutdownTimeout)
	defer cancel()
	if err := srv.Shutdown(bounded); err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}
