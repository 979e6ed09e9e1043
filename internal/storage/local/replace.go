package local

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"azcopy/internal/storage"
)

// replaced returns the file that one of this name would replace, or nil. It refuses anything but a regular file: a folder, a
// device such as /dev/null, and a link, whose target would keep the previous content.
func (d *Destination) replaced(name string) (fs.FileInfo, error) {
	if err := d.checkName(name); err != nil {
		return nil, err
	}
	path := join(d.folder, name)
	if d.isPartialName(name) {
		return nil, storage.Errorf("write "+path, storage.InvalidName,
			"the name is that of a temporary file of this run; the source seems to have a copy of it: remove it there, or copy it once this run is complete")
	}
	info, err := d.root.Lstat(name)
	if err == nil && info.Mode()&fs.ModeIrregular != 0 { // a junction, or a file that Windows keeps elsewhere
		info, err = d.root.Stat(name)
	}
	if err := d.checkOwn(name, d.target(name, info)); err != nil {
		return nil, err
	}
	switch {
	case err != nil:
		return nil, nil // what can't be looked at can't be replaced, or is not there
	case info.Mode().IsRegular():
		return info, nil
	case info.IsDir():
		return nil, storage.Errorf("write "+path, storage.FolderCollision, "a folder already exists with the same name")
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, storage.Errorf("write "+path, storage.Other,
			"it is a symbolic link%s, and is not replaced; remove it, or copy the object separately, with the target as /Dest", leadsTo(path))
	}
	return nil, storage.Errorf("write "+path, storage.Other, "what is there is not a regular file, and is not replaced")
}

// target returns the info of what a link leads to, when info is that of a link, and otherwise info.
func (d *Destination) target(name string, info fs.FileInfo) fs.FileInfo {
	if info == nil || info.Mode()&fs.ModeSymlink == 0 {
		return info
	}
	to, err := os.Stat(join(d.folder, name))
	if err != nil {
		return info
	}
	return to
}

// leadsTo says where a link leads, if it can be read.
func leadsTo(link string) string {
	to, err := os.Readlink(link)
	if err != nil {
		return ""
	}
	return " to " + to
}

// permit gives the file the permissions of the one it replaces, and where the system allows it the owner and group. A file
// that was removed since the partial file was opened is replaced like one that is there.
func (f *partialFile) permit(there fs.FileInfo) error {
	if there == nil {
		there = f.previous
	}
	if there == nil {
		return nil
	}
	mode := there.Mode().Perm()
	if !keepOwner(f.File, f.held, there) {
		mode = ofAnotherGroup(mode)
	}
	if f.held.Mode().Perm() == mode {
		return nil
	}
	return f.Chmod(mode)
}

// ofAnotherGroup returns what is left of a file's permissions when its group can't be kept: members of the new group had
// those of others before, and members of the previous one have those of others now. Both get only what both had.
func ofAnotherGroup(mode fs.FileMode) fs.FileMode {
	both := mode >> 3 & mode & 0o007
	return mode&0o700 | both<<3 | both
}

// reportLinks warns when the file that was replaced has other names, which now lead to the previous content.
func (d *Destination) reportLinks(name string, there fs.FileInfo) {
	if there == nil || d.options.Warn == nil {
		return
	}
	if links := linksOf(there); links > 1 {
		d.options.Warn(fmt.Sprintf("The file %s had other names (hard links: %d), which keep the previous content; it is a file of its own now.",
			join(d.folder, name), links-1))
	}
}

// maxLinks is how many links may lead to one file, as in Linux.
const maxLinks = 40

// Target returns the file that a path leads to, through links in the place of the file, so that the file is replaced and
// not the link. A path that is not a link is returned as it is. It is an error when there is no such file, and when a link
// stands for a stream of a process, as /dev/stdout does.
func Target(path string) (string, error) {
	op := "follow the link " + path
	for range maxLinks {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		folder, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return "", classify(op, err)
		}
		if folder, err = filepath.Abs(folder); err != nil {
			return "", classify(op, err)
		}
		if isOfSystem(folder) {
			return "", storage.Errorf(op, storage.Other, "it leads to a device or a stream of a process, where no file is written; name a file")
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", classify(op, err)
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(folder, to)
		}
		if _, err := os.Lstat(to); err != nil {
			return "", storage.Errorf(op, storage.NotFound, "it leads to %s, where there is no file; remove the link, or name the file itself", to)
		}
		path = to
	}
	return "", storage.Errorf(op, storage.Other, "the links form a circle; remove one of them, or name another file")
}

// isOfSystem reports whether a folder shows devices or processes.
func isOfSystem(folder string) bool {
	for _, top := range []string{"/dev", "/proc"} {
		if folder == top || strings.HasPrefix(folder, top+"/") {
			return true
		}
	}
	return false
}
