package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"azcopy/internal/exclusive"
	"azcopy/internal/framelog"
)

// version is the version of the format. Open does not resume a journal of another version.
const version = "5"

// Options tune a journal. The zero value is usable.
type Options struct {
	// Interval is how often changes are stored. Default 250 ms.
	Interval time.Duration
	// Written, when set, is called after each write to the disk.
	Written func()
}

func pidPath(folder string) string { return filepath.Join(folder, "AzCopy.pid") }

// Open opens the journal in a folder, and creates the folder when it is missing. It fails with an *InUseError when another
// process has the journal. It renames a file that can't be read as a journal, and then returns a *DamagedError together with
// a new, open journal.
func Open(folder string, o Options) (*Journal, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create the journal folder: %w", err)
	}
	path := filepath.Join(folder, FileName)
	folder = filepath.Dir(path)
	var aside, bad *DamagedError
	for range 100 { // other processes may set it aside as well
		j, err := load(folder, path, o)
		_, inUse := errors.AsType[*InUseError](err)
		bad, _ = errors.AsType[*DamagedError](err)
		switch {
		case bad != nil && bad.kept != nil:
			return nil, fmt.Errorf("the journal %s can't be resumed: %s; setting it aside failed too: %w", path, clause(bad.Err), bad.kept)
		case bad != nil && bad.Aside != "":
			aside = cmp.Or(aside, bad)
		case bad != nil: // another process has set it aside
		case err == nil && aside != nil:
			return j, aside
		case err == nil, inUse:
			return j, err
		default:
			return nil, fmt.Errorf("open the journal %s: %s; name another folder with /Z:<folder>", path, clause(err))
		}
	}
	return nil, fmt.Errorf("the journal %s can't be resumed: %s; other processes keep replacing it", path, clause(bad.Err))
}

// setAside renames what is damaged to the first path that is free.
func (e *DamagedError) setAside(rename func(to string) error) *DamagedError {
	aside := ""
	for n, absent := 1, error(nil); absent == nil; n++ {
		aside = e.Path + ".damaged-" + strconv.Itoa(n)
		_, absent = os.Lstat(aside)
	}
	if e.kept = rename(aside); e.kept == nil {
		e.Aside = aside
	}
	return e
}

// load opens the journal's file, writes the process ID, and then reads the file, which takes long when it is large. A damaged
// file it sets aside. The error is an *InUseError, a *DamagedError, which has no Aside if another process was faster, or says
// why the folder can't be used.
func load(folder, path string, o Options) (*Journal, error) {
	if found, err := os.Lstat(path); err == nil && !found.Mode().IsRegular() { // opening it could wait for ever, or lead elsewhere
		bad := &DamagedError{Path: path, Err: errors.New("it is not a regular file")}
		return nil, bad.setAside(func(to string) error { return os.Rename(path, to) })
	}
	file, err := exclusive.Open(path)
	if errors.Is(err, exclusive.ErrInUse) {
		return nil, &InUseError{Folder: folder, PID: exclusive.PID(pidPath(folder))}
	}
	if err != nil {
		return nil, err
	}
	j := &Journal{folder: folder, file: file, state: newState(), interval: cmp.Or(o.Interval, 250*time.Millisecond), stop: make(chan struct{})}
	if err = file.WritePID(pidPath(folder)); err != nil {
		err = fmt.Errorf("write to the journal folder: %w", err)
	} else {
		err = j.read(o.Written)
	}
	damaged, is := errors.AsType[*DamagedError](err)
	switch {
	case is && file.IsNamed(): // as long as it is locked, no other process sets it aside or makes another
		return nil, damaged.setAside(file.Rename)
	case err != nil:
		return nil, errors.Join(err, file.Close())
	}
	j.stopped.Go(j.storeRegularly)
	return j, nil
}

// read reads the journal that an earlier run left.
func (j *Journal) read(written func()) error {
	err := j.replay(written)
	_, other := errors.AsType[*framelog.VersionError](err)
	switch {
	case !other && !errors.Is(err, framelog.ErrDamaged):
		return err
	case isBolt(j.file):
		err = &framelog.VersionError{Found: "4 or earlier", Want: version}
	}
	return &DamagedError{Path: j.Path(), Err: err}
}

func (j *Journal) replay(written func()) (err error) {
	if j.log, err = framelog.Open(j.file.File, "AzCopy journal", version, written); err != nil {
		return err
	}
	for r, err := range records(j.log.Frames()) {
		if err = cmp.Or(err, j.state.apply(r)); err != nil {
			return err
		}
	}
	j.resumes = !j.log.IsEmpty()
	j.kept.Store(j.resumes)
	return nil
}

// isBolt reports whether a file is a bbolt database, as journals were up to version 4.
func isBolt(file io.ReaderAt) bool {
	magic := make([]byte, 4)
	_, err := file.ReadAt(magic, 16)
	return err == nil && (string(magic) == "\xED\xDA\x0C\xED" || string(magic) == "\xED\x0C\xDA\xED")
}
