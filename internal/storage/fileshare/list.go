package fileshare

import (
	"context"
	"iter"
	"net/http"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/tree"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/directory"
)

// List lists the files in the order of tree.Walk, one directory after another (List Directories and Files). A listing has the
// size, the time and the ETag of a file, and not the rest of its properties.
func (s *Share) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return tree.Walk(ctx, folders{s}, q, tree.InMemory)
}

// folders implements tree.Folders for the directories of a share.
type folders struct{ share *Share }

// Path implements tree.Folders.
func (f folders) Path(folder string) string { return f.share.location.Join(folder) }

// Object implements tree.Folders: the listing of its directory has described the file.
func (f folders) Object(_ context.Context, name string, e tree.Entry) (storage.Object, bool, error) {
	obj, err := describe(name, e.Details)
	if err != nil {
		return obj, false, storage.Errorf(f.share.op("list", name), storage.Other, "%w", err)
	}
	return obj, true, nil
}

// List implements tree.Folders.
func (f folders) List(ctx context.Context, folder string) iter.Seq2[tree.Entry, error] {
	return func(yield func(tree.Entry, error) bool) {
		l := &listing{client: f.share.directory(f.share.path(folder))}
		for l.pages == 0 || l.marker != "" {
			entries, err := l.next(ctx)
			if err != nil {
				yield(tree.Entry{}, azure.Classify("list "+f.Path(folder), err))
				return
			}
			for _, listed := range entries {
				e, err := listed.entry()
				if err != nil {
					err = storage.Errorf("list "+f.Path(folder), storage.Other, "%w", err)
				}
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}

// listing is the state of the listing of one directory between two pages.
type listing struct {
	client  *directory.Client
	marker  string // where the next page begins
	pages   int
	page    enumeration
	forward azure.Pages
}

// next asks for the next page. It may be empty and still be followed by others.
func (l *listing) next(ctx context.Context) ([]*listedEntry, error) {
	pager := l.client.NewListFilesAndDirectoriesPager(&directory.ListFilesAndDirectoriesOptions{
		Marker:  azure.Optional(l.marker),
		Include: directory.ListFilesInclude{Timestamps: true, ETag: true, Attributes: true}, IncludeExtendedInfo: to.Ptr(true),
	})
	if _, err := pager.NextPage(context.WithValue(ctx, listingKey{}, l)); err != nil {
		return nil, err
	}
	l.pages++
	l.marker = l.page.NextMarker.Text
	entries := l.page.Entries.all
	return entries, l.forward.Next(l.marker, len(entries), time.Now())
}

type listingKey struct{}

// listPolicy leaves it to the SDK to address, sign and send a listing's requests, but not to read the answers: the SDK fails for
// the whole page when one entry is odd.
type listPolicy struct{}

// Do implements policy.Policy.
func (listPolicy) Do(req *policy.Request) (*http.Response, error) {
	resp, err := req.Next()
	l, ok := req.Raw().Context().Value(listingKey{}).(*listing)
	if !ok || err != nil || resp.StatusCode != http.StatusOK {
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
