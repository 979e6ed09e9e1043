package blob_test

import (
	"crypto/md5"
	"fmt"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
)

type (
	downloadOptions  = blob.DownloadStreamOptions
	downloadResponse = blob.DownloadStreamResponse
)

// newPageBlob creates a page blob of this many pages.
func newPageBlob(t *testing.T, c *container.Client, name string, n int) *pageblob.Client {
	t.Helper()
	p := c.NewPageBlobClient(name)
	_, err := p.Create(t.Context(), int64(n)*512, nil)
	must(t, err)
	return p
}

// putPages writes the letter of each page of the text, starting at a page: "A" is a page of A, " " is a page to be
// cleared.
func putPages(t *testing.T, p *pageblob.Client, at int, text string) {
	t.Helper()
	span := blob.HTTPRange{Offset: int64(at) * 512, Count: int64(len(text)) * 512}
	if strings.Trim(text, " ") == "" {
		_, err := p.ClearPages(t.Context(), span, nil)
		must(t, err)
		return
	}
	var all strings.Builder
	for i := range len(text) {
		all.WriteString(pages(text[i], 1))
	}
	_, err := p.UploadPages(t.Context(), body(all.String()), span, nil)
	must(t, err)
}

// letters returns what putPages wrote; '.' for a page of zeros, '!' for one that is not all the same letter.
func letters(content string) string {
	var b strings.Builder
	for ; len(content) >= 512; content = content[512:] {
		switch page := content[:512]; {
		case page == pages(0, 1):
			b.WriteByte('.')
		case page == pages(page[0], 1):
			b.WriteByte(page[0])
		default:
			b.WriteByte('!')
		}
	}
	return b.String() + content
}

// ranges returns the page ranges in pages: "0-2 5-6".
func ranges(t *testing.T, p *pageblob.Client, o *pageblob.GetPageRangesOptions) string {
	t.Helper()
	var all []string
	pager := p.NewGetPageRangesPager(o)
	for pager.More() {
		answer, err := pager.NextPage(t.Context())
		must(t, err)
		if o != nil && o.MaxResults != nil && len(answer.PageRange) > int(*o.MaxResults) {
			t.Errorf("%d ranges in an answer of at most %d", len(answer.PageRange), *o.MaxResults)
		}
		for _, r := range answer.PageRange {
			all = append(all, fmt.Sprintf("%d-%d", *r.Start/512, (*r.End+1)/512))
		}
	}
	return strings.Join(all, " ")
}

// Every way in which a write can overlap what is there.
func TestPagesOverPages(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	for i, row := range []struct {
		writes         []string
		content, pages string
	}{
		{[]string{}, "........", ""},
		{[]string{"0:AB"}, "AB......", "0-2"},
		{[]string{"6:AB"}, "......AB", "6-8"},
		{[]string{"2:AB", "4:CD"}, "..ABCD..", "2-6"},
		{[]string{"2:AB", "5:C"}, "..AB.C..", "2-4 5-6"},
		{[]string{"1:ABCDEF", "3:xy"}, ".ABxyEF.", "1-7"},
		{[]string{"1:ABCDEF", "3:  "}, ".AB..EF.", "1-3 5-7"},
		{[]string{"1:ABCD", "0:xy"}, "xyBCD...", "0-5"},
		{[]string{"1:ABCD", "4:xy"}, ".ABCxy..", "1-6"},
		{[]string{"2:AB", "1:wxyz"}, ".wxyz...", "1-5"},
		{[]string{"1:A", "3:B", "5:C", "0:xxxxxxxx"}, "xxxxxxxx", "0-8"},
		{[]string{"1:A", "3:B", "5:C", "1:     "}, "........", ""},
		{[]string{"0:ABCDEFGH", "2:x", "1: ", "3: ", "2:  "}, "A...EFGH", "0-1 4-8"},
		{[]string{"0:        "}, "........", ""},
	} {
		p := newPageBlob(t, c, fmt.Sprint("blob", i), 8)
		for _, write := range row.writes {
			at, text, _ := strings.Cut(write, ":")
			putPages(t, p, int(at[0]-'0'), text)
		}
		if got := letters(content(t, p)); got != row.content {
			t.Errorf("%v: %q, want %q", row.writes, got, row.content)
		}
		if got := ranges(t, p, nil); got != row.pages {
			t.Errorf("%v: ranges %q, want %q", row.writes, got, row.pages)
		}
	}
}

