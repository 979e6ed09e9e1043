package local

import (
	"io/fs"
	"os"
	"path/filepath"

	"azcopy/internal/storage"
)

// SourceOptions say what a source lists.
type SourceOptions struct {
	// Attributes selects files. The source behaves as if the others did not exist.
	Attributes AttributeFilter
	// FollowLinks is whether links to folders, Windows' junctions among them, are listed as folders.
	FollowLinks bool
	// AllowGrowth is whether a file that became longer since it was listed is read up to its length at that time. Its
	// beginning is assumed to be unchanged, as a log's is: the file system keeps no record of it.
	AllowGrowth bool
	// Describe is whether files are listed with the attributes that the file system keeps, and when they were made.
	Describe bool
	// Own are the files of the run itself. They are reported as errors of kind OwnFile.
	Own *Own
}

// With returns the source with these options.
func (s *Source) With(o SourceOptions) *Source {
	with := *s
	with.options = o
	return &with
}

// DestinationOptions say how a destination writes.
type DestinationOptions struct {
	// Run identifies a run. With the Run of an earlier one, a run finds its partial files. It is kept secret from those who
	// name the objects. If empty, it is random.
	Run string
	// Warn, when set, is called with what the user should know about a file that was written nevertheless.
	Warn func(text string)
}

// With sets the options, before Prepare, and returns the destination.
func (d *Destination) With(o DestinationOptions) *Destination {
	if o.Run == "" {
		o.Run = d.options.Run
	}
	d.options = o
	return d
}

// selects reports whether the file at this path has the attributes that are asked for.
func (s *Source) selects(path string, info fs.FileInfo) (bool, error) {
	if !s.options.Attributes.selective() {
		return true, nil
	}
	a, err := attributesOf(path, info)
	if err != nil {
		return false, classify("look at the attributes of "+path, err)
	}
	return s.options.Attributes.selects(a), nil
}

// described adds what the file system keeps of a file besides, where that is asked for.
func (s *Source) described(obj storage.Object, path string, info fs.FileInfo) (storage.Object, error) {
	if !s.options.Describe {
		return obj, nil
	}
	obj.Created = createdAt(info)
	a, ok, err := storedAttributes(path, info)
	if err != nil {
		return obj, classify("look at the attributes of "+path, err)
	}
	if ok {
		obj.Attributes = a.String()
	}
	return obj, nil
}

// own returns what a file is to the run, empty when it is not one of its own. A link may lead into a folder of the run.
func (s *Source) own(file string, info fs.FileInfo) string {
	own := s.options.Own
	if is := own.file(info); is != "" || !own.hasFolders() {
		return is
	}
	if link, err := os.Lstat(file); err != nil || link.Mode().IsRegular() {
		return ""
	}
	return own.Holding(file)
}

func ownFileError(op, is string) error { return storage.Errorf(op, storage.OwnFile, "it is %s", is) }

// isFolder reports whether an entry of a folder is listed as a folder itself.
func (s *Source) isFolder(folder string, e fs.DirEntry) bool {
	// To package fs a junction is neither a folder nor a symbolic link, but irregular.
	isLink := e.Type()&(fs.ModeSymlink|fs.ModeIrregular) != 0
	if !isLink || !s.options.FollowLinks {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(folder, e.Name()))
	return err == nil && info.IsDir()
}

// chain are the folders from the source's root to the one that is being listed. It is kept only where links are followed:
// only they lead back.
type chain []fs.FileInfo

// has reports whether a folder is in the chain, whatever the path that led to it.
func (c chain) has(info fs.FileInfo) bool {
	for _, above := range c {
		if os.SameFile(above, info) {
			return true
		}
	}
	return false
}

// deadLoop is the error for a link that leads back to a folder above it.
func deadLoop(link string) error {
	target, err := os.Readlink(link)
	if err != nil {
		target = "one of the folders above"
	}
	return storage.Errorf("list "+link, storage.Other,
		"Potential dead loop in directory structure due to symbolic link %s with target to %s", link, target)
}
