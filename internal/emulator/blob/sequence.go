package blob

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/rest"
)

// sequenceConditions are conditions on the sequence number of a page blob. Those that are not given always hold.
type sequenceConditions struct{ atMost, below, equal *int64 }

func parseSequenceConditions(h http.Header) (c sequenceConditions, err error) {
	for _, field := range []struct {
		name string
		into **int64
	}{
		{"x-ms-if-sequence-number-le", &c.atMost},
		{"x-ms-if-sequence-number-lt", &c.below},
		{"x-ms-if-sequence-number-eq", &c.equal},
	} {
		value := h.Get(field.name)
		if value == "" {
			continue
		}
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return c, rest.BadHeader(field.name, value)
		}
		if n < 0 {
			return c, rest.New(rest.InvalidInput)
		}
		*field.into = &n
	}
	return c, nil
}

func (c sequenceConditions) check(n int64) error {
	if c.atMost != nil && n > *c.atMost || c.below != nil && n >= *c.below || c.equal != nil && n != *c.equal {
		return rest.New(codeSequenceNumberConditionNotMet)
	}
	return nil
}

// parseSequence reads a sequence number, 0 when there is none.
func parseSequence(h http.Header) (int64, error) {
	value := h.Get(sequenceHeader)
	if value == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return 0, rest.BadHeader(sequenceHeader, value)
	}
	return n, nil
}

// parsePageBlobSize reads the size of a page blob.
func parsePageBlobSize(h http.Header) (int64, error) {
	const name = "x-ms-blob-content-length"
	n, err := strconv.ParseInt(h.Get(name), 10, 64)
	if err != nil || n < 0 || n%pageSize != 0 || n > maxPageBlob {
		return 0, rest.BadHeader(name, h.Get(name))
	}
	return n, nil
}

// resizing is what Set Blob Properties changes in page blobs only.
type resizing struct {
	asked    bool
	size     int64  // -1 for the size that it has
	action   string // max, update, increment or nothing
	sequence int64
}

func parseResizing(h http.Header) (resizing, error) {
	const name = "x-ms-sequence-number-action"
	z := resizing{size: -1, action: strings.ToLower(h.Get(name))}
	var err error
	if h.Get("x-ms-blob-content-length") != "" {
		if z.size, err = parsePageBlobSize(h); err != nil {
			return z, err
		}
	}
	z.asked = z.size >= 0 || z.action != ""
	switch z.action {
	case "":
		return z, nil
	case "max", "update":
		if h.Get(sequenceHeader) == "" {
			return z, rest.MissingHeader(sequenceHeader)
		}
		z.sequence, err = parseSequence(h)
		return z, err
	case "increment":
		if value := h.Get(sequenceHeader); value != "" {
			return z, rest.BadHeader(sequenceHeader, value)
		}
		return z, nil
	}
	return z, rest.BadHeader(name, h.Get(name))
}

// resize changes the size and the sequence number of a page blob. What lies beyond the new size is gone for good.
func (c *change) resize(b *blob, z resizing) error {
	if !z.asked {
		return nil
	}
	if b.Type != pageBlob {
		return rest.New(codeInvalidBlobType)
	}
	switch z.action {
	case "max":
		b.Sequence = max(b.Sequence, z.sequence)
	case "update":
		b.Sequence = z.sequence
	case "increment":
		if b.Sequence == math.MaxInt64 {
			return rest.New(codeSequenceNumberIncrementTooLarge)
		}
		b.Sequence++
	}
	if z.size < 0 {
		return nil
	}
	if z.size < b.Size {
		if err := c.own(b); err != nil {
			return err
		}
		if err := c.Cut(b.Content, z.size, b.Size); err != nil {
			return err
		}
	}
	b.Size = z.size
	return nil
}