// Any range of a page blob is read, holes included.
func TestReadAcrossHoles(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	p := newPageBlob(t, c, "blob", 8)
	putPages(t, p, 1, "AB")
	putPages(t, p, 5, "C")
	whole := content(t, p)
	for from := int64(0); from < 4096; from += 509 {
		for to := from + 1; to <= 4096; to += 769 {
			answer, err := p.DownloadStream(t.Context(), &downloadOptions{Range: blob.HTTPRange{Offset: from, Count: to - from}})
			must(t, err)
			got := make([]byte, 4097)
			n := 0
			for err = nil; err == nil; {
				var m int
				m, err = answer.Body.Read(got[n:])
				n += m
			}
			answer.Body.Close()
			if string(got[:n]) != whole[from:to] {
				t.Errorf("%d-%d: %d bytes differ", from, to, n)
			}
		}
	}
}

func TestPageRangesInParts(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	p := newPageBlob(t, c, "blob", 20)
	for _, at := range []int{1, 4, 5, 9, 12, 15} {
		putPages(t, p, at, "A")
	}
	span := func(from, count int64) blob.HTTPRange { return blob.HTTPRange{Offset: from, Count: count} }
	for _, row := range []struct {
		asked blob.HTTPRange
		max   int32
		want  string
	}{
		{span(0, 0), 0, "1-2 4-6 9-10 12-13 15-16"},
		{span(0, 0), 1, "1-2 4-6 9-10 12-13 15-16"},
		{span(0, 0), 2, "1-2 4-6 9-10 12-13 15-16"},
		{span(0, 0), 5, "1-2 4-6 9-10 12-13 15-16"},
		{span(5*512, 5*512), 0, "5-6 9-10"},
		{span(5*512, 5*512), 1, "5-6 9-10"},
		{span(5*512, 10*512), 2, "5-6 9-10 12-13"},
		{span(16*512, 4*512), 0, ""},
		{span(100*512/100, 512), 0, "1-2"},
		{span(9*512+1, 1), 0, "9-10"},
	} {
		o := &pageblob.GetPageRangesOptions{Range: row.asked}
		if row.max > 0 {
			o.MaxResults = &row.max
		}
		if got := ranges(t, p, o); got != row.want {
			t.Errorf("%v, at most %d: %q, want %q", row.asked, row.max, got, row.want)
		}
	}
	_, err := p.NewGetPageRangesPager(&pageblob.GetPageRangesOptions{Range: span(20*512, 512)}).NextPage(t.Context())
	wantStatus(t, err, 416, bloberror.InvalidRange)
	_, err = p.NewGetPageRangesDiffPager(&pageblob.GetPageRangesDiffOptions{PrevSnapshot: ptr("2020-01-01T00:00:00.0000000Z")}).NextPage(t.Context())
	wantStatus(t, err, 400, bloberror.UnsupportedQueryParameter)
}

