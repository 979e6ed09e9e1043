// Package index keeps the records of the emulated services in the order of their keys, in memory or in a file. Each service
// has a part of its own, and sees no other.
//
// Reads see one consistent state and never wait for writes. Writes happen one after the other, and a write that fails
// leaves no trace.
package index

// Name is the name of a part, of which each service has one.
type Name string

// Blob is the part of the Blob service. Its name is from the time when it was the only one.
const Blob Name = "records"

// File is the part of the File service.
const File Name = "files"

// names returns the names of all parts.
func names() []Name { return []Name{Blob, File} }

// Store is the parts of all services.
type Store interface {
	// Part returns the part of this name, which is empty at first.
	Part(name Name) (Index, error)
	// Close frees the file. The parts must not be used after it.
	Close() error
}

// Index is an ordered set of records: a part. All methods may be called concurrently.
type Index interface {
	// View calls read with a state that does not change while read runs. What read gets is valid only until it returns.
	View(read func(Reader) error) error
	// Update calls write with the state to be changed. When write returns an error, nothing is changed and that error
	// is returned. Since all other writes wait, write must not do I/O of its own.
	Update(write func(Writer) error) error
}

// Reader reads one state of an index.
type Reader interface {
	// Get returns the value of a key, or nil. It must not be changed.
	Get(key string) []byte
	// Cursor returns a new position, which a Writer's changes make invalid.
	Cursor() Cursor
}

// Writer is a Reader that also changes the state. It keeps the values that it is given.
type Writer interface {
	Reader
	Put(key string, value []byte)
	Delete(key string)
}

// Cursor is a position among the records.
type Cursor interface {
	// Seek moves to the first record whose key is not less than key, and reports whether there is one.
	Seek(key string) bool
	// Next moves to the record that follows.
	Next() bool
	// Floor moves to the last record whose key is not greater than key, and reports whether there is one.
	Floor(key string) bool
	// Key and Value return the record. They may be called only after a move that returned true.
	Key() string
	Value() []byte
}
