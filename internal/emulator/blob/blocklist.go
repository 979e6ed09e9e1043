package blob

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	maxCommitted = 50_000
	maxBlockList = 8 << 20 // bytes of the document; 50 000 of the longest IDs take about 6
)

// listed is an element of a block list.
type listed struct {
	kind string // Committed, Uncommitted or Latest
	id   string
}

// putBlockList is Put Block List: https://learn.microsoft.com/rest/api/storageservices/put-block-list. Like the
// service, it stores the MD5 that it is given without checking it against the bytes.
func (s *Service) putBlockList(w http.ResponseWriter, r *service.Request) error {
	b, g, err := s.newBlob(r, blockBlob)
	if err != nil {
		return err
	}
	list, err := readBlockList(r)
	if err != nil {
		return err
	}
	err = s.update(func(tx *change) error { return tx.commit(g, &b, list) })
	if err != nil {
		return err
	}
	writeCreated(w, b)
	return nil
}

// readBlockList reads the document, and checks it against the request's checksums.
func readBlockList(r *service.Request) ([]listed, error) {
	sums, err := content.NewChecksums(r.HTTP.Header, "Content-MD5", "x-ms-content-crc64", false)
	if err != nil {
		return nil, err
	}
	document, err := io.ReadAll(io.TeeReader(io.LimitReader(r.HTTP.Body, maxBlockList+1), sums))
	if err != nil {
		return nil, err
	}
	if len(document) > maxBlockList {
		return nil, rest.New(rest.RequestBodyTooLarge)
	}
	if err := sums.Verify(); err != nil {
		return nil, err
	}
	return parseBlockList(document)
}

// parseBlockList returns the elements in order, with decoded IDs.
func parseBlockList(document []byte) ([]listed, error) {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	var list []listed
	opened, closed := false, false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && closed {
			return list, nil
		}
		if err != nil {
			return nil, rest.New(rest.InvalidXMLDocument, rest.Detail{Name: "Reason", Value: err.Error()})
		}
		start, isStart := token.(xml.StartElement)
		if _, isEnd := token.(xml.EndElement); isEnd {
			closed = true
		}
		if !isStart {
			continue
		}
		if !opened && start.Name.Local == "BlockList" {
			opened = true
			continue
		}
		if !opened || closed {
			return nil, rest.New(rest.InvalidXMLDocument)
		}
		item, err := parseListed(decoder, start)
		if err != nil {
			return nil, err
		}
		if list = append(list, item); len(list) > maxCommitted {
			return nil, rest.New(codeBlockListTooLong)
		}
	}
}

func parseListed(decoder *xml.Decoder, start xml.StartElement) (listed, error) {
	item := listed{kind: start.Name.Local}
	switch item.kind {
	case "Committed", "Uncommitted", "Latest":
	default:
		return item, rest.New(rest.InvalidXMLDocument)
	}
	var encoded string
	if err := decoder.DecodeElement(&encoded, &start); err != nil {
		return item, rest.New(rest.InvalidXMLDocument)
	}
	id, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(id) == 0 || len(id) > maxBlockID {
		return item, rest.New(codeInvalidBlockID)
	}
	item.id = string(id)
	return item, nil
}

// commit creates the request's blob from the blocks of the list.
func (c *change) commit(g guard, b *blob, list []listed) error {
	old, err := g.replace(c)
	if err != nil {
		return err
	}
	exists := old.Type != ""
	if exists && old.Type != blockBlob {
		return rest.New(codeInvalidBlobType)
	}
	r := g.request
	if staged, ok := c.stagedAt(r); ok && !exists {
		if err := g.conditions.CheckUncommitted(staged); err != nil {
			return err
		}
	}
	blocks := &blocks{change: c, staged: stagedPrefix(r.Account, r.Container, r.Object), old: old.Content}
	segments := make([]content.Segment, 0, len(list))
	for _, item := range list {
		seg, err := blocks.find(item)
		if err != nil {
			return err
		}
		segments = append(segments, seg)
		b.Size += seg.Size
	}
	if exists {
		b.Created = old.Created
	}
	if b.Content, err = c.New(segments); err != nil {
		return err
	}
	return c.supersede(g, old, b)
}

// blocks finds the blocks that a list names, among the staged ones and those of the existing blob.
type blocks struct {
	*change
	staged, old string // prefix of keys, name of a content
	committed   map[string]content.Segment
}

// find returns the block of an element, and counts the new reference to its extent: the one that the staged block or
// the old content holds is released later.
func (b *blocks) find(item listed) (content.Segment, error) {
	var seg content.Segment
	found, err := false, error(nil)
	if item.kind != "Committed" {
		found, err = index.Read(b, b.staged+item.id, &seg)
	}
	if err == nil && !found && item.kind != "Uncommitted" {
		seg, found, err = b.findCommitted(item.id)
	}
	if err != nil {
		return seg, err
	}
	if !found {
		return seg, rest.New(codeInvalidBlockList)
	}
	b.Share(seg.Extent)
	return seg, nil
}

func (b *blocks) findCommitted(id string) (content.Segment, bool, error) {
	if b.committed == nil {
		segments, err := content.Segments(b, b.old)
		if err != nil {
			return content.Segment{}, false, err
		}
		b.committed = make(map[string]content.Segment, len(segments))
		for _, seg := range segments {
			b.committed[string(seg.Block)] = seg
		}
	}
	seg, found := b.committed[id]
	return seg, found, nil
}