func TestRefusedPages(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	p := newPageBlob(t, c, "blob", 16)
	upload(t, c, "block", "content")
	sum := md5.Sum([]byte("something else"))
	for _, row := range []struct {
		name         string
		blob         string
		offset, size int64
		options      *pageblob.UploadPagesOptions
		status       int
		code         bloberror.Code
	}{
		{name: "not at a page", offset: 100, size: 512, status: 416, code: bloberror.InvalidPageRange},
		{name: "not whole pages", offset: 0, size: 500, status: 416, code: bloberror.InvalidPageRange},
		{name: "beyond the end", offset: 15 * 512, size: 1024, status: 416, code: bloberror.InvalidPageRange},
		{name: "after the end", offset: 16 * 512, size: 512, status: 416, code: bloberror.InvalidPageRange},
		{name: "too many", offset: 0, size: 4<<20 + 512, status: 413, code: bloberror.RequestBodyTooLarge},
		{name: "no blob", blob: "missing", size: 512, status: 404, code: bloberror.BlobNotFound},
		{name: "a block blob", blob: "block", size: 512, status: 409, code: bloberror.InvalidBlobType},
		{name: "damaged", size: 512, status: 400, code: bloberror.MD5Mismatch,
			options: &pageblob.UploadPagesOptions{TransactionalValidation: blob.TransferValidationTypeMD5(sum[:])}},
		{name: "damaged CRC", size: 512, status: 400, code: "Crc64Mismatch",
			options: &pageblob.UploadPagesOptions{TransactionalValidation: blob.TransferValidationTypeCRC64(7)}},
	} {
		client := p
		if row.blob != "" {
			client = c.NewPageBlobClient(row.blob)
		}
		_, err := client.UploadPages(t.Context(), body(string(make([]byte, row.size))), blob.HTTPRange{Offset: row.offset, Count: row.size}, row.options)
		t.Log(row.name)
		wantStatus(t, err, row.status, row.code)
	}
	if got := ranges(t, p, nil); got != "" {
		t.Errorf("refused writes left the pages %q", got)
	}
}

func TestSequenceNumbers(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	p := c.NewPageBlobClient("blob")
	_, err := p.Create(t.Context(), 512, &pageblob.CreateOptions{SequenceNumber: ptr(int64(7))})
	must(t, err)
	for _, row := range []struct {
		conditions pageblob.SequenceNumberAccessConditions
		code       bloberror.Code
	}{
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberEqualTo: ptr(int64(7))}, ""},
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberEqualTo: ptr(int64(6))}, bloberror.SequenceNumberConditionNotMet},
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberLessThan: ptr(int64(8))}, ""},
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberLessThan: ptr(int64(7))}, bloberror.SequenceNumberConditionNotMet},
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberLessThanOrEqualTo: ptr(int64(7))}, ""},
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberLessThanOrEqualTo: ptr(int64(6))}, bloberror.SequenceNumberConditionNotMet},
		{pageblob.SequenceNumberAccessConditions{IfSequenceNumberLessThanOrEqualTo: ptr(int64(-1))}, bloberror.InvalidInput},
	} {
		_, err := p.UploadPages(t.Context(), body(pages('A', 1)), blob.HTTPRange{Count: 512},
			&pageblob.UploadPagesOptions{SequenceNumberAccessConditions: &row.conditions})
		wantCode(t, err, row.code)
	}
	for _, row := range []struct {
		action pageblob.SequenceNumberActionType
		number *int64
		want   int64
	}{
		{pageblob.SequenceNumberActionTypeMax, ptr(int64(5)), 7},
		{pageblob.SequenceNumberActionTypeMax, ptr(int64(9)), 9},
		{pageblob.SequenceNumberActionTypeUpdate, ptr(int64(3)), 3},
		{pageblob.SequenceNumberActionTypeIncrement, nil, 4},
	} {
		answer, err := p.UpdateSequenceNumber(t.Context(), &pageblob.UpdateSequenceNumberOptions{ActionType: &row.action, SequenceNumber: row.number})
		must(t, err)
		properties, err := p.GetProperties(t.Context(), nil)
		must(t, err)
		if *answer.BlobSequenceNumber != row.want || *properties.BlobSequenceNumber != row.want {
			t.Errorf("%s: %d and %d, want %d", row.action, *answer.BlobSequenceNumber, *properties.BlobSequenceNumber, row.want)
		}
	}
}

