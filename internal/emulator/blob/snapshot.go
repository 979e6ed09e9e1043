package blob

import (
	"net/http"
	"strings"
	"time"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// takeSnapshot is Snapshot Blob: https://learn.microsoft.com/rest/api/storageservices/snapshot-blob. The snapshot
// shares the content of the blob.
func (s *Service) takeSnapshot(w http.ResponseWriter, r *service.Request) error {
	g, metadata, err := newGuardAndMetadata(r)
	if err != nil {
		return err
	}
	var b blob
	var id string
	err = s.update(func(tx *change) error {
		if b, err = g.hold(tx); err != nil {
			return err
		}
		b.Lease = nil // only the blob has it
		if metadata != nil {
			b.State = s.clock.State(r.Now, metadata)
		}
		id = s.newSnapshot(tx, r)
		tx.Refer(b.Content)
		return index.Write(tx, snapshotKey(r.Account, r.Container, r.Object, id), b)
	})
	if err != nil {
		return err
	}
	w.Header().Set("x-ms-snapshot", id)
	writeCreated(w, b)
	return nil
}

// newSnapshot returns a time stamp that is later than those of all snapshots of the request's blob.
func (s *Service) newSnapshot(tx index.Reader, r *service.Request) string {
	prefix := snapshotKey(r.Account, r.Container, r.Object, "")
	last := ""
	if cursor := tx.Cursor(); cursor.Floor(prefix+"\xff") && strings.HasPrefix(cursor.Key(), prefix) {
		last = cursor.Key()[len(prefix):]
	}
	now := time.Unix(0, s.clock.Ticks(r.Now)*100)
	if t, err := time.Parse(time.RFC3339Nano, last); err == nil && !now.After(t) {
		now = t.Add(100 * time.Nanosecond)
	}
	return rest.FormatTicks(now)
}

// parseSnapshot reads the parameter that addresses a snapshot instead of the blob; "" when it is not there.
func parseSnapshot(r *service.Request) (string, error) {
	if !r.Query.Has("snapshot") {
		return "", nil
	}
	value := r.Query.Get("snapshot")
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return "", rest.BadQuery("snapshot", value, "Not a valid date and time.")
	}
	return rest.FormatTicks(t), nil
}

// readAddressed returns the blob or the snapshot that the request addresses, which must exist.
func readAddressed(tx index.Reader, r *service.Request) (blob, error) {
	id, err := parseSnapshot(r)
	if err != nil || id == "" {
		if err != nil {
			return blob{}, err
		}
		return readBlob(tx, r)
	}
	if _, err := readContainer(tx, r.Account, r.Container); err != nil {
		return blob{}, err
	}
	var b blob
	ok, err := index.Read(tx, snapshotKey(r.Account, r.Container, r.Object, id), &b)
	if err == nil && !ok {
		err = rest.New(codeBlobNotFound)
	}
	return b, err
}
