package storagetest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"azcopy/internal/storage"
)

// Memory is a place in memory, seen from both ends, for tests that need a Source or a Destination. The zero value is an
// empty place with the zero Traits. A test that needs a fault embeds it and overrides one method. It passes the suite.
type Memory struct {
	// Facts are the traits of every object; InPlace is not supported.
	Facts storage.Traits
	// Chunk is the length of chunks in bytes; 0 for 1024.
	Chunk int64
	// Missing is whether the place does not exist, until Prepare.
	Missing bool
	// Unlisted are why objects can't be listed, by name.
	Unlisted map[string]error

	mu      sync.Mutex
	objects []memoryObject // in the order of the listing
	writers []*memoryWriter
	states  int // states of objects and writers so far, which number their ETags and tokens
}

var (
	_ storage.Source      = (*Memory)(nil)
	_ storage.Destination = (*Memory)(nil)
)

type memoryObject struct {
	storage.Object
	content []byte
}

// Add adds objects as they are, in place of those of their names. Of those without an ETag or a ModTime it makes one up.
func (m *Memory) Add(objects ...storage.Object) {
	for _, obj := range objects {
		m.AddContent(obj, make([]byte, obj.Size))
	}
}

// AddContent adds an object with this content, and its size.
func (m *Memory) AddContent(obj storage.Object, content []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(obj, content)
}

func (m *Memory) add(obj storage.Object, content []byte) {
	m.states++
	obj.Size = int64(len(content))
	obj.ETag = cmp.Or(obj.ETag, fmt.Sprintf(`"%d"`, m.states))
	if obj.ModTime.IsZero() {
		obj.ModTime = time.Now()
	}
	i, found := m.find(obj.Name, obj.Snapshot)
	if !found {
		m.objects = slices.Insert(m.objects, i, memoryObject{})
	}
	m.objects[i] = memoryObject{obj, append([]byte{}, content...)}
}

// find returns where an object is, or would be: by the bytes of names, snapshots first and the oldest of them first.
func (m *Memory) find(name, snapshot string) (at int, found bool) {
	return slices.BinarySearchFunc(m.objects, name, func(o memoryObject, name string) int {
		return cmp.Or(strings.Compare(o.Name, name), compareSnapshots(o.Snapshot, snapshot))
	})
}

func compareSnapshots(a, b string) int {
	if a == "" || b == "" {
		return -strings.Compare(a, b) // the blob itself comes last
	}
	return strings.Compare(a, b)
}

// Get returns an object and its content. Without one of this name it returns nil.
func (m *Memory) Get(name string) (storage.Object, []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, found := m.find(name, "")
	if !found {
		return storage.Object{}, nil
	}
	return m.objects[i].Object, m.objects[i].content
}

// check returns why a request can't be answered at all.
func (m *Memory) check(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if m.Missing {
		return storage.Errorf(op, storage.NotFound, "the place does not exist")
	}
	return nil
}

// List implements storage.Source.
func (m *Memory) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		m.mu.Lock()
		err, objects := m.check(ctx, "list"), slices.Clone(m.objects)
		m.mu.Unlock()
		if err != nil {
			yield(storage.Object{}, err)
			return
		}
		for _, obj := range objects {
			if !m.selects(q, obj.Object) {
				continue
			}
			err := m.Unlisted[obj.Name]
			if err != nil {
				obj.Object, err = storage.Object{}, &storage.ObjectError{Name: obj.Name, Err: err}
			}
			if !yield(obj.Object, err) {
				return
			}
		}
	}
}

func (m *Memory) selects(q storage.Query, obj storage.Object) bool {
	below, ok := strings.CutPrefix(obj.Name, q.Prefix)
	if !ok || !q.Recursive && strings.Contains(below, "/") || obj.Snapshot != "" && !q.Snapshots {
		return false
	}
	return q.After == "" || cmp.Or(strings.Compare(obj.Name, q.After), compareSnapshots(obj.Snapshot, q.AfterSnapshot)) > 0
}

// Stat implements storage.Source and storage.Destination.
func (m *Memory) Stat(ctx context.Context, name string) (storage.Object, error) {
	obj, err := m.stored(ctx, "look at "+name, storage.Object{Name: name})
	return obj.Object, err
}

// StatFolder implements storage.Destination.
func (m *Memory) StatFolder(ctx context.Context, name string) (storage.Object, error) {
	return m.Stat(ctx, name)
}

// stored returns an object, if it is still in the state of this ETag. Without one it is the state that is there.
func (m *Memory) stored(ctx context.Context, op string, obj storage.Object) (memoryObject, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.check(ctx, op); err != nil {
		return memoryObject{}, err
	}
	i, found := m.find(obj.Name, obj.Snapshot)
	if !found {
		return memoryObject{}, storage.Errorf(op, storage.NotFound, "it does not exist")
	}
	if obj.ETag != "" && obj.ETag != m.objects[i].ETag {
		return memoryObject{}, storage.Errorf(op, storage.Changed, "it has changed")
	}
	return m.objects[i], nil
}

// Open implements storage.Source.
func (m *Memory) Open(_ context.Context, obj storage.Object) (storage.Content, error) {
	return memoryContent{m, obj}, nil
}

type memoryContent struct {
	memory *Memory
	obj    storage.Object
}

func (c memoryContent) ReadRange(ctx context.Context, p []byte, off int64) error {
	op := "read " + c.obj.Name
	obj, err := c.memory.stored(ctx, op, c.obj)
	if err != nil {
		return err
	}
	if off < 0 || off+int64(len(p)) > obj.Size {
		return storage.Errorf(op, storage.Other, "%d bytes from %d on are not in its %d", len(p), off, obj.Size)
	}
	copy(p, obj.content[off:])
	return nil
}

func (c memoryContent) Verify(ctx context.Context) error {
	_, err := c.memory.stored(ctx, "verify "+c.obj.Name, c.obj)
	return err
}

func (memoryContent) Close() error { return nil }

// Traits implements storage.Destination.
func (m *Memory) Traits(storage.Object) storage.Traits { return m.Facts }

// Prepare implements storage.Destination.
func (m *Memory) Prepare(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Missing = false
	return nil
}

// Allows implements storage.Destination.
func (m *Memory) Allows(string) error { return nil }

// ChunkSize implements storage.Destination.
func (m *Memory) ChunkSize(storage.Object) (int64, error) { return cmp.Or(m.Chunk, 1<<10), nil }

// Put implements storage.Destination.
func (m *Memory) Put(ctx context.Context, obj storage.Object, p []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	op := "put " + obj.Name
	if err := m.check(ctx, op); err != nil {
		return err
	}
	if obj.Size != int64(len(p)) {
		return storage.Errorf(op, storage.Other, "%d bytes are not the %d of the object", len(p), obj.Size)
	}
	m.keep(obj, obj.Props, p)
	return nil
}

// keep stores an object with what the traits say is kept.
func (m *Memory) keep(obj storage.Object, props storage.Properties, content []byte) {
	kept := storage.Object{Name: obj.Name}
	if m.Facts.KeepsProperties {
		kept.Props = props
		kept.Props.ContentMD5 = nil
	}
	kept.Props.BlobType = ""
	if m.Facts.Typed {
		kept.Props.BlobType = props.BlobType
	}
	if m.Facts.KeepsMD5 {
		kept.Props.ContentMD5 = props.ContentMD5
	}
	if m.Facts.KeepsTimes {
		kept.ModTime = obj.ModTime
	}
	m.add(kept, content)
}
