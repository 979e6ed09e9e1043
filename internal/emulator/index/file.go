package index

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"azcopy/internal/regular"

	"go.etcd.io/bbolt"

	"azcopy/internal/bolt"
)

// ErrDamaged is the error for a file that does not hold what was written.
var ErrDamaged = errors.New("the index is damaged")

// file is a Store in a bbolt file, with a bucket for each part.
type file struct {
	db *bbolt.DB
	// broken is whether reading the file was a fault. The database may then be locked forever.
	broken atomic.Bool
}

// lockWait is how long another process may have the file open.
const lockWait = time.Second

// OpenFile opens the index in the file at path, which is created when missing. No other process may have it open. It reads
// the whole file once: bbolt trusts its pages, and would crash or write over what is in use when they are damaged. A damaged
// file is ErrDamaged, and stays as it is.
func OpenFile(path string) (Store, error) {
	if err := check(path); err != nil {
		return nil, fmt.Errorf("open the index %s: %w", path, err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: lockWait,
		// Without a sync for every write the file survives the death of this process at any instant, because the system
		// has its pages; it may not survive a power cut. For an emulator that is by far the better bargain.
		NoSync:       true,
		FreelistType: bbolt.FreelistMapType,
		NoStatistics: true,
		OpenFile:     regular.OpenFile,
	})
	if err != nil {
		return nil, fmt.Errorf("open the index %s: %w", path, err)
	}
	return &file{db: db}, nil
}

// part is an Index in a bucket.
type part struct {
	*file
	name []byte
}

// Part creates the bucket if that is not there. It does not if the bucket may have lost its name: if there is a bucket that
// belongs to no part, or none although something was written.
func (f *file) Part(name Name) (Index, error) {
	p := part{f, []byte(name)}
	err := f.guard(f.db.Update, func(tx *bbolt.Tx) error {
		if tx.Bucket(p.name) != nil {
			return nil
		}
		found := 0
		cursor := tx.Cursor()
		for other, _ := cursor.First(); other != nil; other, _ = cursor.Next() {
			if found++; !slices.Contains(names(), Name(other)) {
				return ErrDamaged
			}
		}
		if found == 0 && tx.ID() > firstChange {
			return ErrDamaged
		}
		_, err := tx.CreateBucket(p.name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open the part %s of the index %s: %w", name, f.db.Path(), err)
	}
	return p, nil
}

// firstChange is the transaction that follows those with which bbolt creates a file.
const firstChange = 2

// check returns an error when there is something at a path that is not an index.
func check(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular(): // opening it could block forever
		return errors.New("it is not a regular file")
	case info.Size() == 0: // a process ended when it had created the file
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() // it is only read
	if err := bolt.CheckFile(file, info.Size()); err != nil {
		return ErrDamaged
	}
	return nil
}

// guard carries out a transaction. Reading a file that somebody has cut off is a memory fault, which guard turns into an
// error.
func (f *file) guard(transact func(func(*bbolt.Tx) error) error, do func(*bbolt.Tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case interface{ Addr() uintptr }: // see debug.SetPanicOnFault
			f.broken.Store(true)
			err = ErrDamaged
		default:
			panic(fault)
		}
	}()
	if f.broken.Load() {
		return ErrDamaged
	}
	return transact(do)
}

func (p part) View(read func(Reader) error) error {
	return p.guard(p.db.View, func(tx *bbolt.Tx) error {
		return read(&fileTx{bucket: tx.Bucket(p.name)})
	})
}

func (p part) Update(write func(Writer) error) error {
	return p.guard(p.db.Update, func(tx *bbolt.Tx) error {
		w := &fileTx{bucket: tx.Bucket(p.name)}
		if err := write(w); err != nil {
			return err
		}
		return w.err
	})
}

func (f *file) Close() error {
	if f.broken.Load() {
		return nil // what can no longer be closed is closed with the process
	}
	return f.db.Close()
}

// fileTx keeps the first error of a write, so that callers need not check each.
type fileTx struct {
	bucket *bbolt.Bucket
	err    error
}

func (tx *fileTx) Get(key string) []byte { return tx.bucket.Get([]byte(key)) }

func (tx *fileTx) Put(key string, value []byte) {
	tx.keep(tx.bucket.Put([]byte(key), value))
}

func (tx *fileTx) Delete(key string) {
	tx.keep(tx.bucket.Delete([]byte(key)))
}

func (tx *fileTx) keep(err error) {
	if tx.err == nil {
		tx.err = err
	}
}

func (tx *fileTx) Cursor() Cursor { return &fileCursor{cursor: tx.bucket.Cursor()} }

type fileCursor struct {
	cursor     *bbolt.Cursor
	key, value []byte
}

func (c *fileCursor) at(key, value []byte) bool {
	c.key, c.value = key, value
	return key != nil
}

func (c *fileCursor) Seek(key string) bool { return c.at(c.cursor.Seek([]byte(key))) }
func (c *fileCursor) Next() bool           { return c.at(c.cursor.Next()) }
func (c *fileCursor) Key() string          { return string(c.key) }
func (c *fileCursor) Value() []byte        { return c.value }

func (c *fileCursor) Floor(key string) bool {
	target := []byte(key)
	if c.at(c.cursor.Seek(target)) && bytes.Equal(c.key, target) {
		return true
	}
	if c.key == nil {
		return c.at(c.cursor.Last())
	}
	return c.at(c.cursor.Prev())
}
