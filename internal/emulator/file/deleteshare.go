package file

import (
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// deleteShare is Delete Share: https://learn.microsoft.com/rest/api/storageservices/delete-share. It deletes a share, alone or
// with its snapshots, or one snapshot. While a share is being deleted, deleting it again succeeds.
func (s *Service) deleteShare(w http.ResponseWriter, r *service.Request) error {
	snapshot, err := parseSnapshot(r, snapshotParam)
	if err != nil {
		return err
	}
	id, err := lease.ParseID(r, lease.Header)
	if err != nil {
		return err
	}
	err = s.contents.Update(func(tx *content.Change) error {
		if snapshot == "" && isReserved(tx, r) {
			return nil
		}
		h, err := readShare(tx, r.Account, r.Container, snapshot)
		if err != nil {
			return err
		}
		if err := h.Lease.Check(id, r.Now, true, shareLeaseCodes()); err != nil {
			return err
		}
		if snapshot != "" {
			return deleteSnapshot(tx, r, snapshot)
		}
		return deleteWhole(tx, r)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

const deleteSnapshots = "x-ms-delete-snapshots"

func deleteSnapshot(tx *content.Change, r *service.Request, snapshot string) error {
	if value := r.Header(deleteSnapshots); value != "" {
		return rest.BadHeader(deleteSnapshots, value)
	}
	return dropShare(tx, shareKey(r.Account, r.Container, snapshot))
}

// deleteWhole deletes a share with its snapshots, if it may have any, and reserves its name for a while.
func deleteWhole(tx *content.Change, r *service.Request) error {
	key := shareKey(r.Account, r.Container, "")
	snapshots := index.KeysBelow(tx, key+"\x00")
	switch value := r.Header(deleteSnapshots); value {
	case "":
		if len(snapshots) > 0 {
			return rest.New(codeShareHasSnapshots)
		}
	case "include", "include-leased":
		if err := checkSnapshotLeases(tx, r, snapshots, value == "include"); err != nil {
			return err
		}
	default:
		return rest.BadHeader(deleteSnapshots, value)
	}
	for _, key := range append(snapshots, key) {
		if err := dropShare(tx, key); err != nil {
			return err
		}
	}
	for _, key := range index.KeysBelow(tx, permissionKey(r.Account, r.Container, "")) {
		tx.Delete(key)
	}
	return index.Write(tx, reservedKey(r.Account, r.Container), r.Now.Add(reservation))
}

// checkSnapshotLeases returns an error when a snapshot is leased, unless that does not matter.
func checkSnapshotLeases(tx *content.Change, r *service.Request, keys []string, matters bool) error {
	for _, key := range keys {
		var h share
		if _, err := index.Read(tx, key, &h); err != nil {
			return err
		}
		if err := h.Lease.Check("", r.Now, matters, shareLeaseCodes()); err != nil {
			return err
		}
	}
	return nil
}

// dropShare deletes the share or snapshot of a key, and all that it holds.
func dropShare(tx *content.Change, key string) error {
	var h share
	if _, err := index.Read(tx, key, &h); err != nil {
		return err
	}
	tx.Delete(key)
	return drop(tx, h.Tree)
}
