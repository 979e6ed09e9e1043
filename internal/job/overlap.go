package job

import (
	"context"
	"errors"
	"iter"
	"net"
	"net/netip"
	"strings"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// withoutDest filters the objects of the destination from the listing, when that is a virtual directory below the source:
// otherwise each blob that arrives there would be listed as well, copied one level deeper, and so on.
func (e *ends) withoutDest(listed storage.Source) storage.Source {
	if !sameContainer(e.source.at, e.dest.at) {
		return listed
	}
	fold := e.source.naming.Fold
	below, inside := strings.CutPrefix(fold(e.dest.at.Prefix()), fold(e.source.at.Prefix()))
	if !inside || below == "" {
		return listed
	}
	return &partial{listed, e.source.naming, below}
}

// ontoItself reports whether objects would be copied onto themselves. Page and append blobs would be lost, since starting to
// write one removes its content.
func (e *ends) ontoItself() bool {
	if !sameContainer(e.source.at, e.dest.at) {
		return false
	}
	from, to := e.source.at.Prefix(), e.dest.at.Prefix()
	if name, one := e.pattern.ExactName(); one && e.destName != "" {
		from, to = from+name, to+e.destName
	}
	return e.source.naming.Fold(from) == e.source.naming.Fold(to)
}

// sameContainer reports whether two locations are in the same container, at whichever endpoint of the account.
func sameContainer(a, b storage.Location) bool {
	return a.Service == b.Service && a.Container != "" && a.Container == b.Container && a.ShareSnapshot == b.ShareSnapshot &&
		strings.EqualFold(a.Account, b.Account) && primaryHost(a) == primaryHost(b)
}

// primaryHost returns the host of the account's primary endpoint in one spelling: without the scheme's default port, with one
// name for this machine, and without the label of a private link.
func primaryHost(l storage.Location) string {
	host := strings.ToLower(l.Host)
	if storage.IsCloudHost(host) {
		host = strings.Replace(host, ".privatelink.", ".", 1)
	}
	implied := map[string]string{"http": ":80", "https": ":443"}[l.Scheme]
	host = strings.TrimSuffix(host, implied)
	if name, port, err := net.SplitHostPort(host); err == nil && isLoopback(name) {
		host = "localhost:" + port
	} else if isLoopback(strings.Trim(host, "[]")) {
		host = "localhost"
	}
	if l.Secondary && !l.PathStyle {
		_, domain, _ := strings.Cut(host, ".")
		return strings.ToLower(l.Account) + "." + domain
	}
	return host
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// partial is a source without the objects whose names begin with a prefix.
type partial struct {
	storage.Source
	naming  storage.Naming
	without string // folded
}

// List yields the other objects, and a *plan.ExcludedError for each of these.
func (p *partial) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for obj, err := range p.Source.List(ctx, q) {
			if strings.HasPrefix(p.naming.Fold(nameOf(obj, err)), p.without) {
				err = &storage.ObjectError{Name: nameOf(obj, err), Err: &plan.ExcludedError{Reason: "it is in the destination"}}
			}
			if !yield(obj, err) {
				return
			}
		}
	}
}

// nameOf returns the name of the object or of the *storage.ObjectError that a listing yields, empty for any other error.
func nameOf(obj storage.Object, err error) string {
	if failed, ok := errors.AsType[*storage.ObjectError](err); ok {
		return failed.Name
	}
	return obj.Name
}
