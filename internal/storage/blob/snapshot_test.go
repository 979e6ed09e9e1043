package blob

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// TestSnapshotsOnServers lists and reads snapshots that the official client has created.
func TestSnapshotsOnServers(t *testing.T) {
	for _, s := range servers() {
		t.Run(s.name, func(t *testing.T) {
			transport := azure.NewTransport(azure.TransportOptions{})
			t.Cleanup(transport.Close)
			c := open(t, s.url(t)+"/"+storage.DevelopmentAccount+"/suite-"+strings.ToLower(rand.Text())+"/vd", azure.Endpoint{Transport: transport})
			if err := c.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			written := writeSnapshots(t, c)
			all := listObjects(t, c, storage.Query{Recursive: true, Snapshots: true})
			assertSnapshots(t, c, all, written)
			if got := listed(t, c, storage.Query{Recursive: true}); !slices.Equal(got, []string{"a", "a/../b", "a0"}) {
				t.Errorf("without snapshots: %q", got)
			}
			folder := listObjects(t, c, storage.Query{Snapshots: true})
			if got, want := unstamped(folder), []string{"a @", "a @", "a", "a0"}; !slices.Equal(got, want) {
				t.Errorf("of the folder alone: %q, want %q", labels(folder), want)
			}
			for i, obj := range all {
				rest := listObjects(t, c, storage.Query{Recursive: true, Snapshots: true, After: obj.Name, AfterSnapshot: obj.Snapshot})
				if got, want := labels(rest), labels(all[i+1:]); !slices.Equal(got, want) {
					t.Errorf("after %s: %q, want %q", labels(all[i:i+1]), got, want)
				}
			}
		})
	}
}

// writeSnapshots writes a blob of each type and two snapshots of each except the last; it returns the contents, the oldest
// first.
func writeSnapshots(t *testing.T, c *Container) map[string][][]byte {
	written := map[string][][]byte{}
	for name, blobType := range map[string]storage.BlobType{"a": storage.PageBlob, "a/../b": storage.BlockBlob, "a0": storage.AppendBlob} {
		for version := range byte(3) {
			content := make([]byte, 64<<10)
			content[version] = version
			obj := storage.Object{Name: name, Size: int64(len(content)), Props: storage.Properties{BlobType: blobType}}
			if err := c.Put(t.Context(), obj, content); err != nil {
				t.Fatal(err)
			}
			written[name] = append(written[name], content)
			if version == 2 || name == "a0" {
				break
			}
			if _, err := c.client.NewBlobClient(c.fullName(name)).CreateSnapshot(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	return written
}

func assertSnapshots(t *testing.T, c *Container, all []storage.Object, written map[string][][]byte) {
	t.Helper()
	if want := []string{"a @", "a @", "a", "a/../b @", "a/../b @", "a/../b", "a0"}; !slices.Equal(unstamped(all), want) {
		t.Fatalf("listed %q, want %q", labels(all), want)
	}
	seen := map[string]int{}
	for i, obj := range all {
		if i > 0 && obj.Name == all[i-1].Name && obj.Snapshot != "" && obj.Snapshot <= all[i-1].Snapshot {
			t.Errorf("%s comes after %s", obj.Snapshot, all[i-1].Snapshot)
		}
		got, err := read(t, c, obj, obj.Size, 0)
		if err != nil || !bytes.Equal(got, written[obj.Name][seen[obj.Name]]) {
			t.Errorf("%s %s: other bytes, or %v", obj.Name, obj.Snapshot, err)
		}
		seen[obj.Name]++
	}
}

func listObjects(t *testing.T, c *Container, q storage.Query) []storage.Object {
	t.Helper()
	var objects []storage.Object
	for obj, err := range c.List(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, obj)
	}
	return objects
}

func labels(objects []storage.Object) []string {
	var l []string
	for _, obj := range objects {
		l = append(l, fmt.Sprintf("%s @%s", obj.Name, obj.Snapshot))
	}
	return l
}

func unstamped(objects []storage.Object) []string {
	var l []string
	for _, obj := range objects {
		if obj.Snapshot == "" {
			l = append(l, obj.Name)
			continue
		}
		l = append(l, obj.Name+" @")
	}
	return l
}

func TestSnapshotsFollowWhereTheListingWas(t *testing.T) {
	const one, two = "2013-02-25T08:07:57.1234567Z", "2013-02-25T08:07:57.1234568Z"
	tests := []struct {
		name, snapshot       string
		after, afterSnapshot string
		want                 bool
	}{
		{"b", one, "b", one, false},
		{"b", two, "b", one, true},
		{"b", one, "b", two, false},
		{"b", "", "b", two, true},
		{"b", one, "b", "", false},
		{"b", "", "b", "", false},
		{"a", two, "b", one, false},
		{"c", one, "b", two, true},
	}
	for _, tt := range tests {
		obj, q := storage.Object{Name: tt.name, Snapshot: tt.snapshot}, storage.Query{After: tt.after, AfterSnapshot: tt.afterSnapshot}
		if got := follows(obj, q); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
