package extent

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
)

// memory is a Store whose extents are byte slices.
type memory struct{ extents sync.Map } // of ID to []byte

// NewMemory returns an empty store that is gone when the process ends.
func NewMemory() Store { return new(memory) }

func (m *memory) Write(r io.Reader, size int64) (ID, error) {
	p := make([]byte, size)
	if _, err := io.ReadFull(r, p); err != nil {
		return "", ended(err)
	}
	id := newID()
	m.extents.Store(id, p)
	return id, nil
}

// ended makes an end of file that comes too early an io.ErrUnexpectedEOF, wherever it comes.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (m *memory) Open(id ID, size int64) (Reader, error) {
	p, ok := m.extents.Load(id)
	if !ok || int64(len(p.([]byte))) < size {
		return nil, fmt.Errorf("%w: there is no extent %s of %d bytes", ErrDamaged, id, size)
	}
	return memoryReader{bytes.NewReader(p.([]byte))}, nil
}

func (m *memory) Any() bool {
	found := false
	m.extents.Range(func(_, _ any) bool {
		found = true
		return false
	})
	return found
}

func (m *memory) Remove(id ID) error {
	m.extents.Delete(id)
	return nil
}

type memoryReader struct{ io.ReaderAt }

func (memoryReader) Close() error { return nil }
