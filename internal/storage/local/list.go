package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"azcopy/internal/storage"
	"azcopy/internal/storage/tree"
)

// List walks the folder, in the order of tree.Walk. Links to files are read through; links to folders are followed, and sorted
// among the folders, only with FollowLinks.
func (s *Source) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		if err := s.check(); err != nil {
			yield(storage.Object{}, err)
			return
		}
		tree.Walk(ctx, &folders{source: s, prefix: q.Prefix}, q, s.inMemory)(yield)
	}
}

// check returns an error for a missing folder, as opposed to an empty one.
func (s *Source) check() error {
	info, err := os.Stat(s.folder)
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return storage.Errorf("list "+s.folder, storage.NotRegular, "it is neither a file nor a folder")
	}
	if err == nil && !info.IsDir() {
		return storage.Errorf("list "+s.folder, storage.FolderCollision, "it is a file, not a folder")
	}
	return classify("list "+s.folder, err)
}

// folders implements tree.Folders for one walk of a source.
type folders struct {
	source *Source
	prefix string
	chain  chain
}

func (f *folders) Path(folder string) string { return join(f.source.folder, folder) }

// readAtOnce is how many entries of a folder are read at a time.
const readAtOnce = 1 << 10

func (f *folders) List(_ context.Context, folder string) iter.Seq2[tree.Entry, error] {
	return func(yield func(tree.Entry, error) bool) {
		if err := f.enter(folder); err != nil {
			yield(tree.Entry{}, err)
			return
		}
		path := f.Path(folder)
		opened, err := os.Open(path)
		if err != nil {
			yield(tree.Entry{}, classify("list "+path, err))
			return
		}
		defer opened.Close()
		for {
			entries, err := opened.ReadDir(readAtOnce)
			for _, e := range entries {
				if !yield(tree.Entry{Name: e.Name(), IsFolder: f.source.isFolder(path, e)}, nil) {
					return
				}
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(tree.Entry{}, classify("list "+path, err))
				return
			}
		}
	}
}

// enter returns an error for a folder that must not be listed: one of the run's own, unless it was asked for, or one that
// leads back to a folder above it.
func (f *folders) enter(folder string) error {
	if !strings.HasPrefix(f.prefix, folder) {
		if is := f.source.options.Own.folder(f.Path(folder)); is != "" {
			return ownFileError("list "+f.Path(folder), is)
		}
	}
	if !f.source.options.FollowLinks {
		return nil
	}
	parts := strings.Split(folder, "/") // with an empty one at the end
	f.chain = f.chain[:min(len(f.chain), len(parts)-1)]
	for len(f.chain) < len(parts) {
		path := f.Path(strings.Join(parts[:len(f.chain)], "/"))
		info, err := os.Stat(path)
		if err != nil {
			return nil // it is reported where the folder is opened
		}
		if f.chain.has(info) {
			return deadLoop(path)
		}
		f.chain = append(f.chain, info)
	}
	return nil
}

// Object implements tree.Folders.
func (f *folders) Object(_ context.Context, name string, _ tree.Entry) (storage.Object, bool, error) {
	return f.source.file(name)
}

// file returns the object of a name that is not a folder itself; false when it is a link to one, not selected, or gone.
func (s *Source) file(name string) (storage.Object, bool, error) {
	file := join(s.folder, name)
	if !utf8.ValidString(name) {
		if _, err := os.Lstat(file); err != nil {
			return storage.Object{}, false, nil // as below
		}
		return storage.Object{}, false, storage.Errorf(fmt.Sprintf(`list "%s"`, file), storage.InvalidName, "the name is not valid UTF-8")
	}
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) || isFolderCollision(err) {
		if _, err := os.Lstat(file); err != nil {
			return storage.Object{}, false, nil // removed since the folder was read
		}
		return storage.Object{}, false, storage.Errorf("list "+file, storage.Other, "the link leads nowhere")
	}
	switch {
	case err != nil:
		return storage.Object{}, false, classify("list "+file, err)
	case info.IsDir():
		return storage.Object{}, false, nil
	case !info.Mode().IsRegular():
		return storage.Object{}, false, storage.Errorf("list "+file, storage.NotRegular, "%s is not a regular file", path.Base(name))
	}
	if is := s.own(file, info); is != "" {
		return storage.Object{}, false, ownFileError("list "+file, is)
	}
	selected, err := s.selects(file, info)
	if err != nil || !selected {
		return object(name, info), selected, err
	}
	obj, err := s.described(object(name, info), file, info)
	return obj, true, err
}
