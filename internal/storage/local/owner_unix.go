//go:build unix

package local

import (
	"io/fs"
	"os"
	"syscall"
)

// isOurs reports whether an open file belongs to this user and has only one name, so that nobody else can have placed it
// there.
func isOurs(_ *os.File, info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink == 1 && int(stat.Uid) == os.Geteuid()
}

// linksOf returns how many names a file has.
func linksOf(info fs.FileInfo) uint64 {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 1
	}
	return uint64(stat.Nlink) //nolint:unconvert // it is narrower on other systems
}

// keepOwner gives a file the owner and group of another, as far as this user may: root may give it to anybody, others only
// to a group they are in. It reports whether the file now has that group.
func keepOwner(f *os.File, is, want fs.FileInfo) bool {
	from, ok := is.Sys().(*syscall.Stat_t)
	to, known := want.Sys().(*syscall.Stat_t)
	switch {
	case !ok || !known:
		return false
	case from.Uid == to.Uid && from.Gid == to.Gid, f.Chown(int(to.Uid), int(to.Gid)) == nil:
		return true
	}
	return from.Gid == to.Gid || f.Chown(-1, int(to.Gid)) == nil // this user stays its owner
}
