package plan

import (
	"context"
	"errors"
	"iter"

	"azcopy/internal/storage"
)

// reach is how many objects of a listing are passed over on the way to one name: about a page. With more of them it is
// cheaper to look up the name alone and to start a listing after it.
const reach = 5000

// sweep finds names in the listing of one query, of which it holds one page, whatever the number of objects. Only one
// goroutine may use it.
//
// It is made for names in the order of their bytes, as the listings of services nearly always have them, and is right for
// all others: a name about which it is not certain must be looked up alone. What it has passed over comes, by bytes, before
// a name that was asked for, so that it can only have missed a name before those.
type sweep struct {
	all   *counterparts
	query storage.Query

	cursor  *cursor // nil when a listing must be started
	highest string  // the last of all names that were asked for, by bytes
	answers int     // names that the listing has settled since it was started
	alone   int     // names to look up alone before a listing is started
	backoff int     // how many those were last time
}

// find returns what the destination has under a name, and whether that is certain.
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

// advance moves on in the listing up to a name. ordered is whether the name comes after all that were asked for before.
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

// fail handles a listing that broke off. A credential that may not list may still look up one name after another; if that
// fails as well, the look-up reports it.
func (s *sweep) fail(err error) (counterpart, bool) {
	s.close()
	if storage.KindOf(err) == storage.NotFound {
		s.all.missing.Store(true)
		return counterpart{err: errAbsent}, true
	}
	s.all.refused.Store(true)
	return counterpart{}, false
}

// giveUp ends a listing that has many objects before the name. The next one starts after the name: at once if this one
// settled more names than were looked up alone before it, and otherwise after twice as many look-ups, so that a source of
// few names with millions at the destination costs little more than looking up those few.
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

// cursor reads a listing one object at a time.
type cursor struct {
	next  func() (storage.Object, error, bool)
	stop  func()
	first *storage.Object
}

func newCursor(list iter.Seq2[storage.Object, error]) *cursor {
	next, stop := iter.Pull2(list)
	return &cursor{next: next, stop: stop}
}

// head returns the object at the cursor, nil after the last. One that can't be listed has only its name.
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

// drop moves on to the next object.
func (c *cursor) drop() { c.first = nil }
