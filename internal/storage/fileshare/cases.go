package fileshare

import (
	"hash/maphash"
	"sync"

	"azcopy/internal/storage"
)

// maxNames bounds how many names a run remembers: those of the last one to two times as many files, in some 30 MB.
const maxNames = 1 << 19

// cases knows the names that were written, to find those that are one to the share since they differ in case alone: the second
// would take the place of the first. It keeps hashes of them and is safe for concurrent use.
type cases struct {
	seed        maphash.Seed
	mu          sync.Mutex
	recent, old map[uint64]uint32 // the hash of a name as it is written, by that of its folded form
}

func newCases() *cases {
	return &cases{seed: maphash.MakeSeed(), recent: make(map[uint64]uint32)}
}

// claim returns an error of kind InvalidName when a file was written whose name is the same but for its case. op is what the name
// is wanted for.
func (c *cases) claim(op, name string) error {
	folded, exact := maphash.String(c.seed, Naming().Fold(name)), uint32(maphash.String(c.seed, name))
	c.mu.Lock()
	defer c.mu.Unlock()
	known, is := c.recent[folded]
	if !is {
		known, is = c.old[folded]
	}
	if is && known != exact {
		return storage.Errorf(op, storage.InvalidName, "this run has written another file there whose name differs in case alone, and case does not "+
			"matter to a share; copy one of them apart, to another directory")
	}
	if len(c.recent) >= maxNames {
		c.recent, c.old = make(map[uint64]uint32), c.recent
	}
	c.recent[folded] = exact
	return nil
}
