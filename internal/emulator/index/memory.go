package index

import (
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"
)

type tree = btree.Map[string, []byte]

// memory is a part without a file. A write works on a copy-on-write copy of the tree, which replaces the old one
// when it is complete.
type memory struct {
	writing sync.Mutex
	current atomic.Pointer[tree]
}

// NewMemory returns a store without records that is gone when the process ends.
func NewMemory() Store { return &memoryStore{parts: make(map[Name]*memory)} }

type memoryStore struct {
	mu    sync.Mutex
	parts map[Name]*memory
}

func (s *memoryStore) Part(name Name) (Index, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.parts[name] == nil {
		s.parts[name] = new(memory)
		s.parts[name].current.Store(new(tree))
	}
	return s.parts[name], nil
}

func (s *memoryStore) Close() error { return nil }

func (m *memory) View(read func(Reader) error) error {
	return read(memoryTx{m.current.Load()})
}

func (m *memory) Update(write func(Writer) error) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	next := m.current.Load().Copy()
	if err := write(memoryTx{next}); err != nil {
		return err
	}
	m.current.Store(next)
	return nil
}

type memoryTx struct{ tree *tree }

func (tx memoryTx) Get(key string) []byte {
	value, _ := tx.tree.Get(key)
	return value
}

func (tx memoryTx) Put(key string, value []byte) { tx.tree.Set(key, value) }
func (tx memoryTx) Delete(key string)            { tx.tree.Delete(key) }
func (tx memoryTx) Cursor() Cursor               { return &memoryCursor{tree: tx.tree, iter: tx.tree.Iter()} }

type memoryCursor struct {
	tree *tree
	iter btree.MapIter[string, []byte]
}

func (c *memoryCursor) Seek(key string) bool { return c.iter.Seek(key) }
func (c *memoryCursor) Next() bool           { return c.iter.Next() }
func (c *memoryCursor) Key() string          { return c.iter.Key() }
func (c *memoryCursor) Value() []byte        { return c.iter.Value() }

func (c *memoryCursor) Floor(key string) bool {
	found, floor := false, ""
	c.tree.Descend(key, func(k string, _ []byte) bool {
		found, floor = true, k
		return false
	})
	return found && c.iter.Seek(floor)
}
