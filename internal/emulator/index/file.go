package index

import (
	"bytes"
	"errors"
	"fmt"

	"azcopy/internal/regular"

	"go.etcd.io/bbolt"
)

// file is an Index in a bbolt file. Opening it takes the same time whatever its size.
type file struct{ db *bbolt.DB }

func bucketName() []byte { return []byte("records") }

// OpenFile opens the index in the file at path, which is created when missing. Nobody else may have it open.
func OpenFile(path string) (Index, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		// Without a sync for every write the file survives the death of this process at any instant, because the system
		// has its pages; it may not survive a power cut. For an emulator that is by far the better bargain.
		NoSync:         true,
		NoFreelistSync: false, // else the whole file is read when it is opened
		FreelistType:   bbolt.FreelistMapType,
		NoStatistics:   true,
		OpenFile:       regular.OpenFile,
	})
	if err != nil {
		return nil, fmt.Errorf("open the index %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(bucketName())
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the index %s: %w", path, err), db.Close())
	}
	return &file{db}, nil
}

func (f *file) View(read func(Reader) error) error {
	return f.db.View(func(tx *bbolt.Tx) error {
		return read(&fileTx{bucket: tx.Bucket(bucketName())})
	})
}

func (f *file) Update(write func(Writer) error) error {
	return f.db.Update(func(tx *bbolt.Tx) error {
		w := &fileTx{bucket: tx.Bucket(bucketName())}
		if err := write(w); err != nil {
			return err
		}
		return w.err
	})
}

func (f *file) Close() error { return f.db.Close() }

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
