package job

import "azcopy/internal/transfer"

// serverCopy returns the mover that leaves copies to the service, with the settings of the one that reads and writes. It
// returns nil when the destination has no service that could read the source itself.
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

// pendingCopies returns how many copies by the service may be pending at once: many times the operations, since copies wait
// nearly all the time, within a bound that limits memory.
func pendingCopies(operations int) int {
	const each, most = 64, 2048
	return min(each*operations, most)
}
