package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"

	"azcopy/internal/storage"
)

// Destination writes files into a folder. No name can leave it: every path is opened below an os.Root. Files are written
// under a temporary name in the same folder and renamed when they are whole.
type Destination struct {
	folder string
	root   *os.Root
	// preserveModTime is whether a file gets the modification time of its source.
	preserveModTime bool
	options         DestinationOptions
	// own are the files of the run itself, which are never replaced.
	own *Own
	// caseless guards the names that the folder takes for one, as found by probeCase. It is atomic because files may be
	// looked up while the folder is being prepared.
	caseless atomic.Pointer[caseless]
	probe    func(root *os.Root, folder string) (*caseless, error)
}

var (
	_ storage.Destination = (*Destination)(nil)
)

// NewDestination returns the destination of files in and below a folder. With preserveModTime, files get the
// modification time of their source. Prepare must be called before a file is written.
func NewDestination(folder string, preserveModTime bool) *Destination {
	return &Destination{
		folder: folder, preserveModTime: preserveModTime, probe: probeCase,
		options: DestinationOptions{Run: rand.Text()},
	}
}

// Sparing returns the destination with own, the files of the run itself, which it does not touch. Of their folders only
// those below the destination matter, since no path leads out of it.
func (d *Destination) Sparing(own *Own) *Destination {
	d.own = own.below(d.folder)
	return d
}

// checkOwn refuses to replace a file of the run itself, or to write into a folder of the run. info is the file's, or nil.
func (d *Destination) checkOwn(name string, info fs.FileInfo) error {
	path, is := join(d.folder, name), ""
	if info != nil {
		is = d.own.file(info)
	}
	if is == "" {
		is = d.own.Holding(path)
	}
	if is == "" {
		return nil
	}
	return storage.Errorf("write "+path, storage.Other, "it would replace %s; copy it to another folder", is)
}

// Allows refuses the name of a file of the run itself.
func (d *Destination) Allows(name string) error {
	info, err := os.Stat(join(d.folder, name))
	if err != nil {
		info = nil
	}
	return d.checkOwn(name, info)
}

// Prepare creates the folder when it is missing.
func (d *Destination) Prepare(context.Context) error {
	if err := os.MkdirAll(d.folder, 0o777); err != nil {
		return classify("create the folder "+d.folder, err)
	}
	root, err := os.OpenRoot(d.folder)
	if err != nil {
		return classify("open the folder "+d.folder, err)
	}
	d.root = root
	found, err := d.probe(root, d.folder)
	if err != nil {
		return classify("find out what "+d.folder+" does with the case of names", err)
	}
	d.caseless.Store(found)
	return nil
}

// Close releases the folder.
func (d *Destination) Close() error {
	if d.root == nil {
		return nil
	}
	return d.root.Close()
}

// Stat returns the file of this name. Anything but a file is not found. It is an error when the file system takes the name
// of another file for this one.
func (d *Destination) Stat(_ context.Context, name string) (storage.Object, error) {
	if err := d.checkName(name); err != nil {
		return storage.Object{}, err
	}
	info, err := statFile(join(d.folder, name))
	if err == nil {
		err = d.checkOwn(name, info)
	}
	if err == nil {
		err = d.caseless.Load().check(name)
	}
	if err != nil {
		return storage.Object{}, err
	}
	return object(name, info), nil
}

func statFile(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if isFolderCollision(err) || err == nil && !info.Mode().IsRegular() {
		return nil, storage.Errorf("look at "+path, storage.NotFound, "there is no file with this name")
	}
	return info, classify("look at "+path, err)
}

// Open opens a file for reading back, as Stat has described it.
func (d *Destination) Open(ctx context.Context, obj storage.Object) (storage.Content, error) {
	if err := d.checkName(obj.Name); err != nil {
		return nil, err
	}
	return NewSource(d.folder).Open(ctx, obj)
}

// ChunkSize never refuses: the file system decides how large a file may be.
func (d *Destination) ChunkSize(obj storage.Object) (int64, error) {
	chunks := (obj.Size + chunkStep - 1) / chunkStep
	return chunkStep * max(1, (chunks+maxChunks-1)/maxChunks), nil
}

