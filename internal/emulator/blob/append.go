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

// maxAppended is the most blocks that an append blob may have.
const maxAppended = 50_000

// putAppendBlob creates an append blob, which is empty.
func (s *Service) putAppendBlob(w http.ResponseWriter, r *service.Request) error {
	b, g, err := s.newEmpty(r, appendBlob)
	if err != nil {
		return err
	}
	if err := s.update(func(tx *change) error { return tx.replace(g, &b, nil) }); err != nil {
		return err
	}
	writeCreated(w, b)
	return nil
}

// appendBlock is Append Block: https://learn.microsoft.com/rest/api/storageservices/append-block.
func (s *Service) appendBlock(w http.ResponseWriter, r *service.Request) error {
	a, err := newAppending(r)
	if err != nil {
		return err
	}
	if err := content.CheckBody(r); err != nil {
		return err
	}
	size, _, err := structured.ContentLength(r.HTTP)
	if err != nil {
		return err
	}
	// What is refused anyway need not be received.
	err = s.index.View(func(tx index.Reader) error { _, err := a.check(tx, size); return err })
	if err != nil {
		return err
	}
	body, err := s.contents.Receive(r, maxAppend(r.Version), false)
	if err != nil {
		return err
	}
	return s.append(w, a, body)
}

// append appends a body to the blob, and answers.
func (s *Service) append(w http.ResponseWriter, a appending, body content.Body) error {
	var b blob
	err := s.update(func(tx *change) (err error) {
		if b, err = a.check(tx, body.Size); err != nil {
			return err
		}
		b.State = s.clock.State(a.request.Now, b.Metadata)
		return tx.append(a.request, &b, body)
	})
	if err != nil {
		s.contents.Discard(body)
		return err
	}
	body.WriteSums(w.Header())
	w.Header().Set("x-ms-blob-append-offset", strconv.FormatInt(b.Size-body.Size, 10))
	w.Header().Set("x-ms-blob-committed-block-count", strconv.Itoa(b.Blocks))
	writeCreated(w, b)
	return nil
}

// appending is what must hold for a blob before a block is appended.
type appending struct {
	guard
	position, maxSize int64 // -1 for none
}

func newAppending(r *service.Request) (appending, error) {
	a := appending{position: -1, maxSize: -1}
	var err error
	if a.guard, err = newGuard(r); err != nil {
		return a, err
	}
	for _, field := range []struct {
		name string
		into *int64
	}{{"x-ms-blob-condition-appendpos", &a.position}, {"x-ms-blob-condition-maxsize", &a.maxSize}} {
		value := r.Header(field.name)
		if value == "" {
			continue
		}
		if *field.into, err = strconv.ParseInt(value, 10, 64); err != nil || *field.into < 0 {
			return a, rest.BadHeader(field.name, value)
		}
	}
	return a, nil
}

// check returns the blob if a block of this size may be appended; a size that is not known is negative.
func (a appending) check(tx index.Reader, size int64) (blob, error) {
	b, err := a.change(tx)
	switch {
	case err != nil:
		return b, err
	case b.Type != appendBlob:
		return b, rest.New(codeInvalidBlobType)
	case a.position >= 0 && a.position != b.Size:
		return b, rest.New(codeAppendPositionConditionNotMet)
	case a.maxSize >= 0 && b.Size+max(size, 0) > a.maxSize:
		return b, rest.New(codeMaxBlobSizeConditionNotMet)
	case b.Blocks >= maxAppended:
		e := rest.New(codeBlockCountExceedsLimit)
		e.Message = "The committed block count cannot exceed the maximum limit of 50,000 blocks."
		return b, e
	}
	return b, nil
}

func (c *change) append(r *service.Request, b *blob, body content.Body) error {
	if err := c.own(b); err != nil {
		return err
	}
	if err := c.Add(b.Content, b.Size, body.Segments()[0]); err != nil {
		return err
	}
	b.Size += body.Size
	b.Blocks++
	return index.Write(c, blobKey(r.Account, r.Container, r.Object), b)
}

// maxAppend returns the most bytes that Append Block takes.
func maxAppend(v rest.Version) int64 {
	if v >= rest.V20221102 {
		return 100 * mebibyte
	}
	return 4 * mebibyte
}
