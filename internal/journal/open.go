package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"azcopy/internal/regular"
	"azcopy/internal/storage"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"azcopy/internal/bolt"
)

// Options tune a journal. The zero value is usable.
type Options struct {
	// Interval is how often what was done is stored. Default 250 ms.
	Interval time.Duration
	// Written, when set, is called after each write to the disk.
	Written func()
}

const (
	defaultInterval = 250 * time.Millisecond
	lockWait        = 10 * time.Millisecond
	maxLoads        = 100 // of runs, one after the other, that each end in the moment when the journal is opened
)

// InUseError says that another process has the journal.
type InUseError struct {
	Folder string
	PID    int // 0 when unknown
}

func (e *InUseError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = "the process " + strconv.Itoa(e.PID)
	}
	return fmt.Sprintf("the journal folder %s is in use by %s; wait for it to end, or give this run a journal folder of its own with /Z:<folder>", e.Folder, who)
}

// DamagedError says that there was a journal that can't be read, and where it is now.
type DamagedError struct {
	Path, Aside string
	Err         error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the journal %s can't be resumed: %v; it is now called %s, and a new run begins", e.Path, storage.Clause(e.Err), filepath.Base(e.Aside))
}

// Unwrap returns the cause.
func (e *DamagedError) Unwrap() error { return e.Err }

// Open opens the journal in a folder, which is created when missing. It fails with an *InUseError when another process
// has it. What can't be read as a journal is set aside; the *DamagedError then comes with a new journal that is open.
func Open(folder string, o Options) (*Journal, error) {
	if o.Interval <= 0 {
		o.Interval = defaultInterval
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create the journal folder: %w", err)
	}
	path := filepath.Join(folder, FileName)
	j, err := loadNamed(path)
	bad, ok := errors.AsType[*unusable](err)
	if !ok {
		return started(j, err, o)
	}
	aside, err := setAside(path, bad)
	if err != nil {
		return nil, err
	}
	j, err = loadNamed(path)
	if j, err = started(j, err, o); err != nil || aside == "" {
		return j, err
	}
	return j, &DamagedError{Path: path, Aside: aside, Err: bad.err}
}

// started begins to store what is done in a journal that could be loaded.
func started(j *Journal, err error, o Options) (*Journal, error) {
	if err != nil {
		return nil, err
	}
	j.interval, j.written, j.stop = o.Interval, o.Written, make(chan struct{})
	j.stopped.Go(j.storeRegularly)
	return j, nil
}

// setAside renames what is no journal and returns its new name, or none when it is not there any more: another process
// has been faster.
func setAside(path string, bad *unusable) (string, error) {
	if now, err := os.Lstat(path); err != nil || !os.SameFile(now, bad.file) {
		return "", nil
	}
	aside := asideName(path)
	if err := os.Rename(path, aside); err != nil {
		return "", fmt.Errorf("the journal %s can't be resumed: %w; setting it aside failed too: %w", path, storage.Clause(bad.err), err)
	}
	return aside, nil
}

// asideName returns a name beside the journal that is free.
func asideName(path string) string {
	for n := 1; ; n++ {
		name := path + ".damaged-" + strconv.Itoa(n)
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
}

// errDamaged stands for whatever the database's code stumbled over.
var errDamaged = bolt.ErrDamaged

// unusable is what lies where the journal is to be and is none.
type unusable struct {
	file fs.FileInfo
	err  error
}

func (e *unusable) Error() string { return e.err.Error() }

// loadNamed is load, once more when the journal was removed meanwhile. It fails with an *InUseError or an *unusable, or says
// why the folder can't be used.
func loadNamed(path string) (*Journal, error) {
	j, err := load(path)
	for try := 1; try < maxLoads && errors.Is(err, errRemoved); try++ {
		j, err = load(path)
	}
	_, bad := errors.AsType[*unusable](err)
	switch {
	case err == nil, bad:
		return j, err
	case errors.Is(err, bolterrors.ErrTimeout), errors.Is(err, errRemoved):
		folder := filepath.Dir(path)
		return nil, &InUseError{Folder: folder, PID: readPID(folder)}
	}
	return nil, fmt.Errorf("open the journal %s: %w; name another folder with /Z:<folder>", path, storage.Clause(err))
}

// load opens the journal, tells others who has it, and reads all of it once. It fails with an *unusable when what is there
// is no journal that could be resumed.
func load(path string) (*Journal, error) {
	file, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lock(path)
	case err != nil:
		return nil, err
	case !file.Mode().IsRegular(): // opening it could wait for ever, or lead elsewhere
		return nil, &unusable{file, errors.New("it is not a regular file")}
	}
	j, err := lock(path)
	if file.Size() > 0 && isDamage(err) {
		return nil, &unusable{file, err}
	}
	return j, err
}

