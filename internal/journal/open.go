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
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
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
	pidName         = "AzCopy.pid"
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
	return fmt.Sprintf("the journal %s can't be resumed: %v; it is now called %s, and a new run begins", e.Path, e.Err, filepath.Base(e.Aside))
}

// Unwrap returns the cause.
func (e *DamagedError) Unwrap() error { return e.Err }

// Open opens the journal in a folder, which is created when missing. It fails with an *InUseError when another process
// has it. A journal that can't be read is set aside; the *DamagedError then comes with a new journal that is open.
func Open(folder string, o Options) (*Journal, error) {
	if o.Interval <= 0 {
		o.Interval = defaultInterval
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create the journal folder: %w", err)
	}
	path := filepath.Join(folder, FileName)
	former := hasContent(path)
	j, err := load(path)
	for try := 1; try < maxLoads && errors.Is(err, errRemoved); try++ {
		j, err = load(path)
	}
	if err == nil {
		return j.start(o)
	}
	if errors.Is(err, bolterrors.ErrTimeout) || errors.Is(err, errRemoved) {
		return nil, &InUseError{Folder: folder, PID: readPID(folder)}
	}
	if !former || errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("open the journal %s: %w; name another folder with /Z:<folder>", path, err)
	}
	aside := asideName(path)
	if renaming := os.Rename(path, aside); renaming != nil {
		return nil, fmt.Errorf("the journal %s can't be resumed: %w; setting it aside failed too: %w", path, err, renaming)
	}
	damaged := &DamagedError{Path: path, Aside: aside, Err: err}
	if j, err = load(path); err != nil {
		return nil, fmt.Errorf("open the journal %s: %w", path, err)
	}
	if j, err = j.start(o); err != nil {
		return nil, err
	}
	return j, damaged
}

func hasContent(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
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

func (j *Journal) pidPath() string { return filepath.Join(j.Folder(), pidName) }

func readPID(folder string) int {
	text, err := os.ReadFile(filepath.Join(folder, pidName))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}

// errDamaged stands for whatever the database's code stumbled over.
var errDamaged = errors.New("it is damaged")

// load opens the file and reads all of it once. The database's own code trusts what it reads, and the file may be
// shorter than it says: a panic, or a fault of the mapped memory, means that it is damaged.
func load(path string) (j *Journal, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	var db *bbolt.DB
	defer func() {
		if recover() != nil {
			err = errDamaged
		}
		if err != nil && db != nil {
			closeDamaged(db)
		}
	}()
	if err := checkLength(path); err != nil {
		return nil, err
	}
	var file *os.File
	db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: lockWait, FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, perm fs.FileMode) (_ *os.File, err error) {
			file, err = os.OpenFile(name, flag, perm)
			return file, err
		},
	})
	if err != nil {
		return nil, err
	}
	if !isNamed(file, path) {
		return nil, errRemoved
	}
	j = &Journal{path: path, db: db, moving: map[uint64]*moving{}, dirty: map[slot][]byte{}}
	return j, db.View(func(tx *bbolt.Tx) error {
		if err := checkPages(file, tx); err != nil {
			return err
		}
		return j.read(tx)
	})
}

// errRemoved says that a run has ended, and removed its journal, between when that was opened and when it was locked.
var errRemoved = errors.New("it has been removed")

// isNamed reports whether the file is still the one of this path.
func isNamed(file *os.File, path string) bool {
	held, err := file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(path)
	return err == nil && os.SameFile(held, named)
}

func closeDamaged(db *bbolt.DB) {
	defer func() { _ = recover() }() // what can't be closed any more is closed with the process
	db.Close()
}

// checkLength refuses a file that bbolt would take for a new one or could not map: it is shorter than its first pages.
func checkLength(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil
	}
	if info.Size() < int64(4*os.Getpagesize()) {
		return errDamaged
	}
	return nil
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

// start tells others who has the journal, and begins to store what is done.
func (j *Journal) start(o Options) (*Journal, error) {
	j.interval, j.written, j.stop = o.Interval, o.Written, make(chan struct{})
	if err := os.WriteFile(j.pidPath(), fmt.Appendln(nil, os.Getpid()), 0o600); err != nil {
		j.db.Close()
		return nil, fmt.Errorf("write to the journal folder: %w; name another folder with /Z:<folder>", err)
	}
	j.stopped.Go(j.storeRegularly)
	return j, nil
}
