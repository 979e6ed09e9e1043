package blob

import (
	"cmp"
	"net/http"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// deleteBlob is Delete Blob: https://learn.microsoft.com/rest/api/storageservices/delete-blob.
func (s *Service) deleteBlob(w http.ResponseWriter, r *service.Request) error {
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	id, err := parseSnapshot(r)
	if err != nil {
		return err
	}
	err = s.update(func(tx *change) error {
		if id != "" {
			return tx.deleteSnapshot(g, id)
		}
		return tx.deleteBlob(g)
	})
	if err != nil {
		return err
	}
	w.Header().Set("x-ms-delete-type-permanent", "true")
	w.WriteHeader(http.StatusAccepted)
	return nil
}

const deleteSnapshots = "x-ms-delete-snapshots"

func (c *change) deleteSnapshot(g guard, id string) error {
	r := g.request
	if value := r.Header(deleteSnapshots); value != "" {
		return rest.BadHeader(deleteSnapshots, value)
	}
	b, err := readAddressed(c, r)
	if err != nil {
		return err
	}
	if err := g.conditions.CheckWrite(b.ETag, b.Modified); err != nil {
		return err
	}
	return c.dropBlob(snapshotKey(r.Account, r.Container, r.Object, id))
}

// deleteBlob deletes the blob, its snapshots, or both. A blob that has snapshots can't be deleted without them.
func (c *change) deleteBlob(g guard) error {
	r := g.request
	what := r.Header(deleteSnapshots)
	snapshots := index.KeysBelow(c, snapshotKey(r.Account, r.Container, r.Object, ""))
	obtain := g.change
	if what == "only" {
		obtain = g.hold // the blob itself stays as it is
	}
	if _, err := obtain(c); err != nil {
		return err
	}
	switch what {
	case "include", "only":
	case "":
		if len(snapshots) > 0 {
			return rest.New(codeSnapshotsPresent)
		}
	default:
		return rest.BadHeader(deleteSnapshots, what)
	}
	for _, key := range snapshots {
		if err := c.dropBlob(key); err != nil {
			return err
		}
	}
	if what == "only" {
		return nil
	}
	if err := c.dropBlob(blobKey(r.Account, r.Container, r.Object)); err != nil {
		return err
	}
	return c.dropStaged(r.Account, r.Container, r.Object)
}

// dropBlob deletes the blob or snapshot of a key.
func (c *change) dropBlob(key string) error {
	var b blob
	if _, err := index.Read(c, key, &b); err != nil {
		return err
	}
	c.Delete(key)
	return cmp.Or(c.Drop(b.Content), c.Drop(b.Coming))
}
