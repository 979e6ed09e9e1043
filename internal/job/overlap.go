package job

import (
	"context"
	"errors"
	"iter"
	"strings"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// withoutDest returns the source without what lies in the destination, when that is a virtual directory below the
// source: each blob that arrives there would be listed in its turn, and copied one level deeper, and so on.
func withoutDest(source storage.Source, sourceAt, destAt storage.Location) storage.Source {
	if !sameContainer(sourceAt, destAt) {
		return source
	}
	below, inside := strings.CutPrefix(destAt.Prefix(), sourceAt.Prefix())
	if !inside || below == "" {
		return source
	}
	return &partial{Source: source, without: below}
}

// sameContainer reports whether two locations lie in the same container, at whichever endpoint of the account.
func sameContainer(a, b storage.Location) bool {
	return a.Service == b.Service && a.Service != storage.Local && a.Container == b.Container &&
		strings.EqualFold(a.Account, b.Account) && primaryHost(a) == primaryHost(b)
}

// primaryHost returns the host of the account's primary endpoint.
func primaryHost(l storage.Location) string {
	host := strings.ToLower(l.Host)
	if l.Secondary && !l.PathStyle {
		_, domain, _ := strings.Cut(host, ".")
		return strings.ToLower(l.Account) + "." + domain
	}
	return host
}

// partial is a source without the objects whose names begin with a prefix.
type partial struct {
	storage.Source
	without string
}

// List lists the others, and a *plan.ExcludedError in place of those.
func (p *partial) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for obj, err := range p.Source.List(ctx, q) {
			if strings.HasPrefix(nameOf(obj, err), p.without) {
				err = &storage.ObjectError{Name: nameOf(obj, err), Err: &plan.ExcludedError{Reason: "it lies in the destination"}}
			}
			if !yield(obj, err) {
				return
			}
		}
	}
}

// nameOf returns the name of what a listing yields, empty when it is the end of it.
func nameOf(obj storage.Object, err error) string {
	if failed, ok := errors.AsType[*storage.ObjectError](err); ok {
		return failed.Name
	}
	return obj.Name
}
