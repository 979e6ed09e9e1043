package blob

import "context"

// pageContent reads a page blob and asks only for its filled parts.
type pageContent struct {
	content
	ranges pageRanges
}

func newPageContent(c content) *pageContent {
	p := &pageContent{content: c}
	p.ranges.fetch = p.fetchRanges
	return p
}

// ReadRange asks for the filled parts one after another, and fills in zeros between them.
func (c *pageContent) ReadRange(ctx context.Context, p []byte, off int64) error {
	end := off + int64(len(p))
	filled, err := c.ranges.filled(ctx, extent{off, end})
	if err != nil {
		return err
	}
	at := off
	for _, f := range filled {
		clear(p[at-off : f.start-off])
		if err := c.content.ReadRange(ctx, p[f.start-off:f.end-off], f.start); err != nil {
			return err
		}
		at = f.end
	}
	clear(p[at-off:])
	return nil
}
