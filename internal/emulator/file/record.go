package file

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/policy"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// The keys of the index, beside those of the packages content and copystate. IDs have 16 hexadecimal digits, and NAME is in
// upper case.
//
//	h/account/share                    a share
//	h/account/share\x00time            a snapshot of it, by the time as it is written
//	g/account/share                    until when the name of a deleted share is reserved
//	p/account/share/key                a security descriptor
//	v/account                          the document of the service's properties
//	e/tree                             the root directory of a share or of a snapshot
//	e/tree/ID-of-directory/NAME        a directory or a file in a directory
//
// So no two names in a directory differ in nothing but their case, a listing is one run of keys, and renaming a directory
// changes one record.

func shareKey(account, name, snapshot string) string {
	key := "h/" + account + "/" + name
	if snapshot != "" {
		key += "\x00" + snapshot
	}
	return key
}

func reservedKey(account, name string) string { return "g/" + account + "/" + name }

func permissionKey(account, name, key string) string { return "p/" + account + "/" + name + "/" + key }

func treePrefix(tree string) string { return "e/" + tree + "/" }

// share is a share, or a snapshot of one.
type share struct {
	resource.State
	// Tree names what the share holds.
	Tree  string
	Quota int64  // GiB
	Tier  string `json:",omitempty"`
	// NoDirectoryLease is the opposite of what its header says.
	NoDirectoryLease bool          `json:",omitempty"`
	Policies         []policy.Rule `json:",omitempty"`
	Lease            *lease.Lease  `json:",omitempty"`
}

// readShare returns a share, or the snapshot of one, which must exist.
func readShare(tx index.Reader, account, name, snapshot string) (share, error) {
	var h share
	ok, err := index.Read(tx, shareKey(account, name, snapshot), &h)
	if err == nil && !ok {
		err = rest.New(codeShareNotFound)
	}
	return h, err
}

// addressedShare returns the share that a request addresses, or the snapshot of it.
func addressedShare(tx index.Reader, r *service.Request) (share, error) {
	snapshot, err := parseSnapshot(r, snapshotParam)
	if err != nil {
		return share{}, err
	}
	return readShare(tx, r.Account, r.Container, snapshot)
}

// parseSnapshot reads the parameter that addresses a snapshot of a share; "" when it is not there.
func parseSnapshot(r *service.Request, name string) (string, error) {
	if !r.Query.Has(name) {
		return "", nil
	}
	value := r.Query.Get(name)
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return "", rest.BadQuery(name, value, "Not a valid date and time.")
	}
	return rest.FormatTicks(t), nil
}

// entry is a directory or a file.
type entry struct {
	resource.State
	Name      string
	ID        uint64 // 0 for a root directory
	Directory bool   `json:",omitempty"`
	SMB       smb
	// A directory has none of what follows.
	Size int64
	// Content names what the file holds: see package content. A hole reads as zeros.
	Content    string `json:",omitempty"`
	Properties resource.Properties
	// Copy is the last copy to the file. The content that a pending one brings is Coming.
	Copy   *copystate.State `json:",omitempty"`
	Coming string           `json:",omitempty"`
	Lease  *lease.Lease     `json:",omitempty"`
}

// node is an entry in its place.
type node struct {
	entry
	tree string
	// parent is the ID of the directory that it is in; meaningless for a root directory.
	parent uint64
	root   bool
}

func (n node) key() string {
	if n.root {
		return strings.TrimSuffix(treePrefix(n.tree), "/")
	}
	return childPrefix(n.tree, n.parent) + fold(n.Name)
}

// childPrefix is what the keys of all that is in a directory begin with.
func childPrefix(tree string, directory uint64) string {
	return fmt.Sprintf("%s%016x/", treePrefix(tree), directory)
}

func (n node) write(w index.Writer) error { return index.Write(w, n.key(), n.entry) }

