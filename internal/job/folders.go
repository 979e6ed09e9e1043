package job

import (
	"fmt"
	"os"
	"strings"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/local"
)

// folders opens folders of the file system.
type folders struct{ *places }

func (f folders) naming() storage.Naming { return local.Naming(f.rules.Windows) }

func (f folders) source(at storage.Location) (source, error) {
	if err := checkWildcards(at.Path, f.rules); err != nil {
		return source{}, err
	}
	return f.folder(at), nil
}

// folder is source without the check for wildcards.
func (f folders) folder(at storage.Location) source {
	o := f.options
	driver := local.NewSource(at.Path).With(local.SourceOptions{
		Attributes:  local.AttributeFilter{Archive: o.ArchiveOnly, Include: o.IncludeAttributes, Exclude: o.ExcludeAttributes},
		FollowLinks: o.FollowSymlinks,
		AllowGrowth: o.AllowGrowth,
		Describe:    o.PreserveModTime,
		Own:         f.unread,
	})
	return source{at: at, naming: f.naming(), driver: driver, folders: driver, isTemporary: local.IsTemporary}
}

// above refuses a path inside a folder of the run itself.
func (f folders) above(at storage.Location) (source, string, error) {
	if is := f.unread.Holding(at.Path); is != "" {
		return source{}, "", storage.Errorf("list "+at.Path, storage.OwnFile, "it is in %s", is)
	}
	folder, name := f.rules.Split(at.Path)
	if name == "" {
		return source{}, "", nil
	}
	at.Path = folder
	return f.folder(at), name, nil
}

func (f folders) dest(at storage.Location) (dest, error) {
	if is := f.unwritten.Holding(at.Path); is != "" {
		return dest{}, storage.Errorf("write into "+at.Path, storage.Other, "it is in %s; name another folder", is)
	}
	driver := local.NewDestination(at.Path, f.options.PreserveModTime).Sparing(f.unwritten).
		With(local.DestinationOptions{Run: f.run, Warn: f.warn})
	return dest{at: at, naming: f.naming(), driver: driver, closer: driver}, nil
}

// target follows a link to a file. It returns no name when the path is that of a folder.
func (f folders) target(at storage.Location) (storage.Location, string, error) {
	if _, name := f.rules.Split(at.Path); name == "" || local.IsFolder(at.Path) {
		return at, "", nil
	}
	file, err := local.Target(at.Path)
	if err != nil {
		return at, "", err
	}
	folder, name := f.rules.Split(file)
	at.Path = folder
	return at, name, nil
}

// checkWildcards refuses a path that does not exist and has wildcards. The error says what to write instead.
func checkWildcards(path string, rules plan.PathRules) error {
	folder, name := rules.Split(path)
	if !strings.ContainsAny(name, "*?") {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	return fmt.Errorf("%s does not exist, and a path has no wildcards; write /Source:%s and /Pattern:%s", path, folder, name)
}
