package file

import (
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// takeSnapshot is Snapshot Share: https://learn.microsoft.com/rest/api/storageservices/snapshot-share. It copies the records of
// the share, which share their contents with it. The share itself stays as it is.
func (s *Service) takeSnapshot(w http.ResponseWriter, r *service.Request) error {
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	var h share
	stamp := ""
	err = s.contents.Update(func(tx *content.Change) error {
		if h, err = readShare(tx, r.Account, r.Container, ""); err != nil {
			return err
		}
		taken := h
		taken.Tree, taken.Lease = newTree(), nil
		if metadata != nil {
			taken.Metadata = metadata
		}
		if err := copyTree(tx, h.Tree, taken.Tree); err != nil {
			return err
		}
		stamp = newSnapshot(tx, r)
		return index.Write(tx, shareKey(r.Account, r.Container, stamp), taken)
	})
	if err != nil {
		return err
	}
	h.State.Write(w.Header())
	w.Header().Set("x-ms-snapshot", stamp)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// newSnapshot returns a time stamp, in whole seconds, that is later than those of all snapshots of a request's share.
func newSnapshot(tx index.Reader, r *service.Request) string {
	prefix := shareKey(r.Account, r.Container, "") + "\x00"
	now := r.Now.Truncate(time.Second)
	if cursor := tx.Cursor(); cursor.Floor(prefix+"\xff") && strings.HasPrefix(cursor.Key(), prefix) {
		if t, err := time.Parse(time.RFC3339Nano, cursor.Key()[len(prefix):]); err == nil && !now.After(t) {
			now = t.Add(time.Second)
		}
	}
	return rest.FormatTicks(now)
}

// copyTree copies everything in a tree, with its root directory, but for the leases and what pending copies bring.
func copyTree(tx *content.Change, from, to string) error {
	root := node{tree: from, root: true}.key()
	for _, key := range append(index.KeysBelow(tx, treePrefix(from)), root) {
		var e entry
		if _, err := index.Read(tx, key, &e); err != nil {
			return err
		}
		tx.Refer(e.Content)
		e.Lease, e.Coming = nil, ""
		if e.Copy.IsPending() {
			e.Copy = nil
		}
		if err := index.Write(tx, node{tree: to, root: true}.key()+key[len(root):], e); err != nil {
			return err
		}
	}
	return nil
}
