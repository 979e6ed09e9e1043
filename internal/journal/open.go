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
	for aside := (*DamagedError)(nil); ; {
		j, err := load(folder, path, o)
		bad, damaged := errors.AsType[*DamagedError](err)
		_, inUse := errors.AsType[*InUseError](err)
		switch {
		case damaged:
			if err := bad.setAside(); err != nil {
				return nil, err
			}
			aside = cmp.Or(aside, bad)
		case err == nil && aside != nil && aside.Aside != "":
			return j, aside
		case err == nil, inUse:
			return j, err
		default:
			return nil, fmt.Errorf("open the journal %s: %s; name another folder with /Z:<folder>", path, clause(err))
		}
	}
}

// setAside renames the damaged file, unless another process has already done so.
func (e *DamagedError) setAside() error {
	if now, err := os.Lstat(e.Path); err != nil || !os.SameFile(now, e.file) {
		return nil
	}
	aside, free := "", error(nil)
	for n := 1; free == nil; n++ {
		aside = e.Path + ".damaged-" + strconv.Itoa(n)
		_, free = os.Lstat(aside)
	}
	if err := os.Rename(e.Path, aside); err != nil {
		return fmt.Errorf("the journal %s can't be resumed: %s; setting it aside failed too: %w", e.Path, clause(e.Err), err)
	}
	e.Aside = aside
	return nil
}

// load opens the journal's file, writes the process ID, and then reads the file, which takes long when it is large. The error
// is an *InUseError, a *DamagedError, or says why the folder can't be used.
func load(folder, path string, o Options) (*Journal, error) {
	if found, err := os.Lstat(path); err == nil && !found.Mode().IsRegular() { // opening it could wait for ever, or lead elsewhere
		return nil, &DamagedError{Path: path, Err: errors.New("it is not a regular file"), file: found}
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
	if err != nil {
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
	info, looking := j.file.Stat()
	return cmp.Or(looking, error(&DamagedError{Path: j.Path(), Err: err, file: info}))
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
