package blob

import (
	"context"
	"net/http"
	"net/url"

	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// follows reports whether a listing that resumes as q says may yield obj. The snapshots of a blob come before it, sorted by
// their time stamps, the oldest first.
func follows(obj storage.Object, q storage.Query) bool {
	if obj.Name == q.After && q.AfterSnapshot != "" {
		return obj.Snapshot == "" || obj.Snapshot > q.AfterSnapshot
	}
	return mayFollow(obj.Name, q.After)
}

type snapshotKey struct{}

// ofSnapshot directs the requests under the context to a snapshot of the blob; with an empty one, to the blob itself.
func ofSnapshot(ctx context.Context, snapshot string) context.Context {
	if snapshot == "" {
		return ctx
	}
	return context.WithValue(ctx, snapshotKey{}, snapshot)
}

// snapshotPolicy adds the parameter that names the snapshot. The SDK would need a client for each snapshot, and rebuild the
// blob's URL for it, in which names such as a/../b lose their encoding.
type snapshotPolicy struct{}

func (snapshotPolicy) Do(req *policy.Request) (*http.Response, error) {
	if snapshot, ok := req.Raw().Context().Value(snapshotKey{}).(string); ok {
		u := req.Raw().URL
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += "snapshot=" + url.QueryEscape(snapshot)
	}
	return req.Next()
}
