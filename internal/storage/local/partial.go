package local

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"azcopy/internal/storage"
)

// partialFile is an open file that an object is written to until it is whole. One writer has it at a time.
type partialFile struct {
	*os.File
	dest *Destination
	name string // the object's
	lock fileLock
}

// partialName returns where a file is written until it is whole: in the same folder, under a name that follows from
// its own, so that the next run replaces what an interrupted one left.
func partialName(name string) string {
	sum := sha256.Sum256([]byte(name))
	return path.Join(path.Dir(name), fmt.Sprintf(".azcopy-%x.partial", sum[:8]))
}

// errLocked is what lockFile returns for a file that somebody else has locked.
var errLocked = errors.New("the file is locked")

// create opens the partial file of a name, empty, and makes its folders when they are missing.
func (d *Destination) create(name string) (*partialFile, error) {
	if err := d.checkReplaces(name); err != nil {
		return nil, err
	}
	f, err := d.openPartial(name, os.O_CREATE)
	if storage.KindOf(err) == storage.NotFound {
		if err := d.root.MkdirAll(path.Dir(name), 0o777); err != nil {
			return nil, d.folderError(name, path.Dir(name), err)
		}
		f, err = d.openPartial(name, os.O_CREATE)
	}
	if err != nil {
		return nil, err
	}
	if err := f.Truncate(0); err != nil {
		_ = f.discard() // what went wrong first is told
		return nil, classify("write "+join(d.folder, name), err)
	}
	return f, nil
}

// reopen opens what the writer of a token has left. The error is of kind NotFound when that is nothing.
func (d *Destination) reopen(obj storage.Object, token []byte) (*partialFile, error) {
	name := obj.Name
	if err := d.checkReplaces(name); err != nil {
		return nil, err
	}
	f, err := d.openPartial(name, 0)
	if err != nil {
		return nil, err
	}
	op := "resume " + join(d.folder, name)
	info, err := f.Stat()
	switch {
	case err != nil:
		err = classify(op, err)
	case info.Size() != partialLength(obj, token):
		err = storage.Errorf(op, storage.NotFound, "an earlier writer has left nothing")
	default:
		return f, nil
	}
	return nil, errors.Join(err, f.suspend())
}

// openPartial opens and locks the partial file of a name. The error is of kind NotFound when there is none, or no folder
// for it.
func (d *Destination) openPartial(name string, flags int) (*partialFile, error) {
	if err := d.checkName(name); err != nil {
		return nil, err
	}
	for {
		file, err := d.root.OpenFile(partialName(name), os.O_RDWR|flags, 0o666)
		if err != nil {
			return nil, d.folderError(name, path.Dir(name), err)
		}
		lock, err := lockFile(file)
		f := &partialFile{file, d, name, lock}
		if err == nil && f.isNamed() {
			return f, nil
		}
		_ = f.suspend() // nothing was written
		if errors.Is(err, errLocked) {
			return nil, storage.Errorf("write "+join(d.folder, name), storage.Other,
				"the same file is being written by another run, or from another object of this one")
		}
		if err != nil {
			return nil, classify("lock the partial file of "+join(d.folder, name), err)
		}
	}
}

// isNamed reports whether the file is still the partial file of its name. Before it was locked, somebody else may have
// finished it.
func (f *partialFile) isNamed() bool {
	held, err := f.Stat()
	if err != nil {
		return false
	}
	named, err := f.dest.root.Stat(partialName(f.name))
	return err == nil && os.SameFile(held, named)
}

// finish gives the file, which is whole, its own name. After an error it is still to be suspended or discarded.
func (f *partialFile) finish(obj storage.Object) error {
	d, partial := f.dest, partialName(f.name)
	op := "write " + join(d.folder, f.name)
	if err := f.Close(); err != nil {
		return classify(op, err)
	}
	if d.preserveModTime && !obj.ModTime.IsZero() {
		if err := d.root.Chtimes(partial, obj.ModTime, obj.ModTime); err != nil {
			return classify("set the modification time of "+join(d.folder, f.name), err)
		}
	}
	err := d.caseless.Load().take(f.name, func() error {
		err := d.root.Rename(partial, f.name)
		if err != nil && IsFolder(join(d.folder, f.name)) {
			return storage.Errorf(op, storage.FolderCollision, "a folder already exists with the same name")
		}
		return classify(op, err)
	})
	if err == nil {
		f.lock.release()
	}
	return err
}

// suspend closes the file and leaves it where it is.
func (f *partialFile) suspend() error {
	defer f.lock.release()
	return classify("close the partial file of "+join(f.dest.folder, f.name), f.Close())
}

// discard removes the file.
func (f *partialFile) discard() error {
	defer f.lock.release()
	f.Close() // a second time, perhaps
	if err := f.dest.root.Remove(partialName(f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return classify("remove the partial file of "+join(f.dest.folder, f.name), err)
	}
	return nil
}
