package blob

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	maxBlockID = 64     // bytes, decoded
	maxStaged  = 100000 // blocks of one blob that are not committed
)

// putBlock is Put Block: https://learn.microsoft.com/rest/api/storageservices/put-block.
func (s *Service) putBlock(w http.ResponseWriter, r *service.Request) error {
	if err := content.CheckBody(r); err != nil {
		return err
	}
	g, id, err := s.parseStage(r)
	if err != nil {
		return err
	}
	body, err := s.contents.Receive(r, maxBlock(r.Version), false)
	if err != nil {
		return err
	}
	return s.stageBlock(w, g, id, body)
}

// parseStage reads which block to stage, and refuses one that may not be staged, before its body is received.
func (s *Service) parseStage(r *service.Request) (guard, string, error) {
	g, err := newGuard(r)
	if err != nil {
		return g, "", err
	}
	id, err := parseBlockID(r)
	if err != nil {
		return g, "", err
	}
	return g, id, s.index.View(func(tx index.Reader) error { return g.checkStage(tx, id) })
}

// stageBlock makes a block of a body, and answers.
func (s *Service) stageBlock(w http.ResponseWriter, g guard, id string, body content.Body) error {
	err := s.update(func(tx *change) error {
		if err := g.checkStage(tx, id); err != nil {
			return err
		}
		return tx.stage(g.request, id, body)
	})
	if err != nil {
		s.contents.Discard(body)
		return err
	}
	body.WriteSums(w.Header())
	w.Header().Set("x-ms-request-server-encrypted", "true")
	w.WriteHeader(http.StatusCreated)
	return nil
}

func parseBlockID(r *service.Request) (string, error) {
	value := r.Query.Get("blockid")
	if value == "" {
		return "", rest.New(rest.MissingRequiredQueryParameter, rest.Detail{Name: "QueryParameterName", Value: "blockid"})
	}
	id, err := base64.StdEncoding.DecodeString(value)
	if err != nil || len(id) == 0 {
		return "", rest.BadQuery("blockid", value, "Not a valid base64 string.")
	}
	if len(id) > maxBlockID {
		return "", rest.New(rest.OutOfRangeInput)
	}
	return string(id), nil
}

// checkStage returns an error when the request may not stage a block of this ID.
func (g guard) checkStage(tx index.Reader, id string) error {
	r := g.request
	b, exists, err := findBlob(tx, r)
	switch {
	case err != nil:
		return err
	case exists && b.Type != blockBlob:
		return rest.New(codeInvalidBlobType)
	case exists && !r.Grant.MayOverwrite():
		return rest.New(codeUnauthorizedBlobOverwrite)
	}
	if err := g.checkFree(b); err != nil {
		return err
	}
	// All IDs of a blob have the same length, so one is enough to compare with.
	prefix := stagedPrefix(r.Account, r.Container, r.Object)
	cursor := tx.Cursor()
	if cursor.Seek(prefix) && strings.HasPrefix(cursor.Key(), prefix) && len(cursor.Key())-len(prefix) != len(id) {
		return rest.New(codeInvalidBlobOrBlock)
	}
	return nil
}

// stage keeps a body as the block of an ID, in place of any previous one.
func (c *change) stage(r *service.Request, id string, body content.Body) error {
	key := stagedPrefix(r.Account, r.Container, r.Object) + id
	var old content.Segment
	exists, err := index.Read(c, key, &old)
	if err != nil {
		return err
	}
	if exists {
		c.Release(old.Extent)
	} else if err := c.countStaged(r); err != nil {
		return err
	}
	return index.Write(c, key, content.Segment{Extent: body.Extent, Size: body.Size, Block: []byte(id)})
}

// countStaged counts one more staged block of the request's blob; too many are an error.
func (c *change) countStaged(r *service.Request) error {
	var s staging // empty when there is no record
	key := stagingKey(r.Account, r.Container, r.Object)
	if _, err := index.Read(c, key, &s); err != nil {
		return err
	}
	if s.Blocks >= maxStaged {
		return rest.New(codeBlockCountExceedsLimit)
	}
	return index.Write(c, key, staging{s.Blocks + 1, r.Now})
}

// staging describes all staged blocks of a blob together.
type staging struct {
	Blocks int
	Last   time.Time // when the last one arrived
}

// stagedAt returns when the last block of the request's blob was staged, and whether there is one.
func (c *change) stagedAt(r *service.Request) (time.Time, bool) {
	var s staging
	ok, err := index.Read(c, stagingKey(r.Account, r.Container, r.Object), &s)
	return s.Last, ok && err == nil
}
