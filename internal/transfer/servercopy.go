package transfer

import (
	"context"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// ServerCopy is the Mover that makes the destination's service copy an object (Copy Blob), and waits until it has. When the
// run is cancelled, the service still completes the copies that have started.
type ServerCopy struct {
	Source storage.Linker
	Dest   storage.Copier
	// SourceAt and DestAt name the objects in questions.
	SourceAt, DestAt storage.Location
	// Overwrite is asked when the destination has the object already; nil replaces it without looking.
	Overwrite Overwrite
	Meter     Meter
	// Recheck, when not nil, is the source, to be looked at after each copy, since the service does not hold what it copies to
	// the ETag that was listed.
	Recheck storage.Source
}

// How often a pending copy is checked: soon at first, since most are complete at once, and less often the longer it takes. A
// copy fails when its destination is absent for as long as unseen.
const (
	firstPause = 100 * time.Millisecond
	maxPause   = 5 * time.Second
	unseen     = 30 * time.Second
)

// Move copies one object. It holds an operation's slot only during a request, so that any number of copies may be pending.
func (c *ServerCopy) Move(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	if c.Dest.Traits(e.Object).Folder {
		return lane.Do(func(ctx context.Context) error {
			return c.Dest.Put(ctx, storage.Object{Name: e.Dest, Props: e.Object.Props}, nil)
		})
	}
	if err := c.copy(ctx, e, lane); err != nil || c.Recheck == nil {
		return err
	}
	return lane.Do(func(ctx context.Context) error { return unchanged(ctx, c.Recheck, c.SourceAt, e.Object) })
}

func (c *ServerCopy) copy(ctx context.Context, e plan.Entry, lane *engine.Lane) error {
	obj := e.Object
	obj.Name = e.Dest
	if c.Recheck != nil {
		obj.ETag = ""
	}
	if id, started := lane.Saved(copyID); started {
		err := c.watch(ctx, obj, storage.CopyStatus{ID: string(id)}, lane)
		if ctx.Err() != nil || err == nil || !storage.KindOf(err).Final() {
			return err
		}
	}
	if e.Attempted {
		if arrived, err := c.arrived(ctx, e, obj, lane); arrived || err != nil {
			return err
		}
	}
	if err := (question{c.Dest, c.SourceAt, c.DestAt, c.Overwrite}).ask(ctx, e, lane); err != nil {
		return err
	}
	status, err := c.start(ctx, e, obj, lane)
	if err != nil {
		return err
	}
	return c.watch(ctx, obj, status, lane)
}

// start starts a copy and saves its ID, by which a later run can find it.
func (c *ServerCopy) start(ctx context.Context, e plan.Entry, obj storage.Object, lane *engine.Lane) (storage.CopyStatus, error) {
	link, err := c.Source.Link(ctx, e.Object)
	if err != nil {
		return storage.CopyStatus{}, err
	}
	status, err := inSlot(lane, func(ctx context.Context) (storage.CopyStatus, error) { return c.Dest.StartCopy(ctx, obj, link) })
	if err != nil {
		return status, err
	}
	return status, lane.Save(copyID, []byte(status.ID))
}

// arrived reports whether an earlier run's copy is complete, although that run was cut off before the journal could say so.
func (c *ServerCopy) arrived(ctx context.Context, e plan.Entry, obj storage.Object, lane *engine.Lane) (arrived bool, err error) {
	link, err := c.Source.Link(ctx, e.Object)
	if err != nil {
		return false, err
	}
	err = lane.Do(func(ctx context.Context) (err error) {
		arrived, err = c.Dest.Copied(ctx, obj, link)
		return err
	})
	return arrived, unlessUnknown(err)
}

// watch polls the copy until it is complete or has failed.
func (c *ServerCopy) watch(ctx context.Context, obj storage.Object, status storage.CopyStatus, lane *engine.Lane) error {
	counted, seen := int64(0), time.Now()
	for pause := firstPause; ; pause = min(pause*3/2, maxPause) {
		if more := status.Copied - counted; more > 0 {
			c.Meter.Add(more)
			counted = status.Copied
		}
		if status.Done {
			return nil
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		next, err := inSlot(lane, func(ctx context.Context) (storage.CopyStatus, error) { return c.Dest.CopyStatus(ctx, obj, status.ID) })
		switch {
		case err == nil:
			status, seen = next, time.Now()
		case storage.KindOf(err) != storage.NotFound || time.Since(seen) > unseen:
			return err
		}
	}
}

func inSlot(lane *engine.Lane, ask func(ctx context.Context) (storage.CopyStatus, error)) (status storage.CopyStatus, err error) {
	err = lane.Do(func(ctx context.Context) (err error) {
		status, err = ask(ctx)
		return err
	})
	return status, err
}

// sleep returns early with the context's error, as the drivers do. The engine reports why the run ended.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
