package plan

import (
	"context"
	"errors"
	"iter"
	"strings"

	"azcopy/internal/storage"
)

// Planner turns the listing of a source into entries.
type Planner struct {
	Source storage.Source
	// Folders is the source when it can look for folders, and nil when it can't.
	Folders Folders
	Dest    storage.Destination
	Pattern Pattern
	Names   Names
	// Snapshots is whether the snapshots of blobs are copied, each to an object of its own. Filters don't touch how they
	// are named: see snapshotNames.
	Snapshots bool
	Filter    Filter
	// BlobType is what becomes of a file; a blob keeps its own type.
	BlobType storage.BlobType
	// DestName, when set, is the destination name of the only object: /Source names one object and /Dest says its new name.
	DestName string
	// After and AfterSnapshot are where an earlier run stopped listing.
	After, AfterSnapshot string
	// LastID is the ID of the last entry, of this run or the earlier one. Each new entry gets the next.
	LastID uint64
	// Own is how many of the listed objects were files of the run itself.
	Own uint64
}

// Entries lists the source, maps the names and filters. An object that can't or must not be moved is yielded with its error:
// see Entry. Only one stream may be read at a time.
func (p *Planner) Entries(ctx context.Context) iter.Seq2[Entry, error] {
	return p.filtered(ctx, p.mapped(ctx, p.query()), p.counterparts())
}

// mapped yields the entries of a query, before the filter.
func (p *Planner) mapped(ctx context.Context, query storage.Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		snapshots := snapshotNames{name: query.After, snapshot: query.AfterSnapshot}
		for obj, err := range p.objects(ctx, query) {
			failed, one := errors.AsType[*storage.ObjectError](err)
			var e Entry
			switch {
			case one && !p.mayHoldMatch(failed.Name):
				continue
			case one:
				listed := Entry{ID: p.nextID(), Object: storage.Object{Name: failed.Name, Snapshot: obj.Snapshot}}
				e, err = listed.unplanned(p.excludedOwn(failed.Err))
			case err == nil:
				e, err = p.entry(p.nextID(), obj, snapshots.suffix(obj))
			default:
				yield(Entry{}, err)
				return
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// mayHoldMatch reports whether the pattern may select what could not be listed. A folder may hold a match, and an object
// without a name may be one.
func (p *Planner) mayHoldMatch(name string) bool {
	return name == "" || strings.HasSuffix(name, "/") || p.Pattern.Matches(name)
}

// excludedOwn returns the error of an object, as an *ExcludedError when it is a file of the run itself, which it counts.
func (p *Planner) excludedOwn(err error) error {
	if own, ok := errors.AsType[*storage.Error](err); ok && own.Kind == storage.OwnFile {
		p.Own++
		return &ExcludedError{Reason: own.Err.Error()}
	}
	return err
}

func (p *Planner) nextID() uint64 {
	p.LastID++
	return p.LastID
}

// Probe checks whether the source can be listed at all, for a run that starts with what an earlier one has left.
func (p *Planner) Probe(ctx context.Context) error {
	query := p.query()
	query.After, query.AfterSnapshot = "", ""
	for _, err := range p.objects(ctx, query) {
		if _, one := errors.AsType[*storage.ObjectError](err); one {
			return nil
		}
		return err
	}
	return nil
}

// Replan plans again what could not be planned when it was listed: an object, or a folder that could not be read. It yields
// nothing for what is gone from the source.
func (p *Planner) Replan(ctx context.Context, failed storage.Object) iter.Seq2[Entry, error] {
	query := p.query()
	query.After, query.AfterSnapshot = "", ""
	switch {
	case failed.Name == "" && failed.Size == 0:
		return nameless
	case p.Names.From.Folders && strings.HasSuffix(failed.Name, "/"):
		query.Prefix = failed.Name
		return p.filtered(ctx, p.mapped(ctx, query), p.counterparts())
	case failed.Snapshot != "":
		query.Prefix = failed.Name
		return p.filtered(ctx, onlySnapshot(failed, p.mapped(ctx, query)), lookedForAlone())
	}
	return p.filtered(ctx, p.again(ctx, failed.Name), lookedForAlone())
}

// nameless yields nothing for a listed entry that had no name: it can't be looked up.
func nameless(func(Entry, error) bool) {}

// again yields the object of this name as it is now.
func (p *Planner) again(ctx context.Context, name string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		obj, err := p.Source.Stat(ctx, name)
		switch {
		case storage.KindOf(err) == storage.NotFound:
		case err != nil:
			yield(Entry{ID: p.nextID(), Object: storage.Object{Name: name}}.unplanned(err))
		default:
			yield(p.entry(p.nextID(), obj, ""))
		}
	}
}

// onlySnapshot yields only the entry of one snapshot. It is planned with all others of its blob, since its name at the
// destination depends on the previous one.
func onlySnapshot(wanted storage.Object, planned iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for e, err := range planned {
			switch {
			case e.ID == 0:
				yield(e, err)
				return
			case e.Object.Name != wanted.Name:
				return // a name comes before all others that begin with it
			case e.Object.Snapshot == wanted.Snapshot:
				yield(e, err)
				return
			}
		}
	}
}

// Refresh returns the entry as it must be moved now: unchanged when its source is still the same, otherwise planned again
// under the same name, as not yet attempted; changed says which. It is an error when the object is gone, can't be looked at,
// or can no longer be moved.
func (p *Planner) Refresh(ctx context.Context, e Entry) (now Entry, changed bool, err error) {
	if e.Object.Snapshot != "" { // which never changes
		return e, false, nil
	}
	obj, err := p.Source.Stat(ctx, e.Object.Name)
	if err != nil {
		return e, false, err
	}
	if obj.Size == e.Object.Size && obj.ModTime.Equal(e.Object.ModTime) && obj.ETag == e.Object.ETag {
		return e, false, nil
	}
	now, err = p.entry(e.ID, obj, "")
	now.Dest, now.Declined = e.Dest, e.Declined
	return now, true, err
}

func (p *Planner) query() storage.Query {
	query := p.Pattern.Query()
	query.Snapshots, query.After, query.AfterSnapshot = p.Snapshots, p.After, p.AfterSnapshot
	return query
}

// objects yields what the pattern selects. An exact name needs no listing, nor the right to list, unless it is absent: the
// listing then shows whether the container or only the object is missing. Snapshots are only found in listings.
func (p *Planner) objects(ctx context.Context, query storage.Query) iter.Seq2[storage.Object, error] {
	if p.Pattern.exact == "" || query.Snapshots {
		return p.matching(ctx, query)
	}
	return func(yield func(storage.Object, error) bool) {
		if query.After != "" { // it was planned
			return
		}
		obj, err := p.Source.Stat(ctx, p.Pattern.exact)
		if storage.KindOf(err) != storage.NotFound {
			yield(obj, err)
			return
		}
		for _, err := range p.Source.List(ctx, query) {
			if _, one := errors.AsType[*storage.ObjectError](err); err != nil && !one {
				yield(storage.Object{}, err)
			}
			return
		}
	}
}

func (p *Planner) matching(ctx context.Context, query storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for obj, err := range p.Source.List(ctx, query) {
			if err == nil && !p.Pattern.Matches(obj.Name) {
				if p.Pattern.exact != "" {
					return // an exact name comes before all others that begin with it
				}
				continue
			}
			if !yield(obj, err) {
				return
			}
		}
	}
}

