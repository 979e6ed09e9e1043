// Package tree lists the objects of a tree whose folders are listed one by one, each in an unreliable order: those of a file
// system, or the directories of a share. Its own order is the same each time, so that a listing can be resumed.
package tree

import (
	"context"
	"errors"
	"iter"
	"strings"

	"azcopy/internal/storage"
)

// Folders is a tree whose folders are listed one at a time. The name of a folder is relative to the root, with '/' between its
// parts and at its end; that of the root is empty.
type Folders interface {
	// List yields what a folder holds, in any order, or fails. A walk lists a folder before those below it, and all of these
	// before the next one.
	List(ctx context.Context, folder string) iter.Seq2[Entry, error]
	// Object returns the object of an entry that is not a folder, by its name in the tree; found is false when there is
	// nothing to list, because it is gone or not selected. The error concerns this object alone.
	Object(ctx context.Context, name string, e Entry) (obj storage.Object, found bool, err error)
	// Path returns the path or URL of a folder, for errors.
	Path(folder string) string
}

// Entry is what a folder lists under one name.
type Entry struct {
	Name     string // within its folder
	IsFolder bool
	// Details are what else the folder's listing says about the entry, in a form that Folders.Object can read. They are kept
	// with the name when the folder is sorted on disk.
	Details string
}

// InMemory is how many entries of one folder are usually sorted in memory. The entries of a larger folder are sorted in runs
// of that many, in a temporary file, so that a folder of millions of files takes no more memory.
const InMemory = 1 << 16

// Walk lists the objects of a query as storage.Source.List does: in each folder first the objects, then the folders, both
// sorted by the bytes of their names. It sorts at most inMemory entries of a folder in memory.
//
// An entry or a folder that can't be listed fails alone, with a *storage.ObjectError; the failure of the root ends the listing,
// and so does that of a place that no longer answers. When a folder that only the prefix names is missing, nothing matches.
func Walk(ctx context.Context, f Folders, q storage.Query, inMemory int) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		w := walk{ctx: ctx, folders: f, query: q, inMemory: inMemory, yield: yield}
		start := q.Prefix[:strings.LastIndexByte(q.Prefix, '/')+1]
		after, below := strings.CutPrefix(q.After, start)
		if !below && q.After != "" && orderKey(q.After) > orderKey(start) {
			return // the walk had already passed the folder of the prefix
		}
		if !below {
			after = ""
		}
		w.folder(start, after)
	}
}

// orderKey maps a name to a string that sorts as the walk goes.
func orderKey(name string) string {
	segments := strings.Split(name, "/")
	for i := range segments {
		kind := folderKind
		if i == len(segments)-1 {
			kind = objectKind
		}
		segments[i] = string(kind) + segments[i]
	}
	return strings.Join(segments, "\x00")
}

type walk struct {
	ctx      context.Context
	folders  Folders
	query    storage.Query
	inMemory int
	yield    func(storage.Object, error) bool
}

// folder lists a folder from the name after on, which is relative to it. It returns whether the walk continues.
func (w *walk) folder(name, after string) bool {
	sorted, err := sortFolder(w.folders.List(w.ctx, name), w.inMemory)
	if err != nil {
		return w.failed(name, err)
	}
	defer sorted.close()
	first, rest, inside := strings.Cut(after, "/")
	resume := key(first, inside)
	for {
		e, ok, err := sorted.next()
		if !ok || err != nil {
			return err == nil || w.failed(name, err)
		}
		if err := w.ctx.Err(); err != nil {
			w.yield(storage.Object{}, err)
			return false
		}
		within := ""
		if after != "" && e.key <= resume {
			if e.key < resume || rest == "" {
				continue
			}
			within = rest
		}
		if !w.entry(name, e.entry(), within) {
			return false
		}
	}
}

// entry lists an object, or a folder from the name after on.
func (w *walk) entry(folder string, e Entry, after string) bool {
	name := folder + e.Name
	if e.IsFolder {
		if !w.query.Recursive || !strings.HasPrefix(name+"/", w.query.Prefix) {
			return true
		}
		return w.folder(name+"/", after)
	}
	if !strings.HasPrefix(name, w.query.Prefix) {
		return true
	}
	obj, found, err := w.folders.Object(w.ctx, name, e)
	if err != nil {
		return w.yield(storage.Object{}, &storage.ObjectError{Name: name, Err: err})
	}
	return !found || w.yield(obj, nil)
}

// failed reports a folder that can't be listed, and returns whether the walk continues.
func (w *walk) failed(name string, err error) bool {
	if temporary, ok := errors.AsType[*temporaryError](err); ok {
		err = storage.Errorf("list "+w.folders.Path(name), storage.Other, "%w", temporary)
	}
	ended := w.ctx.Err()
	if ended != nil {
		err = ended
	}
	kind := storage.KindOf(err)
	if name == "" || ended != nil || isAway(kind) {
		w.yield(storage.Object{}, err)
		return false
	}
	if strings.HasPrefix(w.query.Prefix, name) && (kind == storage.NotFound || kind == storage.FolderCollision) {
		return true
	}
	return w.yield(storage.Object{}, &storage.ObjectError{Name: name, Err: err})
}

// isAway reports whether an error is that the place does not answer, which says nothing about the folder that was asked for.
func isAway(kind storage.Kind) bool {
	switch kind {
	case storage.HostNotFound, storage.Unreachable, storage.HostLost, storage.Busy:
		return true
	}
	return false
}
