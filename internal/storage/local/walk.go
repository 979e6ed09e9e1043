package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// List walks the folder: in each folder first the files, then the sub-folders, both sorted by the bytes of their names.
// Links to files are read through; links to folders are followed, and sorted among the folders, only with FollowLinks.
func (s *Source) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		if err := s.check(); err != nil {
			yield(storage.Object{}, err)
			return
		}
		w := walk{ctx: ctx, source: s, query: q, yield: yield}
		start := q.Prefix[:strings.LastIndexByte(q.Prefix, '/')+1]
		after, below := strings.CutPrefix(q.After, start)
		if !below && q.After != "" && orderKey(q.After) > orderKey(start) {
			return // the walk had already left the folder of the prefix
		}
		if !below {
			after = ""
		}
		if s.options.FollowLinks {
			var loop string
			if w.chain, loop = s.begin(start); loop != "" {
				yield(storage.Object{}, &storage.ObjectError{Name: start, Err: deadLoop(join(s.folder, loop))})
				return
			}
		}
		w.folder(start, after)
	}
}

// check tells a missing folder from an empty one.
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

// orderKey maps a name to a string that sorts as the walk goes.
func orderKey(name string) string {
	segments := strings.Split(name, "/")
	for i := range segments {
		kind := folderKind
		if i == len(segments)-1 {
			kind = fileKind
		}
		segments[i] = string(kind) + segments[i]
	}
	return strings.Join(segments, "\x00")
}

type walk struct {
	ctx    context.Context
	source *Source
	query  storage.Query
	yield  func(storage.Object, error) bool
	chain  chain
}

// folder lists the folder of this name, empty or with a trailing '/', starting after the name after, which is relative
// to it. It returns whether the walk goes on.
func (w *walk) folder(name, after string) bool {
	folder := join(w.source.folder, name)
	names, err := sortFolder(folder, w.source.batch, func(e fs.DirEntry) bool { return w.source.isFolder(folder, e) })
	if err != nil {
		return w.failed(name, err)
	}
	defer names.close()
	first, rest, inside := strings.Cut(after, "/")
	resume := string(fileKind) + first
	if inside {
		resume = string(folderKind) + first
	}
	for {
		key, err := names.next()
		if key == "" || err != nil {
			return err == nil || w.failed(name, err)
		}
		if err := w.ctx.Err(); err != nil {
			w.yield(storage.Object{}, err)
			return false
		}
		behind := ""
		if after != "" && key <= resume {
			if key < resume || !inside || rest == "" {
				continue
			}
			behind = rest
		}
		if !w.entry(name+key[1:], key[0] == folderKind, behind) {
			return false
		}
	}
}

// failed reports a folder that can't be read; its name has a trailing '/'. Where only the prefix says that there should
// be such a folder, its absence just means that nothing matches.
func (w *walk) failed(name string, err error) bool {
	err = classify("list "+join(w.source.folder, name), err)
	if name == "" {
		w.yield(storage.Object{}, err)
		return false
	}
	kind := storage.KindOf(err)
	if strings.HasPrefix(w.query.Prefix, name) && (kind == storage.NotFound || kind == storage.FolderCollision) {
		return true
	}
	return w.yield(storage.Object{}, &storage.ObjectError{Name: name, Err: err})
}

// descend lists a sub-folder, unless the walk is already inside it.
func (w *walk) descend(name, after string) bool {
	below := name + "/"
	if !w.source.options.FollowLinks {
		return w.folder(below, after)
	}
	folder := join(w.source.folder, name)
	info, err := os.Stat(folder)
	if err != nil {
		return w.failed(below, err)
	}
	if w.chain.has(info) {
		return w.yield(storage.Object{}, &storage.ObjectError{Name: below, Err: deadLoop(folder)})
	}
	w.chain = append(w.chain, info)
	defer func() { w.chain = w.chain[:len(w.chain)-1] }()
	return w.folder(below, after)
}

func (w *walk) entry(name string, isFolder bool, after string) bool {
	if isFolder {
		if !w.query.Recursive || !strings.HasPrefix(name+"/", w.query.Prefix) {
			return true
		}
		if is := w.source.options.Own.folder(join(w.source.folder, name)); is != "" {
			return w.yield(storage.Object{}, &storage.ObjectError{Name: name + "/", Err: ownFileError("list "+join(w.source.folder, name), is)})
		}
		return w.descend(name, after)
	}
	if !strings.HasPrefix(name, w.query.Prefix) {
		return true
	}
	obj, ok, err := w.source.file(name)
	if err != nil {
		return w.yield(storage.Object{}, &storage.ObjectError{Name: name, Err: err})
	}
	return !ok || w.yield(obj, nil)
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
	return object(name, info), selected, err
}
