package azure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"azcopy/internal/storage"
)

// Download is an object that a service sends range by range (Get Blob, Get File).
type Download interface {
	// Get returns a body with count bytes of the object, as it was listed, from off on.
	Get(ctx context.Context, count, off int64) (io.ReadCloser, error)
	// Op names an operation on the object, for errors.
	Op(verb string) string
}

// ReadRange fills p with the bytes from off on, as storage.Content.ReadRange does. When a body breaks off, it asks for the
// rest. All failures on the way draw on one budget.
func ReadRange(ctx context.Context, from Download, o RetryOptions, p []byte, off int64) error {
	budget := o.NewBudget()
	ctx = budget.Context(ctx)
	for len(p) > 0 {
		op := from.Op(fmt.Sprintf("read %d bytes at %d of", len(p), off))
		body, err := from.Get(ctx, int64(len(p)), off)
		if err != nil { // which has been tried often enough
			return SourceChanged(Classify(op, err))
		}
		n, err := readWhole(body, p)
		body.Close()
		if err == nil {
			return nil
		}
		err = Classify(op, err)
		if storage.KindOf(err) != storage.Unreachable {
			return err
		}
		p, off = p[n:], off+int64(n)
		budget.Progress(int64(n))
		if err := budget.Again(ctx, err); err != nil {
			return Classify(op, err)
		}
	}
	return nil
}

// SourceChanged gives the refusal of a changed source the text that all drivers use, and leaves other errors alone.
func SourceChanged(err error) error {
	e, ok := errors.AsType[*storage.Error](err)
	if !ok || e.Kind != storage.Changed {
		return err
	}
	changed := storage.Errorf(e.Op, e.Kind, "Source might be changed by other process or application. %w", e.Err)
	changed.Status, changed.Code = e.Status, e.Code
	return changed
}

// readWhole fills p with the body. A shorter one is an io.ErrUnexpectedEOF: without a length, nothing else shows that it was
// cut off. A longer one is not what was asked for.
func readWhole(body io.Reader, p []byte) (int, error) {
	n, err := io.ReadFull(body, p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return n, fmt.Errorf("the answer broke off: %w", err)
	}
	if more, _ := io.ReadFull(body, make([]byte, 1)); more > 0 {
		return n, fmt.Errorf("asked for %d bytes, and was sent more", len(p))
	}
	return n, nil
}

// IsRange reports whether a Content-Range has these bytes of the object, as in "bytes 0-9/20". The sender may not know the
// size; where no ETag says which state of the object is meant, it may have changed.
func IsRange(contentRange string, count, off int64, obj storage.Object) bool {
	span, whole, _ := strings.Cut(contentRange, "/")
	return span == fmt.Sprintf("bytes %d-%d", off, off+count-1) &&
		(whole == "*" || obj.ETag == "" || whole == strconv.FormatInt(obj.Size, 10))
}

// CompleteLength returns what follows the slash of a Content-Range, the length of the whole object.
func CompleteLength(contentRange string) (int64, error) {
	_, length, _ := strings.Cut(contentRange, "/")
	return strconv.ParseInt(length, 10, 64)
}
