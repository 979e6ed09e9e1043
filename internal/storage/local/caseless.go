package local

import (
	"crypto/rand"
	"errors"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"azcopy/internal/storage"
)

// caseless keeps a file from replacing one whose name differs only in case: in a folder that takes A.txt and a.txt for one
// name, the second of two such blobs would silently replace the first. It does not remember files but looks at the disk, so
// that it works for any number of files, and for those of previous runs too. A nil caseless is for a case-sensitive folder.
type caseless struct {
	folder string
	// onDisk returns the name that the last part of a path has in its folder, or "" when nothing is there.
	onDisk func(path string) (string, error)
	// locks are held from looking at a name until taking it.
	locks [64]sync.Mutex
}

// take calls rename, which gives a file this name, unless another file has it.
func (c *caseless) take(name string, rename func() error) error {
	if c == nil {
		return rename()
	}
	lock := c.lock(name)
	lock.Lock()
	defer lock.Unlock()
	if err := c.check(name); err != nil {
		return err
	}
	return rename()
}

// lock returns the lock of all names that a file system may take for this one. Whatever it does to case and accents, it
// leaves digits alone, so the lock follows from them only.
func (c *caseless) lock(name string) *sync.Mutex {
	h := fnv.New32a()
	for i := range len(name) {
		if digit := name[i]; '0' <= digit && digit <= '9' {
			h.Write([]byte{digit})
		}
	}
	return &c.locks[h.Sum32()%uint32(len(c.locks))]
}

// check refuses a name when the file that it leads to was written under another, folders included: a/x.txt is not A/x.txt.
func (c *caseless) check(name string) error {
	if c == nil {
		return nil
	}
	for part := name; part != "."; part = path.Dir(part) {
		actual, err := c.onDisk(join(c.folder, part))
		if err != nil {
			return classify("look at "+join(c.folder, part), err)
		}
		if actual == "" {
			return nil // a new file, or a folder that has gone since
		}
		if actual != path.Base(part) {
			return storage.Errorf("write "+join(c.folder, name), storage.InvalidName,
				"%s already exists, and this file system does not distinguish the names, so it would be overwritten; rename it, or choose another folder",
				join(c.folder, path.Join(path.Dir(part), actual)))
		}
	}
	return nil
}

// probeCase finds out whether a folder takes names that differ in case for one, by creating and removing an empty file.
// Where it can't create one the answer is yes, to be careful.
func probeCase(root *os.Root, folder string) (*caseless, error) {
	careful := &caseless{folder: folder, onDisk: nameOnDisk}
	name := ".azcopy-" + strings.ToLower(rand.Text()) + ".partial"
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return careful, nil
	}
	_, err = root.Lstat(strings.ToUpper(name))
	if failed := errors.Join(f.Close(), root.Remove(name)); failed != nil {
		return nil, failed
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return careful, err
}

// scanFor returns the entry with exactly the name that a path ends in, or else one that differs only in case, or "". It
// reads the whole folder, however large, but holds little of it.
func scanFor(file string) (string, error) {
	folder, err := os.Open(filepath.Dir(file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer folder.Close()
	const batch = 1024
	found := ""
	for {
		names, err := folder.Readdirnames(batch)
		for _, name := range names {
			if name == filepath.Base(file) {
				return name, nil
			}
			if strings.EqualFold(name, filepath.Base(file)) {
				found = name
			}
		}
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return "", err
		}
	}
}
