package blob

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// getBlockList is Get Block List: https://learn.microsoft.com/rest/api/storageservices/get-block-list.
func (s *Service) getBlockList(w http.ResponseWriter, r *service.Request) error {
	kind := strings.ToLower(r.Query.Get("blocklisttype"))
	switch kind {
	case "":
		kind = "committed"
	case "committed", "uncommitted", "all":
	default:
		return rest.BadQuery("blocklisttype", kind, "It is committed, uncommitted or all.")
	}
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	x := rest.NewXML(nil)
	err = s.index.View(func(tx index.Reader) error {
		b, exists, staged, err := g.readBlocks(tx)
		if err != nil {
			return err
		}
		if exists && b.Type != blockBlob {
			return rest.New(codeInvalidBlobType)
		}
		if exists {
			b.Write(w.Header())
			w.Header().Set("x-ms-blob-content-length", strconv.FormatInt(b.Size, 10))
		}
		return writeBlockList(x, tx, kind, b, staged)
	})
	if err != nil {
		return err
	}
	return rest.WriteXML(w, x)
}

// readBlocks returns the blob, if it exists, and the staged blocks, of which a snapshot has none. The blob
// need not exist if there are any.
func (g guard) readBlocks(tx index.Reader) (b blob, exists bool, staged []content.Segment, err error) {
	r := g.request
	if !r.Query.Has("snapshot") {
		staged, err = content.SegmentsBelow(tx, stagedPrefix(r.Account, r.Container, r.Object))
	}
	if err != nil {
		return b, false, nil, err
	}
	if len(staged) > 0 {
		if _, exists, err = findBlob(tx, r); err != nil || !exists {
			return b, false, staged, err
		}
	}
	b, err = g.read(tx)
	return b, true, staged, err
}

func writeBlockList(x *rest.XML, tx index.Reader, kind string, b blob, staged []content.Segment) error {
	x.Raw("<BlockList>")
	if kind != "uncommitted" {
		committed, err := content.Segments(tx, b.Content)
		if err != nil {
			return err
		}
		writeBlocks(x, "CommittedBlocks", committed)
	}
	if kind != "committed" {
		writeBlocks(x, "UncommittedBlocks", staged)
	}
	x.Raw("</BlockList>")
	return nil
}

// writeBlocks writes the blocks among segments; content that came with Put Blob is not a block.
func writeBlocks(x *rest.XML, element string, segments []content.Segment) {
	x.Raw("<" + element + ">")
	for _, seg := range segments {
		if seg.Block == nil {
			continue
		}
		x.Raw("<Block>")
		x.Text("Name", base64.StdEncoding.EncodeToString(seg.Block))
		x.Int("Size", seg.Size)
		x.Raw("</Block>")
	}
	x.Raw("</" + element + ">")
}
