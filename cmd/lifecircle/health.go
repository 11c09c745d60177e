package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

// healthCommand asks a server on this machine whether it is ready: the health
// check of a container that has neither shell nor curl.
func (p *program) healthCommand() *cobra.Command {
	var addr string
	c := &cobra.Command{
		Use:    "health",
		Short:  "Ask the server at --addr whether it is ready",
		Args:   cobra.NoArgs,
		Hidden: true,
		RunE: func(c *cobra.Command, _ []string) error {
			request, err := http.NewRequestWithContext(c.Context(), http.MethodGet, "http://"+addr+"/readyz", nil)
			if err != nil {
				return usage("--addr %q is no address: %v", addr, err)
			}
			response, err := (&http.Client{Timeout: 2 * time.Second}).Do(request)
			if err != nil {
				return &unready{fmt.Sprintf("%s does not answer", addr), err}
			}
			response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return &unready{fmt.Sprintf("%s is not ready: %s", addr, response.Status), nil}
			}
			return nil
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address of the server")
	return c
}

// unready is a server that cannot be asked yet.
type unready struct {
	message string
	cause   error
}

func (u *unready) Error() string {
	if u.cause != nil {
		return fmt.Sprintf("%s: %v", u.message, u.cause)
	}
	return u.message
}

func (u *unready) Unwrap() error { return u.cause }
