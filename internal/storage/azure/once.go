package azure

import (
	"context"
	"net/http"
)

type onceKey struct{}

// Once keeps requests under the context from being sent again when it is not known what the first try has done: those that
// do harm when they are carried out late, after their repetition, and that no condition can hold back. They are still sent
// again when no connection was made, or after 429 and 503, by which the service refuses before it acts.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, onceKey{}, true) }

func isOnce(ctx context.Context) bool { return ctx.Value(onceKey{}) != nil }

// mayHaveActed reports whether a request that ended like this may have been carried out, or may still be: a service that
// answers 408, 500, 502 or 504, or a gateway in front of it, has taken the request.
func mayHaveActed(resp *http.Response, err error) bool {
	if err != nil {
		return !isUnconnected(err)
	}
	return resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable
}
