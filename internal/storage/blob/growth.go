package blob

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"azcopy/internal/storage"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// WithGrowth returns the container as a source whose append blobs may be appended to while they are read: what they held
// when they were listed is read all the same.
func (c *Container) WithGrowth() *Container {
	growing := *c
	growing.mayGrow = true
	return &growing
}

// growth recognizes an append blob while it is appended to, which changes its ETag each time. No byte of an append blob
// can be changed, so that a prefix stays what it is as long as the blob itself does: every answer must come from an append
// blob that was made at the same time and is no shorter than it was when it was listed. A blob that was deleted and made
// again within the same second, and has grown to the same length, is not told apart. It is used concurrently.
type growth struct {
	size int64 // as listed

	mu   sync.Mutex
	made time.Time // zero before the first answer
}

// check returns an error of kind Changed for an answer that came from another blob than the earlier ones, or from one that
// is no append blob or is shorter than it was.
func (g *growth) check(op string, answer sdkblob.DownloadStreamResponse) error {
	length, err := completeLength(value(answer.ContentRange))
	made := value(answer.CreationTime)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.made.IsZero() {
		g.made = made
	}
	if err != nil || length < g.size || value(answer.BlobType) != sdkblob.BlobTypeAppendBlob || !made.Equal(g.made) {
		return storage.Errorf(op, storage.Changed, "the blob was replaced while it was read")
	}
	return nil
}

// completeLength returns what follows the slash of a Content-Range.
func completeLength(contentRange string) (int64, error) {
	_, length, _ := strings.Cut(contentRange, "/")
	return strconv.ParseInt(length, 10, 64)
}
