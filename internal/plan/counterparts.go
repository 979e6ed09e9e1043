package plan

import (
	"context"
	"errors"
	"iter"
	"strings"

	"azcopy/internal/storage"
)

// Listing is a destination that can list what it has: one request then answers for thousands of names.
type Listing interface {
	// List is as storage.Source's.
	List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error]
	// MayFollow reports whether List may yield name behind after, for all that is known of its order.
	MayFollow(name, after string) bool
}

// reach is how many objects are passed over in a listing on the way to one name: about a page. Where more lie between, it
// is cheaper to look for the name alone and to begin a listing behind it.
const reach = 5000

// counterparts finds names in the destination's listing, which it reads alongside the source's: it holds one page of it,
// whatever the number of objects. It is not for concurrent use.
//
// It is made for names that come in the order of their bytes, as the listings of services nearly always do, and is right
// for all others: a name that it can't tell of for certain is left to be looked for alone. What it has passed over lies,
// by bytes, before a name that was asked for, so that only a name before those can have been missed.
type counterparts struct {
	listing Listing // nil when names must be looked for alone
	lists   bool    // whether listing was there at first
	scope   func(name string) storage.Query
	reach   int

	query   storage.Query // what is being listed
	cursor  *cursor       // nil when a listing is to be begun
	highest string        // the last of all names that were asked for in this query, by bytes
	missing bool          // the container does not exist

	answers int // names that the listing told of since it was begun
	alone   int // names still to be looked for alone before a listing is begun
	backoff int // how many those were at the last time
}

// counterparts returns what finds the counterparts of the planner's entries.
//
// A folder is walked files first, so that each has a listing of its own. A container is listed as the source is.
func (p *Planner) counterparts() counterparts {
	listing, ok := p.Dest.(Listing)
	c := counterparts{lists: ok, reach: reach}
	if p.DestName == "" && p.Pattern.exact == "" {
		c.listing = listing
	}
	q := p.Pattern.Query()
	c.scope = func(name string) storage.Query {
		if p.Names.From == storage.Local {
			return storage.Query{Prefix: name[:strings.LastIndexByte(name, '/')+1]}
		}
		return q
	}
	return c
}

var errAbsent = storage.Errorf("look for the destination", storage.NotFound, "the destination does not have it")

// find returns what the destination has of a name, and whether that is certain.
func (c *counterparts) find(ctx context.Context, name string) (counterpart, bool) {
	if c.missing {
		return counterpart{err: errAbsent}, true
	}
	if c.listing == nil || !c.enter(name) {
		return counterpart{}, false
	}
	before := c.highest
	c.highest = max(before, name)
	if c.alone > 0 {
		c.alone--
		return counterpart{}, false
	}
	if c.cursor == nil {
		q := c.query
		q.After = before
		c.cursor = newCursor(c.listing.List(ctx, q))
	}
	found, sure := c.advance(name, name > before)
	if sure {
		c.answers++
	}
	return found, sure
}

// enter goes over to the listing that tells of a name, and reports whether there is one.
func (c *counterparts) enter(name string) bool {
	q := c.scope(name)
	below, ok := strings.CutPrefix(name, q.Prefix)
	if !ok || !q.Recursive && strings.Contains(below, "/") {
		return false
	}
	if q != c.query {
		c.close()
		c.query, c.highest, c.answers, c.alone, c.backoff = q, "", 0, 0, 0
	}
	return true
}

// advance goes on in the listing up to a name. With ordered, the name lies behind all that were asked for before.
func (c *counterparts) advance(name string, ordered bool) (counterpart, bool) {
	for range c.reach {
		head, err := c.cursor.head()
		switch {
		case err != nil:
			return c.fail(err)
		case head == nil:
			return counterpart{err: errAbsent}, ordered
		case head.Name == name:
			c.cursor.drop()
			return counterpart{object: *head}, !head.ModTime.IsZero()
		case head.Name > name:
			return counterpart{err: errAbsent}, ordered && !c.listing.MayFollow(name, head.Name)
		}
		c.cursor.drop()
	}
	c.giveUp()
	return counterpart{}, false
}

// fail deals with a listing that broke off. A credential that may not list may still look for one name after the other,
// and should that fail as well, it is told there.
func (c *counterparts) fail(err error) (counterpart, bool) {
	c.close()
	if storage.KindOf(err) == storage.NotFound {
		c.missing = true
		return counterpart{err: errAbsent}, true
	}
	c.listing = nil
	return counterpart{}, false
}

// giveUp ends a listing that has run far ahead. The next one begins behind the name: at once when this one told of more
// names than were looked for alone before it, and else behind twice as many, so that a source of few names beside a
// destination of millions costs little more than looking for those few.
func (c *counterparts) giveUp() {
	c.close()
	c.backoff = 2*c.backoff + 1
	if c.answers >= c.backoff {
		c.backoff = 0
	}
	c.alone, c.answers = c.backoff, 0
}

// close ends the listing.
func (c *counterparts) close() {
	if c.cursor != nil {
		c.cursor.stop()
		c.cursor = nil
	}
}

// cursor is a listing of which one object at a time is looked at.
type cursor struct {
	next  func() (storage.Object, error, bool)
	stop  func()
	first *storage.Object
}

func newCursor(list iter.Seq2[storage.Object, error]) *cursor {
	next, stop := iter.Pull2(list)
	return &cursor{next: next, stop: stop}
}

// head returns the object that the cursor stands at, nil behind the last. Of one that can't be listed there is only the
// name.
func (c *cursor) head() (*storage.Object, error) {
	if c.first != nil {
		return c.first, nil
	}
	object, err, ok := c.next()
	if !ok {
		return nil, nil
	}
	if failed, one := errors.AsType[*storage.ObjectError](err); one {
		object, err = storage.Object{Name: failed.Name}, nil
	}
	if err != nil {
		return nil, err
	}
	c.first = &object
	return c.first, nil
}

// drop goes on to the next object.
func (c *cursor) drop() { c.first = nil }