// isDamage reports whether an error comes from what is in the file, not from where it lies or who has it.
func isDamage(err error) bool {
	_, refused := errors.AsType[syscall.Errno](err)
	return err != nil && !refused && !errors.Is(err, bolterrors.ErrTimeout) && !errors.Is(err, errRemoved)
}

// lock opens the file, locks it and reads it. The database's own code trusts what it reads, and the file may be shorter
// than it says: a panic, or a fault of the mapped memory, means that it is damaged.
func lock(path string) (j *Journal, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var db *bbolt.DB
	var file *os.File
	defer func() {
		if recover() != nil {
			err = errDamaged
		}
		if err == nil {
			return
		}
		if j != nil {
			j.removePID() // while nobody else can have written it
		}
		j = nil
		abandon(db, file)
	}()
	if err := checkLength(path); err != nil {
		return nil, err
	}
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: lockWait, FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, perm fs.FileMode) (_ *os.File, err error) {
			file, err = regular.OpenFile(name, flag, perm)
			return file, err
		},
	})
	if err != nil {
		return nil, err
	}
	if !isNamed(file, path) {
		return nil, errRemoved
	}
	j = &Journal{path: path, file: file, db: db, moving: map[uint64]*moving{}, dirty: map[slot][]byte{}}
	// That is told before the rest, which takes long for a large journal.
	if err := j.writePID(); err != nil {
		return j, fmt.Errorf("write to the journal folder: %w", err)
	}
	return j, db.View(func(tx *bbolt.Tx) error {
		if err := bolt.Check(file, tx); err != nil {
			return err
		}
		return j.read(tx)
	})
}

// abandon closes a file that can't be used, and the database if it got so far.
func abandon(db *bbolt.DB, file *os.File) {
	defer func() { _ = recover() }() // what can't be closed any more is closed with the process
	switch {
	case db != nil:
		db.Close()
	case file != nil:
		file.Close()
	}
}

// checkLength refuses a file that is shorter than its first pages, which bbolt could not map. A file that another process
// has just created is short for an instant, while it is locked; so this is believed only when it could be locked.
func checkLength(path string) error {
	if !isShort(path) {
		return nil
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: lockWait, OpenFile: regular.OpenFile})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return err
	}
	if err == nil {
		defer db.Close()
	}
	if isShort(path) {
		return errDamaged
	}
	return nil
}

func isShort(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0 && info.Size() < int64(4*os.Getpagesize())
}

// errRemoved says that a run has ended, and removed its journal, between when that was opened and when it was locked.
var errRemoved = errors.New("it has been removed")

// isNamed reports whether the file is still the one of this path.
func isNamed(file *os.File, path string) bool {
	held, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Lstat(path)
	return err == nil && os.SameFile(held, named)
}

// read reads what the journal says of its run, and each record once.
func (j *Journal) read(tx *bbolt.Tx) error {
	run := tx.Bucket([]byte(runBucket))
	switch {
	case run == nil && tx.ID() > newest:
		return errDamaged // it was begun, by a transaction
	case run == nil:
		return nil
	}
	v, err := get(tx, slot{runBucket, versionKey})
	if err != nil {
		return err
	}
	if string(v) != version {
		return fmt.Errorf("it is of another version of the program: version %s of the format, and not %s", v, version)
	}
	if err := checkRecords(tx); err != nil {
		return err
	}
	j.resumes = true
	j.kept.Store(true)
	return j.readRun(tx)
}

// readRun reads the header and the cursor.
func (j *Journal) readRun(tx *bbolt.Tx) error {
	text, err := get(tx, slot{runBucket, headerKey})
	if err != nil {
		return err
	}
	if err := decode(text, &j.header); err != nil {
		return err
	}
	if text, err = get(tx, slot{runBucket, cursorKey}); text == nil || err != nil {
		return err
	}
	var at storedCursor
	if err := decode(text, &at); err != nil {
		return err
	}
	j.cursor = at.Cursor
	j.cursor.Name = string(at.Name)
	return nil
}

// The keys of the run's bucket.
const (
	versionKey = "version"
	headerKey  = "header"
	cursorKey  = "cursor"
	sumKey     = "sum"
)

// newest is the transaction of a file that bbolt has just made.
const newest = 1

func decode(text []byte, into any) error {
	if json.Unmarshal(text, into) != nil {
		return errDamaged
	}
	return nil
}
