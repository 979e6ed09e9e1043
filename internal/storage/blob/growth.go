package blob

import (
	"net/http"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// WithGrowth returns the container as a source whose append blobs may be appended to while they are read: what they held
// when they were listed is read nevertheless.
func (c *Container) WithGrowth() *Container {
	growing := *c
	growing.mayGrow = true
	return &growing
}

// mayGrowWhileRead reports whether the blob may be appended to while it is read. For these, listings keep the time of
// creation.
func (c *Container) mayGrowWhileRead(obj storage.Object) bool {
	return c.mayGrow && obj.Props.BlobType == storage.AppendBlob && obj.Snapshot == ""
}

// created returns when the blob was created, or zero when the service did not say so in a way that makes sense.
func (b listedBlob) created() time.Time {
	s := b.Properties.CreationTime
	made, err := http.ParseTime(s.Text)
	if err != nil || s.Times != 1 {
		return time.Time{}
	}
	return made.UTC()
}

// growth recognizes an append blob while it is appended to, which changes its ETag each time. No byte of an append blob can
// be changed, so a prefix stays the same as long as the blob exists: every answer must come from an append blob that was
// created when the listed one was, and is not shorter. Where the times of creation are not known, the ETag must be that of
// the listing. It does not notice a blob that was deleted and created again within the same second, and has grown to the
// same length.
type growth struct{ listed storage.Object }

// check returns an error of kind Changed for an answer that came from a blob other than the listed one, or from one that is
// not an append blob or is shorter than it was.
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