// checkName refuses a name that would not be that of a file below the folder.
func (d *Destination) checkName(name string) error {
	if name == "." || !fs.ValidPath(name) || !filepath.IsLocal(filepath.FromSlash(name)) || strings.ContainsRune(name, 0) {
		return storage.Errorf(fmt.Sprintf(`write "%s" below %s`, name, d.folder), storage.InvalidName, "the name is not a path inside the destination folder")
	}
	return nil
}

// makeFolder creates the folder of this name and those above it, where they are missing.
func (d *Destination) makeFolder(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.checkName(name); err != nil {
		return err
	}
	if err := d.checkOwn(name, nil); err != nil {
		return err
	}
	if err := d.root.MkdirAll(name, 0o777); err != nil {
		return d.folderError(name, name, err)
	}
	return nil
}

// folderError explains why the name can't be created in, or as, this folder.
func (d *Destination) folderError(name, folder string, err error) error {
	op := "create " + join(d.folder, name)
	err = classify(op, err)
	other, isLink := d.fileAmong(folder)
	switch {
	case isLink && d.leadsAstray(other):
		return storage.Errorf(op, storage.Other,
			"the folder %s is a symbolic link%s, whose target is missing or outside the destination folder, and is not followed; remove it, or copy what belongs there separately, with the target as /Dest",
			join(d.folder, other), leadsTo(join(d.folder, other)))
	case storage.KindOf(err) == storage.FolderCollision || errors.Is(err, fs.ErrExist):
		return storage.Errorf(op, storage.FolderCollision,
			"Failed to create directory %s because a file already exists with the same name.", join(d.folder, other))
	}
	return err
}

// leadsAstray reports whether a link leads out of the destination folder, or nowhere.
func (d *Destination) leadsAstray(link string) bool {
	_, err := d.root.Stat(link)
	return err != nil
}

// fileAmong returns the part of a folder's path that is not a folder, and whether it is a link.
func (d *Destination) fileAmong(folder string) (part string, isLink bool) {
	for part := folder; part != "."; part = path.Dir(part) {
		if info, err := d.root.Lstat(part); err == nil && !info.IsDir() {
			return part, info.Mode()&fs.ModeSymlink != 0
		}
	}
	return folder, false
}

// Put writes a small file at once, or creates a folder.
func (d *Destination) Put(ctx context.Context, obj storage.Object, p []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if obj.IsFolder() {
		return d.makeFolder(ctx, obj.Name)
	}
	f, err := d.create(obj.Name)
	if err != nil {
		return err
	}
	if err = f.fill(p); err != nil {
		err = classify("write "+join(d.folder, obj.Name), err)
	} else {
		err = f.finish(obj)
	}
	if err != nil {
		_ = f.discard() // what failed first is reported
	}
	return err
}

// Create opens the temporary file, so that chunks may come in any order. To be resumed, it must have the length that the
// writer of the token has given it: see partialLength.
func (d *Destination) Create(_ context.Context, obj storage.Object, token []byte) (storage.ChunkWriter, error) {
	if err := d.caseless.Load().check(obj.Name); err != nil {
		return nil, err
	}
	if len(token) > 0 {
		f, err := d.reopen(obj, token)
		if err != nil {
			return nil, err
		}
		return &writer{d, f, obj, token, true}, nil
	}
	f, err := d.create(obj.Name)
	if err != nil {
		return nil, err
	}
	w := &writer{d, f, obj, []byte(rand.Text()), false}
	if err := f.Truncate(partialLength(obj, w.token)); err != nil {
		_ = f.discard() // what failed first is reported
		return nil, classify("write "+join(d.folder, obj.Name), err)
	}
	return w, nil
}

// Discard removes the temporary file of the token's writer.
func (d *Destination) Discard(_ context.Context, obj storage.Object, token []byte) error {
	f, err := d.reopen(obj, token)
	if storage.KindOf(err) == storage.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return f.discard()
}
