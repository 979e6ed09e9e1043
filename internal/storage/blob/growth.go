package blob

import (
	"net/http"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// WithGrowth returns the container as a source whose append blobs may be appended to while they are read: what they held
// when they were listed is read all the same.
func (c *Container) WithGrowth() *Container {
	growing := *c
	growing.mayGrow = true
	return &growing
}

// mayGrowWhileRead reports whether the blob is one that may be appended to while it is read. Of these it is kept when they
// were made.
func (c *Container) mayGrowWhileRead(obj storage.Object) bool {
	return c.mayGrow && obj.Props.BlobType == storage.AppendBlob && obj.Snapshot == ""
}

// created returns when the blob was made, or zero when the service did not say that in a way that makes sense.
func (b listedBlob) created() time.Time {
	s := b.Properties.CreationTime
	made, err := http.ParseTime(s.Text)
	if err != nil || s.Times != 1 {
		return time.Time{}
	}
	return made.UTC()
}

// growth recognizes an append blob while it is appended to, which changes its ETag each time. No byte of an append blob
// can be changed, so that a prefix stays what it is as long as the blob itself does: every answer must come from an append
// blob that was made when the listed one was, and is no shorter. Where it is not known when they were made, the ETag must be
// that of the listing. A blob that was deleted and made again within the same second, and has grown to the same length, is
// not told apart.
type growth struct{ listed storage.Object }

// check returns an error of kind Changed for an answer that came from another blob than the listed one, or from one that is
// no append blob or is shorter than it was.
func (g *growth) check(op string, answer sdkblob.DownloadStreamResponse) error {
	length, err := azure.CompleteLength(azure.Value(answer.ContentRange))
	if err != nil || length < g.listed.Size || azure.Value(answer.BlobType) != sdkblob.BlobTypeAppendBlob || !g.isListed(answer) {
		return storage.Errorf(op, storage.Changed, "the blob was replaced since it was listed")
	}
	return nil
}

// isListed reports whether the answer came from the blob that was listed, whatever was appended to it since.
func (g *growth) isListed(answer sdkblob.DownloadStreamResponse) bool {
	made := azure.Value(answer.CreationTime)
	if made.IsZero() || g.listed.Created.IsZero() {
		return string(azure.Value(answer.ETag)) == g.listed.ETag
	}
	return made.Equal(g.listed.Created)
}
