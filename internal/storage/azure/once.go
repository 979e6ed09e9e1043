package azure

import "context"

type onceKey struct{}

// Once keeps requests under the context from being sent again when their answer is lost: those that do harm when they are
// carried out late, after their repetition, and that no condition can hold back. They are still sent again when no
// connection was made, or when the service has answered that it is busy.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, onceKey{}, true) }

func isOnce(ctx context.Context) bool { return ctx.Value(onceKey{}) != nil }