func (p *Planner) entry(id uint64, obj storage.Object, suffix string) (Entry, error) {
	e := Entry{ID: id, Object: obj}
	if obj.Name == "" {
		return e.unplanned(notBelow(obj))
	}
	dest, err := p.dest(obj, suffix)
	if err != nil {
		return e.unplanned(err)
	}
	if e.Object.Props.BlobType == "" {
		e.Object.Props.BlobType = p.BlobType
	}
	size, err := p.chunkSize(e.Object)
	if err != nil {
		return e.unplanned(err)
	}
	e.Dest, e.ChunkSize = dest, size
	return e, nil
}

// chunkSize returns the length of the object's chunks. All other arithmetic with sizes, offsets and numbers of chunks relies
// on its refusals.
func (p *Planner) chunkSize(obj storage.Object) (int64, error) {
	if obj.Size < 0 || obj.Size > storage.MaxSize {
		return 0, storage.Errorf("plan "+obj.Name, storage.TooLarge, "a size of %d bytes is impossible; objects have from 0 to %d", obj.Size, int64(storage.MaxSize))
	}
	return p.Dest.ChunkSize(obj)
}

// dest returns the name at the destination, into which a snapshot's time is inserted.
func (p *Planner) dest(obj storage.Object, suffix string) (string, error) {
	if p.DestName != "" {
		return p.Names.withSuffix(p.DestName, suffix)
	}
	name := obj.Name
	if p.Dest.Traits(obj).Folder {
		name = p.Names.folder(name)
	}
	return p.Names.Map(name, suffix)
}
