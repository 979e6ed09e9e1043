package local

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"azcopy/internal/storage"
)

// strange is a group that neither root nor the user of a test is in.
const strange = 23456

// unprivileged calls f as a user who can't give files away: as itself, or as nobody where the tests run as root. Only the
// thread changes its user, and only for files.
func unprivileged(t *testing.T, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		f()
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const nobody = 65534
	if err := syscall.Setfsgid(nobody); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Setfsgid(0) }()
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Setfsuid(0) }()
	f()
}

// ofStrangers is a file whose group this user is not in.
type ofStrangers struct{ fs.FileInfo }

func (o ofStrangers) Sys() any {
	stat := *o.FileInfo.Sys().(*syscall.Stat_t)
	stat.Gid = strange
	return &stat
}

// lostGroups are permissions, and what is left of them when the group can't be kept: nobody gains permissions, neither in
// the new group nor in the previous one.
var lostGroups = map[fs.FileMode]fs.FileMode{
	0o640: 0o600, 0o660: 0o600, 0o750: 0o700, 0o600: 0o600, 0o604: 0o600, 0o664: 0o644, 0o644: 0o644, 0o755: 0o755, 0o777: 0o777,
}

// A file whose group can't be kept does not give its permissions to another group.
func TestALostGroupLosesItsPermissions(t *testing.T) {
	for mode, want := range lostGroups {
		folder := t.TempDir()
		path := filepath.Join(folder, "x")
		touch(t, folder, "x")
		for _, err := range []error{os.Chmod(folder, 0o777), os.Chmod(path, mode)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		there, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		d := writable(t, folder)
		unprivileged(t, func() {
			f, err := d.create("x")
			if err != nil {
				t.Error(err)
				return
			}
			if err := f.permit(ofStrangers{there}); err != nil {
				t.Error(err)
			}
			if info, err := f.Stat(); err != nil || info.Mode() != want {
				t.Errorf("%v: %v, %v, want %v", mode, info.Mode(), err, want)
			}
			if err := f.discard(); err != nil {
				t.Error(err)
			}
		})
	}
}

// The same holds for a file that is really there, and for one that was removed while its successor was written.
func TestAReplacedFileOfAStrangeGroup(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to a strange group; TestALostGroupLosesItsPermissions does without")
	}
	for _, gone := range []bool{false, true} {
		for mode, want := range lostGroups {
			folder := t.TempDir()
			path := filepath.Join(folder, "x")
			touch(t, folder, "x")
			for _, err := range []error{os.Chmod(folder, 0o777), os.Chown(path, 0, strange), os.Chmod(path, mode)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			d := writable(t, folder)
			unprivileged(t, func() {
				w, err := d.Create(t.Context(), storage.Object{Name: "x", Size: 3}, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if gone {
					if err := d.root.Remove("x"); err != nil {
						t.Error(err)
					}
				}
				if err := w.WriteChunk(t.Context(), storage.Chunk{Length: 3}, []byte("new")); err != nil {
					t.Error(err)
				}
				if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
					t.Error(err)
				}
			})
			info, err := os.Stat(path)
			if err != nil || info.Mode() != want || info.Sys().(*syscall.Stat_t).Gid == strange {
				t.Errorf("gone %v, %v: %v, %v, want %v", gone, mode, info, err, want)
			}
		}
	}
}
