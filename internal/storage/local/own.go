package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Own are the files and folders of the run itself, such as its journal: a source does not list them, and a destination
// does not replace them or write into them. They are known by their identity, whatever name or link leads to them. A nil
// *Own has none.
type Own struct {
	files, folders []ownFile
}

// ownFile is a file or folder as it was found, and what it is to the run.
type ownFile struct {
	info fs.FileInfo
	is   string
	path string // empty where it is not known
}

// Add adds the file or folder at a path, with what it is, such as "the journal of this run". It adds nothing when there is
// nothing, or when it can't look.
func (o *Own) Add(path, is string) {
	if info, err := os.Stat(path); err == nil {
		o.add(ownFile{info, is, path})
	}
}

// AddInfo is Add for a file that has been looked at already, such as one that is open.
func (o *Own) AddInfo(info fs.FileInfo, is string) { o.add(ownFile{info: info, is: is}) }

func (o *Own) add(f ownFile) {
	switch {
	case f.info.IsDir():
		o.folders = append(o.folders, f)
	case f.info.Mode().IsRegular(): // a device belongs to nobody
		o.files = append(o.files, f)
	}
}

// below returns those that may be below a folder: the files, since they may have another name there, and the folders that
// are in it, or whose path is not known. In a folder that does not exist yet there are none.
func (o *Own) below(folder string) *Own {
	if !o.hasFolders() {
		return o
	}
	inside := &Own{files: o.files}
	root := &Own{}
	root.Add(folder, folder)
	for _, f := range o.folders {
		if f.path == "" || root.Holding(f.path) != "" {
			inside.folders = append(inside.folders, f)
		}
	}
	return inside
}

// file returns what a file is to the run, empty when it is not one of its own.
func (o *Own) file(info fs.FileInfo) string {
	if o == nil {
		return ""
	}
	return among(o.files, info)
}

// folder returns what a folder is to the run, empty when it is not one of its own.
func (o *Own) folder(path string) string {
	if !o.hasFolders() {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return among(o.folders, info)
}

func (o *Own) hasFolders() bool { return o != nil && len(o.folders) > 0 }

// Holding returns what the folder that a path names or leads into is to the run; empty when it is not one of its own. For a
// path that does not exist yet, the part that does decides.
func (o *Own) Holding(path string) string {
	if !o.hasFolders() {
		return ""
	}
	for path = resolved(path); ; path = filepath.Dir(path) {
		if is := o.folder(path); is != "" || filepath.Dir(path) == path {
			return is
		}
	}
}

// resolved returns the absolute path, without links, of what a path leads to, or of the nearest existing folder above it.
func resolved(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	for {
		target, err := filepath.EvalSymlinks(path)
		above := filepath.Dir(path)
		switch {
		case err == nil:
			return target
		case !errors.Is(err, fs.ErrNotExist), above == path:
			return path
		}
		path = above
	}
}

func among(own []ownFile, info fs.FileInfo) string {
	for _, f := range own {
		if os.SameFile(f.info, info) {
			return f.is
		}
	}
	return ""
}