// isEmpty reports whether there is nothing in the directory.
func (n node) isEmpty(tx index.Reader) bool {
	prefix := childPrefix(n.tree, n.ID)
	cursor := tx.Cursor()
	return !cursor.Seek(prefix) || !strings.HasPrefix(cursor.Key(), prefix)
}

// readRoot returns the root directory of a tree.
func readRoot(tx index.Reader, tree string) (node, error) {
	n := node{tree: tree, root: true}
	ok, err := index.Read(tx, n.key(), &n.entry)
	if err == nil && !ok {
		err = fmt.Errorf("%w: the tree %q has no root directory", index.ErrDamaged, tree)
	}
	return n, err
}

// child returns what has a name in the directory, or its place when there is nothing.
func (n node) child(tx index.Reader, name string) (node, bool, error) {
	found := node{tree: n.tree, parent: n.ID, entry: entry{Name: name}}
	ok, err := index.Read(tx, found.key(), &found.entry)
	return found, ok, err
}

// walk returns the directory of a path in a tree, which must exist as the parent of something.
func walk(tx index.Reader, tree string, path []string) (node, error) {
	n, err := readRoot(tx, tree)
	for _, name := range path {
		if err != nil {
			return n, err
		}
		var ok bool
		if n, ok, err = n.child(tx, name); err == nil && (!ok || !n.Directory) {
			err = rest.New(codeParentNotFound)
		}
	}
	return n, err
}

// find returns what a path names in a tree, or its place when there is nothing, and the parent, which must exist.
func find(tx index.Reader, tree string, path []string) (n, parent node, ok bool, err error) {
	if len(path) == 0 {
		n, err = readRoot(tx, tree)
		return n, n, true, err
	}
	last := len(path) - 1
	if parent, err = walk(tx, tree, path[:last]); err != nil {
		return n, parent, false, err
	}
	n, ok, err = parent.child(tx, path[last])
	return n, parent, ok, err
}

// kind is whether a request is about a directory or a file.
type kind bool

const (
	aFile      kind = false
	aDirectory kind = true
)

// addressed returns the directory or file that a request addresses, which must exist.
func addressed(tx index.Reader, r *service.Request, want kind) (node, error) {
	h, err := addressedShare(tx, r)
	if err != nil {
		return node{}, err
	}
	path, err := parsePath(r.Object)
	if err != nil {
		return node{}, err
	}
	n, _, ok, err := find(tx, h.Tree, path)
	return n, cmp.Or(err, existing(n, ok, want))
}

// existing returns an error unless there is something of a kind.
func existing(n node, ok bool, want kind) error {
	switch {
	case !ok:
		return rest.New(rest.ResourceNotFound)
	case n.Directory != bool(want):
		return rest.New(codeResourceTypeMismatch)
	}
	return nil
}

// newID returns the ID of a directory or file that does not exist yet.
func newID() uint64 {
	var b [8]byte
	// It never fails: see crypto/rand.
	_, _ = rand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:]) | 1 // 0 is that of a root directory
}

// newTree returns the name of a tree that does not exist yet.
func newTree() string { return fmt.Sprintf("%016x", newID()) }

// drop deletes a tree and everything in it.
func drop(tx *content.Change, tree string) error {
	root := node{tree: tree, root: true}
	for _, key := range append(index.KeysBelow(tx, treePrefix(tree)), root.key()) {
		var e entry
		if _, err := index.Read(tx, key, &e); err != nil {
			return err
		}
		tx.Delete(key)
		if err := e.dropContent(tx, key); err != nil {
			return err
		}
	}
	return nil
}

// dropContent deletes what a file holds, and what a pending copy brings.
func (e entry) dropContent(tx *content.Change, key string) error {
	if e.Copy.IsPending() {
		e.Copy.Unschedule(tx, key)
	}
	if err := tx.Drop(e.Coming); err != nil {
		return err
	}
	return tx.Drop(e.Content)
}
