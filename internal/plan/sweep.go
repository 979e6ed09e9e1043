package plan

import (
	"context"
	"errors"
	"iter"

	"azcopy/internal/storage"
)

// reach is how many objects are passed over in a listing on the way to one name: about a page. Where more lie between, it
// is cheaper to look for the name alone and to begin a listing behind it.
const reach = 5000

// sweep finds names in the listing of one query, of which it holds one page, whatever the number of objects. It is used by
// one goroutine.
//
// It is made for names that come in the order of their bytes, as the listings of services nearly always do, and is right
// for all others: a name that it can't tell of for certain is left to be looked for alone. What it has passed over lies,
// by bytes, before a name that was asked for, so that only a name before those can have been missed.
type sweep struct {
	all   *counterparts
	query storage.Query

	cursor  *cursor // nil when a listing is to be begun
	highest string  // the last of all names that were asked for, by bytes
	answers int     // names that the listing told of since it was begun
	alone   int     // names still to be looked for alone before a listing is begun
	backoff int     // how many those were at the last time
}

// find returns what the destination has of a name, and whether that is certain.
func (s *sweep) find(ctx context.Context, name string) (counterpart, bool) {
	if s.all.missing.Load() {
		return counterpart{err: errAbsent}, true
	}
	if s.all.refused.Load() {
		return counterpart{}, false
	}
	before := s.highest
	s.highest = max(before, name)
	if s.alone > 0 {
		s.alone--
		return counterpart{}, false
	}
	if s.cursor == nil {
		q := s.query
		q.After = before
		s.cursor = newCursor(s.all.listing.List(ctx, q))
	}
	found, sure := s.advance(name, name > before)
	if sure {
		s.answers++
	}
	return found, sure
}

// advance goes on in the listing up to a name. With ordered, the name lies behind all that were asked for before.
func (s *sweep) advance(name string, ordered bool) (counterpart, bool) {
	for range s.all.reach {
		head, err := s.cursor.head()
		switch {
		case err != nil:
			return s.fail(err)
		case head == nil:
			return counterpart{err: errAbsent}, ordered
		case head.Name == name:
			s.cursor.drop()
			return counterpart{object: *head}, !head.ModTime.IsZero()
		case head.Name > name:
			return counterpart{err: errAbsent}, ordered && !s.all.listing.MayFollow(name, head.Name)
		}
		s.cursor.drop()
	}
	s.giveUp()
	return counterpart{}, false
}

// fail deals with a listing that broke off. A credential that may not list may still look for one name after the other,
// and should that fail as well, it is told there.
func (s *sweep) fail(err error) (counterpart, bool) {
	s.close()
	if storage.KindOf(err) == storage.NotFound {
		s.all.missing.Store(true)
		return counterpart{err: errAbsent}, true
	}
	s.all.refused.Store(true)
	return counterpart{}, false
}

// giveUp ends a listing that has run far ahead. The next one begins behind the name: at once when this one told of more
// names than were looked for alone before it, and else behind twice as many, so that a source of few names beside a
// destination of millions costs little more than looking for those few.
func (s *sweep) giveUp() {
	s.close()
	s.backoff = 2*s.backoff + 1
	if s.answers >= s.backoff {
		s.backoff = 0
	}
	s.alone, s.answers = s.backoff, 0
}

// close ends the listing.
func (s *sweep) close() {
	if s.cursor != nil {
		s.cursor.stop()
		s.cursor = nil
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
