package job

import "azcopy/internal/transfer"

// serverCopy returns the mover that leaves copies to the service, made from the one that reads and writes; nil when the
// destination has no service that could read the source by itself.
func (e *ends) serverCopy(c *transfer.Copy) *transfer.ServerCopy {
	if e.source.links == nil || e.dest.copies == nil {
		return nil
	}
	server := &transfer.ServerCopy{
		Source: e.source.links, Dest: e.dest.copies, SourceAt: c.SourceAt, DestAt: c.DestAt, Overwrite: c.Overwrite, Meter: c.Meter,
	}
	if !e.source.conditional || !e.dest.conditional {
		server.Recheck = c.Source
	}
	return server
}

// pendingCopies returns how many copies the service may be left with at once: many times the operations, since they
// wait nearly all the time, within a bound to what a process should remember.
func pendingCopies(operations int) int {
	const each, most = 64, 2048
	return min(each*operations, most)
}
