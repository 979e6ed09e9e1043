package azure

import (
	"context"
	"net/http"
)

type onceKey struct{}

// Once keeps requests under the context from being sent again when it is not known what the first try has done. It is for
// those that do harm when they are carried out late, after their repetition, and that no condition can prevent. They are
// still sent again when no connection was made, or after 429, or 503 from the service itself, which refuse before they act.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, onceKey{}, true) }

func isOnce(ctx context.Context) bool { return ctx.Value(onceKey{}) != nil }

// mayHaveActed reports whether a request that ended like this may have been carried out, or may still be: a service that
// answers 408, 500, 502 or 504 has accepted the request, and a gateway that answers 503 may have forwarded it.
func mayHaveActed(resp *http.Response, err error) bool {
	if err != nil {
		return !isUnconnected(err)
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return false
	case http.StatusServiceUnavailable:
		return isForeign(resp.Header)
	}
	return true
}
