package blob

import (
	"net/http"
	"strconv"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
	"azcopy/internal/emulator/structured"
)

const (
	pageSize        = 512
	maxPageBlob     = 8 << 40 // bytes
	maxPageUpdate   = 4 * mebibyte
	sequenceHeader  = "x-ms-blob-sequence-number"
	pageWriteHeader = "x-ms-page-write"
)

// putPage is Put Page: https://learn.microsoft.com/rest/api/storageservices/put-page.
func (s *Service) putPage(w http.ResponseWriter, r *service.Request) error {
	p, err := newPageWrite(r)
	if err != nil {
		return err
	}
	// What is refused anyway need not be received.
	if err := s.index.View(func(tx index.Reader) error { _, err := p.check(tx); return err }); err != nil {
		return err
	}
	var body content.Body
	if !p.clear {
		if body, err = s.contents.Receive(r, maxPageUpdate, false); err != nil {
			return err
		}
	}
	return s.writePages(w, p, body)
}

// writePages replaces the pages by a body, or clears them, and answers.
func (s *Service) writePages(w http.ResponseWriter, p pageWrite, body content.Body) error {
	var b blob
	err := s.update(func(tx *change) (err error) {
		if b, err = p.check(tx); err != nil {
			return err
		}
		b.State = s.clock.State(p.request.Now, b.Metadata)
		return tx.writePages(p, &b, body)
	})
	if err != nil {
		s.contents.Discard(body)
		return err
	}
	body.WriteSums(w.Header())
	w.Header().Set(sequenceHeader, strconv.FormatInt(b.Sequence, 10))
	writeCreated(w, b)
	return nil
}

// pageWrite is what a request does with a range of pages.
type pageWrite struct {
	guard
	rest.Range
	clear    bool
	sequence sequenceConditions
}

func newPageWrite(r *service.Request) (pageWrite, error) {
	p := pageWrite{}
	var err error
	if p.guard, err = newGuard(r); err != nil {
		return p, err
	}
	if p.Range, err = rest.ParseRange(r.HTTP.Header); err != nil {
		return p, err
	}
	if !p.Asked {
		return p, rest.MissingHeader("x-ms-range")
	}
	if p.Offset%pageSize != 0 || p.Length%pageSize != 0 {
		return p, rest.New(codeInvalidPageRange)
	}
	if p.sequence, err = parseSequenceConditions(r.HTTP.Header); err != nil {
		return p, err
	}
	return p, p.parseKind()
}

// parseKind reads whether the pages are updated or cleared, and checks how many there are.
func (p *pageWrite) parseKind() error {
	r := p.request
	switch value := r.Header(pageWriteHeader); value {
	case "clear":
		p.clear = true
		return checkNoBody(r)
	case "update":
		if p.Length > maxPageUpdate {
			return rest.New(rest.RequestBodyTooLarge)
		}
		n, _, err := structured.ContentLength(r.HTTP)
		if err == nil && n >= 0 && n != p.Length && r.Header(copySource) == "" {
			err = rest.BadHeader("Content-Length", strconv.FormatInt(n, 10))
		}
		return err
	case "":
		return rest.MissingHeader(pageWriteHeader)
	default:
		return rest.BadHeader(pageWriteHeader, value)
	}
}

// check returns the blob if the pages may be written.
func (p pageWrite) check(tx index.Reader) (blob, error) {
	b, err := p.change(tx)
	switch {
	case err != nil:
		return b, err
	case b.Type != pageBlob:
		return b, rest.New(codeInvalidBlobType)
	case p.Length > b.Size || p.Offset > b.Size-p.Length:
		return b, rest.New(codeInvalidPageRange)
	}
	return b, p.sequence.check(b.Sequence)
}

func (c *change) writePages(p pageWrite, b *blob, body content.Body) error {
	if err := c.own(b); err != nil {
		return err
	}
	if err := c.Cut(b.Content, p.Offset, p.Offset+p.Length); err != nil {
		return err
	}
	if body.Size > 0 {
		if err := c.Add(b.Content, p.Offset, body.Segments()[0]); err != nil {
			return err
		}
	}
	r := p.request
	return index.Write(c, blobKey(r.Account, r.Container, r.Object), b)
}
