package local

import (
	"errors"
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
	held fs.FileInfo
	lock fileLock
	// previous is the file that was to be replaced when this one was opened, or nil.
	previous fs.FileInfo
}

// errLocked is what lockFile returns for a file that somebody else has locked.
var errLocked = errors.New("the file is locked")

// maxRaces is how often to look again for a partial file that others remove or create.
const maxRaces = 10

// create creates the partial file of a name, and its folders when they are missing.
func (d *Destination) create(name string) (*partialFile, error) {
	there, err := d.replaced(name)
	if err != nil {
		return nil, err
	}
	mode := fs.FileMode(0o666)
	if there != nil {
		mode = 0o600 // until it is whole, only those may read it who may read the previous one
	}
	f, err := d.createPartial(name, mode)
	if storage.KindOf(err) == storage.NotFound {
		if err := d.root.MkdirAll(path.Dir(name), 0o777); err != nil {
			return nil, d.folderError(name, path.Dir(name), err)
		}
		f, err = d.createPartial(name, mode)
	}
	if err == nil {
		f.previous = there
	}
	return f, err
}

// createPartial creates the partial file of a name, which nobody else has open. It removes one that an earlier attempt has
// left instead of writing to it, since that may by now have another name in another folder.
func (d *Destination) createPartial(name string, mode fs.FileMode) (*partialFile, error) {
	for range maxRaces {
		f, err := d.openPartial(name, os.O_CREATE|os.O_EXCL, mode)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
		left, err := d.openPartial(name, 0, 0)
		if err == nil {
			err = left.discard()
		}
		if err != nil && storage.KindOf(err) != storage.NotFound {
			return nil, err
		}
	}
	return nil, d.inUse(name)
}

// reopen opens what the writer of a token has left. The error is of kind NotFound when that is nothing.
func (d *Destination) reopen(obj storage.Object, token []byte) (*partialFile, error) {
	there, err := d.replaced(obj.Name)
	if err != nil {
		return nil, err
	}
	f, err := d.openPartial(obj.Name, 0, 0)
	if err != nil {
		return nil, err
	}
	if f.held.Size() != partialLength(obj, token) || !isOurs(f.File, f.held) {
		err := storage.Errorf("resume "+join(d.folder, obj.Name), storage.NotFound, "the earlier writer has left nothing")
		return nil, errors.Join(err, f.suspend())
	}
	f.previous = there
	return f, nil
}

// openPartial opens and locks the partial file of a name, which must be a regular file and no link. The error is of kind
// NotFound when there is none, or no folder for it, and fs.ErrExist when it was to be created and is there.
func (d *Destination) openPartial(name string, flags int, mode fs.FileMode) (*partialFile, error) {
	partial := d.partialName(name)
	for range maxRaces {
		if flags&os.O_CREATE == 0 {
			if err := d.checkLeftover(name); err != nil {
				return nil, err
			}
		}
		file, err := d.root.OpenFile(partial, os.O_RDWR|openFlags|flags, mode)
		if flags&os.O_EXCL != 0 && errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if err != nil {
			return nil, d.folderError(name, path.Dir(name), err)
		}
		f := &partialFile{File: file, dest: d, name: name}
		err = f.own()
		if err == nil && f.isNamed() {
			return f, nil
		}
		_ = f.suspend() // nothing was written
		if errors.Is(err, errLocked) {
			return nil, d.inUse(name)
		}
		if err != nil {
			return nil, classify("lock the partial file of "+join(d.folder, name), err)
		}
	}
	return nil, d.inUse(name)
}

// checkLeftover refuses anything but a regular file: another program has put it there, and it may lead elsewhere or block.
func (d *Destination) checkLeftover(name string) error {
	partial := d.partialName(name)
	info, err := d.root.Lstat(partial)
	if err != nil || info.Mode().IsRegular() {
		return nil // opening it reports when it is missing
	}
	return storage.Errorf("write "+join(d.folder, name), storage.Other, "%s is in the way and is not a regular file; remove it", join(d.folder, partial))
}

func (d *Destination) inUse(name string) error {
	return storage.Errorf("write "+join(d.folder, name), storage.Other,
		"the same file is being written by another run, or from another object of this one")
}

// own locks what was opened, and checks what it is.
func (f *partialFile) own() (err error) {
	if f.lock, err = lockFile(f.File); err != nil {
		return err
	}
	f.held, err = f.Stat()
	return err
}

// isNamed reports whether the file is still the partial file of its name, and a regular one. Somebody else may have finished
// it before it was locked; and another program may have put anything in its place.
func (f *partialFile) isNamed() bool {
	named, err := f.dest.root.Lstat(f.dest.partialName(f.name))
	return err == nil && f.held.Mode().IsRegular() && os.SameFile(f.held, named)
}

// finish gives the file, which is whole, its own name, unless something else has taken its place. After an error the caller
// must still suspend or discard it.
func (f *partialFile) finish(obj storage.Object) error {
	d, partial := f.dest, f.dest.partialName(f.name)
	op := "write " + join(d.folder, f.name)
	there, err := d.replaced(f.name)
	if err == nil {
		err = classify(op, f.permit(there))
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return classify(op, err)
	}
	if !f.isNamed() {
		return storage.Errorf(op, storage.Other, "another program has removed or replaced %s, to which the file was written; run it again", join(d.folder, partial))
	}
	if d.preserveModTime && !obj.ModTime.IsZero() {
		if err := d.root.Chtimes(partial, obj.ModTime, obj.ModTime); err != nil {
			return classify("set the modification time of "+join(d.folder, f.name), err)
		}
	}
	if err := f.rename(op); err != nil {
		return err
	}
	f.lock.release()
	d.reportLinks(f.name, there)
	return nil
}

// rename gives the file its own name, and replaces the file that has it.
func (f *partialFile) rename(op string) error {
	d := f.dest
	return d.caseless.Load().take(f.name, func() error {
		err := d.root.Rename(d.partialName(f.name), f.name)
		if err != nil && IsFolder(join(d.folder, f.name)) {
			return storage.Errorf(op, storage.FolderCollision, "a folder already exists with the same name")
		}
		return classify(op, err)
	})
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
	if !f.isNamed() {
		return nil // it is gone, and what is there is somebody else's
	}
	if err := f.dest.root.Remove(f.dest.partialName(f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return classify("remove the partial file of "+join(f.dest.folder, f.name), err)
	}
	return nil
}