func TestCreatePageBlob(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	for _, row := range []struct {
		size, sequence int64
		code           bloberror.Code
	}{
		{0, 0, ""},
		{8 << 40, 0, ""},
		{512, 1<<63 - 1, ""},
		{511, 0, bloberror.InvalidHeaderValue},
		{8<<40 + 512, 0, bloberror.InvalidHeaderValue},
		{-512, 0, bloberror.InvalidHeaderValue},
		{512, -1, bloberror.InvalidHeaderValue},
	} {
		_, err := c.NewPageBlobClient("blob").Create(t.Context(), row.size, &pageblob.CreateOptions{SequenceNumber: &row.sequence})
		wantCode(t, err, row.code)
	}
	item := list(t, c, container.ListBlobsFlatOptions{})[0]
	if *item.Properties.BlobType != blob.BlobTypePageBlob || *item.Properties.BlobSequenceNumber != 1<<63-1 || *item.Properties.ContentLength != 512 {
		t.Errorf("listed as %s, %d, %d", *item.Properties.BlobType, *item.Properties.BlobSequenceNumber, *item.Properties.ContentLength)
	}
}

// Resizing keeps the other properties, and what is cut off does not come back.
func TestResize(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	p := c.NewPageBlobClient("blob")
	_, err := p.Create(t.Context(), 4*512, &pageblob.CreateOptions{HTTPHeaders: &blob.HTTPHeaders{BlobContentType: ptr("text/x")}})
	must(t, err)
	putPages(t, p, 0, "ABCD")
	for _, row := range []struct {
		pages int64
		want  string
	}{{6, "ABCD.."}, {2, "AB"}, {5, "AB..."}, {0, ""}, {1, "."}} {
		_, err := p.Resize(t.Context(), row.pages*512, nil)
		must(t, err)
		if got := letters(content(t, p)); got != row.want {
			t.Errorf("%d pages: %q, want %q", row.pages, got, row.want)
		}
	}
	_, err = p.Resize(t.Context(), 100, nil)
	wantCode(t, err, bloberror.InvalidHeaderValue)
	upload(t, c, "block", "content")
	_, err = c.NewPageBlobClient("block").Resize(t.Context(), 512, nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	properties, err := p.GetProperties(t.Context(), nil)
	must(t, err)
	if *properties.ContentType != "text/x" {
		t.Errorf("the content type became %s", *properties.ContentType)
	}
}

// A blob keeps its type until it is deleted.
func TestTypesDoNotMix(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "pages")
	p := newPageBlob(t, c, "blob", 1)
	putPages(t, p, 0, "A")
	b := c.NewBlockBlobClient("blob")
	_, err := b.StageBlock(t.Context(), "AAAA", body("block"), nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	_, err = b.CommitBlockList(t.Context(), nil, nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	_, err = b.GetBlockList(t.Context(), "all", nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	_, err = b.Upload(t.Context(), body("a block blob"), nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	_, err = c.NewAppendBlobClient("blob").Create(t.Context(), nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	if got := letters(content(t, p)); got != "A" {
		t.Errorf("%q", got)
	}
	remove(t, c, "blob")
	upload(t, c, "blob", "a block blob")
	_, err = p.NewGetPageRangesPager(nil).NextPage(t.Context())
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	_, err = p.Create(t.Context(), 512, nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	if got := content(t, b); got != "a block blob" {
		t.Errorf("%q", got)
	}
}

func list(t *testing.T, c *container.Client, o container.ListBlobsFlatOptions) []*container.BlobItem {
	t.Helper()
	var all []*container.BlobItem
	pager := c.NewListBlobsFlatPager(&o)
	for pager.More() {
		answer, err := pager.NextPage(t.Context())
		must(t, err)
		all = append(all, answer.Segment.BlobItems...)
	}
	return all
}
