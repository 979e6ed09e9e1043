package storagetest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"azcopy/internal/storage"
)

// memoryWriter writes one object of a Memory.
type memoryWriter struct {
	memory  *Memory
	obj     storage.Object
	token   string
	resumed bool

	ordered sync.Mutex // held by the one chunk that is written, if there may be only one
	mu      sync.Mutex
	content []byte
	written map[storage.Chunk]bool
	end     int64 // of the chunk that was written last
}

// Create implements storage.Destination.
func (m *Memory) Create(ctx context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	op := "create " + obj.Name
	if err := m.check(ctx, op); err != nil {
		return nil, err
	}
	if token != nil {
		i := slices.IndexFunc(m.writers, func(w *memoryWriter) bool { return w.obj.Name == obj.Name && w.token == string(token) })
		if i < 0 {
			return nil, storage.Errorf(op, storage.NotFound, "nothing of it is left")
		}
		m.writers[i].resumed = true
		return m.writers[i], nil
	}
	m.forget(func(w *memoryWriter) bool { return w.obj.Name == obj.Name })
	m.states++
	w := &memoryWriter{
		memory: m, obj: obj, token: fmt.Sprint("writer ", m.states), content: make([]byte, obj.Size), written: map[storage.Chunk]bool{},
	}
	m.writers = append(m.writers, w)
	return w, nil
}

// Discard implements storage.Destination.
func (m *Memory) Discard(ctx context.Context, obj storage.Object, token []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget(func(w *memoryWriter) bool { return w.obj.Name == obj.Name && w.token == string(token) })
	return m.check(ctx, "discard "+obj.Name)
}

func (m *Memory) forget(writers func(*memoryWriter) bool) {
	m.writers = slices.DeleteFunc(m.writers, writers)
}

func (w *memoryWriter) Token() []byte { return []byte(w.token) }

func (w *memoryWriter) Holds(c storage.Chunk) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.resumed && w.written[c]
}

func (w *memoryWriter) WriteChunk(ctx context.Context, c storage.Chunk, p []byte) error {
	op := fmt.Sprintf("write chunk %d of %s", c.Index, w.obj.Name)
	if w.memory.Facts.Ordered && !w.ordered.TryLock() {
		return storage.Errorf(op, storage.Other, "another chunk is being written")
	} else if w.memory.Facts.Ordered {
		defer w.ordered.Unlock()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", op, ctx.Err())
	case int64(len(p)) != c.Length || c.Offset+c.Length > w.obj.Size:
		return storage.Errorf(op, storage.Other, "%d bytes from %d on do not fit", len(p), c.Offset)
	case w.memory.Facts.Ordered && c.Offset != w.end:
		return storage.Errorf(op, storage.Other, "it comes after %d bytes, not %d", w.end, c.Offset)
	}
	copy(w.content[c.Offset:], p)
	w.written[c] = true
	w.end = c.Offset + c.Length
	return nil
}

func (w *memoryWriter) Commit(ctx context.Context, props storage.Properties) error {
	w.memory.mu.Lock()
	defer w.memory.mu.Unlock()
	op := "commit " + w.obj.Name
	if err := w.memory.check(ctx, op); err != nil {
		return err
	}
	var written int64
	for c := range w.written {
		written += c.Length
	}
	if written != w.obj.Size {
		return storage.Errorf(op, storage.Other, "%d of its %d bytes were written", written, w.obj.Size)
	}
	w.memory.keep(w.obj, props, w.content)
	w.memory.forget(func(other *memoryWriter) bool { return other == w })
	return nil
}

func (w *memoryWriter) Suspend() error { return nil }

func (w *memoryWriter) Abort(context.Context) error {
	w.memory.mu.Lock()
	defer w.memory.mu.Unlock()
	w.memory.forget(func(other *memoryWriter) bool { return other == w })
	return nil
}
