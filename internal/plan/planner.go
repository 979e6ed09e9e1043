package plan

import (
	"context"
	"errors"
	"iter"

	"azcopy/internal/storage"
)

// Planner turns the listing of a source into entries.
type Planner struct {
	Source  storage.Source
	Dest    storage.Destination
	Pattern Pattern
	Names   Names
	// Snapshots is whether the snapshots of blobs are copied, each to an object of its own. Filters don't touch how they
	// are named: see snapshotNames.
	Snapshots bool
	Filter    Filter
	// BlobType is what becomes of a file; a blob keeps its own type.
	BlobType storage.BlobType
	// DestName, when set, is the destination name of the only object there is: /Source names one object and /Dest
	// tells what it is to be called.
	DestName string
	// After, AfterSnapshot and LastID are where an earlier run has left the listing, and the ID of its last entry.
	After, AfterSnapshot string
	LastID               uint64
}

// Entries lists, maps and filters. An object that can't be moved, or is not to be, yields an *EntryError and the listing
// goes on; any other error is the end of it.
func (p *Planner) Entries(ctx context.Context) iter.Seq2[Entry, error] {
	if p.Filter.active() {
		return p.filtered(ctx)
	}
	return p.mapped(ctx)
}

// mapped yields the entries before the filter.
func (p *Planner) mapped(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		id := p.LastID
		query := p.query()
		snapshots := snapshotNames{name: query.After, snapshot: query.AfterSnapshot}
		for obj, err := range p.objects(ctx, query) {
			failed, one := errors.AsType[*storage.ObjectError](err)
			switch {
			case one && !failed.Folder && !p.Pattern.Matches(failed.Name):
				continue
			case err != nil && !one:
				yield(Entry{}, err)
				return
			}
			id++
			var e Entry
			if one {
				e, err = Entry{}, &EntryError{ID: id, Object: storage.Object{Name: failed.Name}, Err: failed.Err}
			} else {
				e, err = p.entry(id, obj, snapshots.suffix(obj))
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// Probe looks whether the source can be listed at all, for a run that begins with what an earlier one has left.
func (p *Planner) Probe(ctx context.Context) error {
	fresh := *p
	fresh.After, fresh.AfterSnapshot = "", ""
	for _, err := range fresh.objects(ctx, fresh.query()) {
		if _, one := errors.AsType[*storage.ObjectError](err); one {
			return nil
		}
		return err
	}
	return nil
}

// Retry plans again what could not be planned when it was listed: an object, or a folder that could not be read. IDs go
// on from LastID, which it moves.
func (p *Planner) Retry(ctx context.Context, name string) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		p.LastID++
		obj, err := p.Source.Stat(ctx, name)
		if err == nil {
			yield(p.entry(p.LastID, obj, ""))
			return
		}
		if p.Names.From != storage.Local {
			yield(Entry{}, &EntryError{ID: p.LastID, Object: storage.Object{Name: name}, Err: err})
			return
		}
		below := *p
		below.Pattern.dir, below.After, below.AfterSnapshot = name+"/", "", ""
		found := false
		for e, listing := range below.Entries(ctx) {
			p.LastID, found = max(p.LastID, e.ID), true
			if !yield(e, listing) {
				return
			}
		}
		if !found {
			yield(Entry{}, &EntryError{ID: p.LastID, Object: storage.Object{Name: name}, Err: err})
		}
	}
}

// Refresh returns the entry as it is to be moved now: as it is, when its source is still the same, and else planned anew
// under the same name, not to be resumed. The error is that of an object that is gone, or can't be looked at.
func (p *Planner) Refresh(ctx context.Context, e Entry) (Entry, error) {
	if e.Object.Snapshot != "" { // which never changes
		return e, nil
	}
	obj, err := p.Source.Stat(ctx, e.Object.Name)
	if err != nil {
		return Entry{}, err
	}
	if obj.Size == e.Object.Size && obj.ModTime.Equal(e.Object.ModTime) && obj.ETag == e.Object.ETag {
		return e, nil
	}
	anew, err := p.entry(e.ID, obj, "")
	anew.Dest = e.Dest
	return anew, err
}

func (p *Planner) query() storage.Query {
	query := p.Pattern.Query()
	query.Snapshots, query.After, query.AfterSnapshot = p.Snapshots, p.After, p.AfterSnapshot
	return query
}

// objects yields what the pattern selects. An exact name needs no listing, nor the right to list, unless it is absent:
// the listing then tells a missing container from a missing object. Snapshots are found in listings alone.
func (p *Planner) objects(ctx context.Context, query storage.Query) iter.Seq2[storage.Object, error] {
	if p.Pattern.exact == "" || query.Snapshots {
		return p.matching(ctx, query)
	}
	return func(yield func(storage.Object, error) bool) {
		if p.After != "" { // it was planned
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
	dest, err := p.dest(obj, suffix)
	if err != nil {
		return Entry{}, &EntryError{ID: id, Object: obj, Err: err}
	}
	if obj.Props.BlobType == "" {
		obj.Props.BlobType = p.BlobType
	}
	size, err := p.Dest.ChunkSize(obj)
	if err != nil {
		return Entry{}, &EntryError{ID: id, Object: obj, Err: err}
	}
	return Entry{ID: id, Object: obj, Dest: dest, ChunkSize: size}, nil
}

// dest returns the name at the destination, into which a snapshot's time is inserted.
func (p *Planner) dest(obj storage.Object, suffix string) (string, error) {
	if p.DestName == "" {
		return p.Names.Map(obj.Name, suffix)
	}
	return p.Names.withSuffix(p.DestName, suffix)
}
