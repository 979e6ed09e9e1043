package blob

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
)

const (
	// spanLength is how many bytes of a page blob one request for ranges covers.
	spanLength = 128 << 20
	// smallHole is the length below which a hole is read rather than left out: another request costs more.
	smallHole = 8 << 10
	// keptSpans bounds the memory of an open page blob. Where filled and empty pages alternate as badly as they can, a
	// span has 15 000 ranges of 16 bytes. Readers go from the front to the back and need only one or two spans.
	keptSpans = 4
)

// extent is a part of a blob, in bytes.
type extent struct{ start, end int64 }

// pageRanges knows which parts of a page blob are filled. It asks the service when it is asked, and forgets first what
// it has known longest. It is safe for concurrent use.
type pageRanges struct {
	fetch func(ctx context.Context, e extent) ([]extent, error)
	mu    sync.Mutex
	spans []*span // the newest last
}

// span is what is known of one stretch of the blob once done is closed.
type span struct {
	index  int64
	done   chan struct{}
	filled []extent
	err    error
}

// filled returns the filled parts of e in their order, with small holes between them included.
func (r *pageRanges) filled(ctx context.Context, e extent) ([]extent, error) {
	var parts []extent
	for i := e.start / spanLength; i*spanLength < e.end; i++ {
		s, err := r.span(ctx, i)
		if err != nil {
			return nil, err
		}
		for _, f := range s {
			if f = f.within(e); f.start < f.end {
				parts = join(parts, f)
			}
		}
	}
	return parts, nil
}

// span returns the filled parts of the i-th stretch. One caller asks the service, the others wait; when its context
// ends before the answer, the next one asks.
func (r *pageRanges) span(ctx context.Context, i int64) ([]extent, error) {
	for {
		s, mine := r.claim(i)
		if mine {
			s.filled, s.err = r.fetch(ctx, extent{i * spanLength, (i + 1) * spanLength})
			if s.err != nil {
				r.drop(s)
			}
			close(s.done)
			return s.filled, s.err
		}
		select {
		case <-s.done:
			if s.err == nil {
				return s.filled, nil
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim returns the span, and whether the caller is the one to fill it.
func (r *pageRanges) claim(i int64) (_ *span, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.spans {
		if s.index == i {
			return s, false
		}
	}
	s := &span{index: i, done: make(chan struct{})}
	if len(r.spans) == keptSpans {
		r.spans = append(r.spans[:0], r.spans[1:]...)
	}
	r.spans = append(r.spans, s)
	return s, true
}

func (r *pageRanges) drop(failed *span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range r.spans {
		if s == failed {
			r.spans = append(r.spans[:i], r.spans[i+1:]...)
			return
		}
	}
}

func (e extent) within(other extent) extent {
	return extent{max(e.start, other.start), min(e.end, other.end)}
}

// join adds an extent after the others, and fills the hole between them when it is small.
func join(parts []extent, e extent) []extent {
	if n := len(parts); n > 0 && e.start-parts[n-1].end < smallHole {
		parts[n-1].end = max(parts[n-1].end, e.end)
		return parts
	}
	return append(parts, e)
}

// fetchRanges asks for the filled pages of a part of the blob (Get Page Ranges), on condition that the blob is the one
// that was listed.
func (c *content) fetchRanges(ctx context.Context, e extent) ([]extent, error) {
	e.end = min(e.end, c.obj.Size)
	pager := c.container.client.NewPageBlobClient(c.container.fullName(c.obj.Name)).NewGetPageRangesPager(&pageblob.GetPageRangesOptions{
		Range: sdkblob.HTTPRange{Offset: e.start, Count: e.end - e.start}, AccessConditions: ifMatch(c.obj.ETag),
	})
	var parts pageParts
	op := c.op("ask for the page ranges of")
	for pager.More() {
		page, err := pager.NextPage(ofSnapshot(ctx, c.obj.Snapshot))
		if err != nil {
			return nil, azure.Classify(op, readable(err))
		}
		for _, p := range page.PageRange {
			if err := parts.add(p, c.obj.Size); err != nil {
				return nil, storage.Errorf(op, storage.Other, "%w", err)
			}
		}
		if err := parts.progress.pageRanges(page.PageList, time.Now()); err != nil {
			return nil, storage.Errorf(op, storage.Other, "%w", err)
		}
	}
	return parts.filled, nil
}

// pageParts puts together the ranges of one answer after the other.
type pageParts struct {
	filled   []extent
	end      int64 // of the last range
	progress progress
}

// add refuses a range that is not made of pages, not inside the blob, or not after the one before: where the ranges are not
// what they seem, a hole would be taken for zeros.
func (p *pageParts) add(r *pageblob.PageRange, size int64) error {
	if r == nil || r.Start == nil || r.End == nil {
		return errors.New("the service's answer has a range without a start or an end")
	}
	start, last := *r.Start, *r.End
	if start < p.end || last < start || last >= size || start%pageSize != 0 || last%pageSize != pageSize-1 {
		return fmt.Errorf("the service's answer has the range %d-%d, which is not one of pages of this blob after byte %d", start, last, p.end)
	}
	p.end = last + 1
	p.filled = join(p.filled, extent{start, last + 1})
	return nil
}
