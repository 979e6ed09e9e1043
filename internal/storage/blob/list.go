package blob

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// List lists the blobs (List Blobs), a page at a time, in the service's order.
func (c *Container) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		l := c.listing(q)
		for l.more() {
			blobs, err := l.next(ctx, c.client)
			if err != nil {
				yield(storage.Object{}, azure.Classify("list "+c.location.String(), err))
				return
			}
			for _, b := range blobs {
				obj, err := c.listed(b, q)
				if err == nil {
					err = l.progress.entry(obj)
				}
				_, odd := errors.AsType[*storage.ObjectError](err)
				switch {
				case err != nil && !odd:
					yield(storage.Object{}, azure.Classify("list "+c.location.String(), err))
					return
				case !(odd && obj.Name == "") && !c.covers(q, obj): // without a name, no caller can know
					continue
				}
				if !yield(obj, err) {
					return
				}
			}
		}
	}
}

// listed returns the blob as an object. The name is set even when the rest can't be read, as long as it may be that of a
// blob that was asked for.
func (c *Container) listed(b *listedBlob, q storage.Query) (storage.Object, error) {
	obj, err := b.object()
	if err == nil && c.mayGrowWhileRead(obj) {
		obj.Created = b.created()
	}
	if full := obj.Name; err == nil && !strings.HasPrefix(full, c.fullName(q.Prefix)) {
		err = fmt.Errorf(`the service listed "%s", which is not below the prefix that it was asked for`, azure.OneLine(full))
	}
	if err == nil && obj.Snapshot != "" && !q.Snapshots {
		err = fmt.Errorf("the service listed the snapshot %s, but was not asked for snapshots", obj.Snapshot)
	}
	var below bool
	if obj.Name, below = strings.CutPrefix(obj.Name, c.location.Prefix()); !below {
		obj.Name = ""
	}
	if err != nil {
		err = &storage.ObjectError{Name: obj.Name, Err: storage.Errorf(c.op("list", obj.Name), storage.Other, "%w", err)}
	}
	return obj, err
}

// covers reports whether the query asks for obj: the service may list more.
func (c *Container) covers(q storage.Query, obj storage.Object) bool {
	if !q.Recursive && strings.Contains(strings.TrimPrefix(obj.Name, q.Prefix), c.location.Separator()) {
		return false
	}
	return q.After == "" || follows(obj, q)
}

// listing is the state of one List between two pages.
type listing struct {
	prefix, delimiter string
	snapshots         bool
	from              string // the name to start at
	marker            string // where the next page starts
	pages             int
	page              enumeration
	progress          progress
}

func (c *Container) listing(q storage.Query) *listing {
	l := &listing{prefix: c.fullName(q.Prefix), snapshots: q.Snapshots}
	// The service refuses a delimiter together with snapshots. Then everything in virtual directories is listed, and covers
	// leaves it out: skipping to the end of a directory could lose names, since the order is not documented.
	if !q.Recursive && !q.Snapshots {
		l.delimiter = c.location.Separator()
	}
	// Not every service knows startFrom, and none has to accept one outside the prefix.
	if q.After != "" && strings.HasPrefix(q.After, q.Prefix) {
		l.from = c.fullName(q.After)
	}
	return l
}

func (l *listing) more() bool { return l.pages == 0 || l.marker != "" }

// next asks for the next page. It may be empty and still be followed by others.
func (l *listing) next(ctx context.Context, client *container.Client) ([]*listedBlob, error) {
	pager := client.NewListBlobsFlatPager(&container.ListBlobsFlatOptions{
		Prefix: azure.Optional(l.prefix), Marker: azure.Optional(l.marker),
		Include: container.ListBlobsInclude{Metadata: true, Snapshots: l.snapshots},
	})
	if _, err := pager.NextPage(context.WithValue(ctx, listingKey{}, l)); err != nil {
		return nil, err
	}
	if err := l.progress.page(l.page, time.Now()); err != nil {
		return nil, err
	}
	l.pages++
	l.marker = l.page.NextMarker.Text
	return l.page.Entries.blobs, nil
}

// extend adds the parameters that the SDK does not send.
func (l *listing) extend(u *url.URL) {
	for name, v := range map[string]string{"delimiter": l.delimiter, "startFrom": l.from} {
		if v != "" {
			u.RawQuery += "&" + name + "=" + strings.ReplaceAll(url.QueryEscape(v), "+", "%20")
		}
	}
}

type listingKey struct{}

// listPolicy lets the SDK address, sign and send a listing's requests, but not read the answers: the SDK takes a '+' in an
// encoded name for a blank, fails for the whole page when one entry is odd, and loses the case of metadata's names. Nor does
// it send all parameters: StartFrom is among its options, but not in the request.
type listPolicy struct{}

func (listPolicy) Do(req *policy.Request) (*http.Response, error) {
	l, ok := req.Raw().Context().Value(listingKey{}).(*listing)
	if !ok {
		return req.Next()
	}
	l.extend(req.Raw().URL)
	resp, err := req.Next()
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := azure.TakePage(resp)
	if err == nil {
		l.page, err = parseEnumeration(body)
	}
	if err != nil {
		return nil, err
	}
	return resp, nil
}
