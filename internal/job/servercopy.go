package job

import (
	"azcopy/internal/storage"
	"azcopy/internal/transfer"
)

// serverCopy returns the mover that leaves copies to the service, made from the one that reads and writes; nil when one
// of the ends is not in Azure Storage.
func serverCopy(c *transfer.Copy) *transfer.ServerCopy {
	source, readable := c.Source.(storage.Linker)
	dest, copies := c.Dest.(interface {
		storage.Destination
		storage.Copier
	})
	if !readable || !copies {
		return nil
	}
	return &transfer.ServerCopy{
		Source: source, Dest: dest, SourceAt: c.SourceAt, DestAt: c.DestAt, Overwrite: c.Overwrite, Meter: c.Meter,
	}
}

// pendingCopies returns how many copies the service may be left with at once: many times the operations, since they
// wait nearly all the time, within a bound to what a process should remember.
func pendingCopies(operations int) int {
	const each, most = 64, 2048
	return min(each*operations, most)
}
