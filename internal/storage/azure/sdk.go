package azure

import (
	"bytes"
	"io"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
)

// Value returns what a field of the SDK points to, or the zero value when it is not set.
func Value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// Optional returns nil for an empty value, so that it is not sent.
func Optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return to.Ptr(v)
}

// Body returns the bytes in the form that the SDK sends, which can be sent again when a try fails.
func Body(p []byte) io.ReadSeekCloser { return streaming.NopCloser(bytes.NewReader(p)) }

// Metadata returns the metadata in a response's headers. The case of their names is lost on the way, so they become lower
// case, as they mostly are; the services compare names in any case.
func Metadata(m map[string]*string) map[string]string {
	if len(m) == 0 {
		return nil
	}
	plain := make(map[string]string, len(m))
	for name, v := range m {
		plain[strings.ToLower(name)] = Value(v)
	}
	return plain
}

// SDKMetadata returns metadata as the SDK takes them.
func SDKMetadata(m map[string]string) map[string]*string {
	pointers := make(map[string]*string, len(m))
	for name, v := range m {
		pointers[name] = &v
	}
	return pointers
}
