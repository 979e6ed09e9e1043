package blob_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
)

// copied describes the last copy to a blob: "success 7/7".
func copied(t *testing.T, b *blob.Client) string {
	t.Helper()
	p, err := b.GetProperties(t.Context(), nil)
	must(t, err)
	if p.CopyStatus == nil {
		return "no copy"
	}
	text := string(*p.CopyStatus) + " " + *p.CopyProgress
	if p.CopyStatusDescription != nil {
		text += " " + *p.CopyStatusDescription
	}
	if (p.CopyCompletionTime == nil) != (*p.CopyStatus == blob.CopyStatusTypePending) {
		t.Errorf("%s has the completion time %v", text, p.CopyCompletionTime)
	}
	return text
}

// Copies from each address that leads to the emulator, and refusals of sources that may not be read.
func TestCopySources(t *testing.T) {
	a := newAccount(t)
	c := newContainer(t, a.Client, "copies")
	other := newContainer(t, a.client(t, otherAccount, otherKey), "private")
	public := newContainer(t, a.client(t, otherAccount, otherKey), "public")
	_, err := public.SetAccessPolicy(t.Context(), &container.SetAccessPolicyOptions{Access: ptr(container.PublicAccessTypeBlob)})
	must(t, err)
	for _, at := range []*container.Client{c, other, public} {
		upload(t, at, "dir/a b", "old")
		upload(t, at, "plain", "content")
	}
	id := take(t, other, "dir/a b")
	upload(t, other, "dir/a b", "new")
	own := take(t, c, "dir/a b")
	upload(t, c, "dir/a b", "new")
	taken, err := time.Parse(time.RFC3339Nano, id)
	must(t, err)
	of := sas.BlobSignatureValues{ContainerName: "private", BlobName: "dir/a b"}
	signed := a.signed(t, otherAccount, otherKey, of, "")
	query := signed[strings.Index(signed, "?"):]
	ofSnapshot := of
	ofSnapshot.SnapshotTime = taken
	expired, listing := of, of
	expired.ExpiryTime, listing.Permissions = a.now().Add(-time.Minute), "w"
	for _, row := range []struct {
		name, source string
		status       int // of the refusal; 0 for none
		code         bloberror.Code
		content      string
	}{
		{"the same account", c.URL() + "/dir/a%20b", 0, "", "new"},
		{"its secondary", strings.Replace(c.URL(), auth.DevelopmentAccount, auth.DevelopmentAccount+"-secondary", 1) + "/dir/a%20b", 0, "", "new"},
		{"a snapshot", c.URL() + "/dir/a%20b?snapshot=" + own, 0, "", "old"},
		{"the host of the product", "https://" + auth.DevelopmentAccount + ".blob.core.windows.net/copies/dir/a%20b", 0, "", "new"},
		{"another host", "http://blob.emulator/" + auth.DevelopmentAccount + "/copies/dir/a%20b", 0, "", "new"},
		{"another account with a SAS", signed, 0, "", "new"},
		{"its host of the product", "https://" + otherAccount + ".blob.core.windows.net/private/dir/a%20b" + query, 0, "", "new"},
		{"its secondary host", "https://" + otherAccount + "-secondary.blob.core.windows.net/private/dir/a%20b" + query, 0, "", "new"},
		{"its snapshot with a SAS", signed + "&snapshot=" + id, 0, "", "old"},
		{"its snapshot with a SAS of its own", a.signed(t, otherAccount, otherKey, ofSnapshot, id), 0, "", "old"},
		{"a public container", public.URL() + "/plain", 0, "", "content"},

		{"a private one", other.URL() + "/plain", 404, bloberror.CannotVerifyCopySource, ""},
		{"a SAS that is over", a.signed(t, otherAccount, otherKey, expired, ""), 403, bloberror.CannotVerifyCopySource, ""},
		{"a SAS that may not read", a.signed(t, otherAccount, otherKey, listing, ""), 403, bloberror.CannotVerifyCopySource, ""},
		{"a SAS by a wrong key", a.signed(t, otherAccount, auth.DevelopmentKey, of, ""), 403, bloberror.CannotVerifyCopySource, ""},
		{"a SAS for another blob", other.URL() + "/plain" + query, 403, bloberror.CannotVerifyCopySource, ""},
		{"nothing there", c.URL() + "/missing", 404, bloberror.BlobNotFound, ""},
		{"no container", strings.Replace(c.URL(), "/copies", "/missing", 1) + "/x", 404, bloberror.ContainerNotFound, ""},
		{"nothing public there", public.URL() + "/missing", 404, bloberror.CannotVerifyCopySource, ""},
		{"no such account", a.url + "/unknown/con/blob", 404, bloberror.CannotVerifyCopySource, ""},
		{"no such snapshot", c.URL() + "/plain?snapshot=2020-01-01T00:00:00.0000000Z", 404, bloberror.BlobNotFound, ""},
		{"no URL", "plain", 400, bloberror.InvalidHeaderValue, ""},
		{"no blob", c.URL(), 400, bloberror.CannotVerifyCopySource, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			to := c.NewBlobClient("to " + row.name)
			answer, err := to.StartCopyFromURL(t.Context(), row.source, nil)
			wantStatus(t, err, row.status, row.code)
			if row.code != "" {
				if err != nil && strings.Contains(err.Error(), "sig=") {
					t.Error("the error has the SAS")
				}
				return
			}
			if got := content(t, to); got != row.content || *answer.CopyStatus != blob.CopyStatusTypeSuccess {
				t.Errorf("%q, %s", got, *answer.CopyStatus)
			}
			p, err := to.GetProperties(t.Context(), nil)
			must(t, err)
			bare, _, _ := strings.Cut(row.source, "?")
			if !strings.HasPrefix(*p.CopySource, bare) || strings.Contains(*p.CopySource, "sig=") || *p.CopyID != *answer.CopyID {
				t.Errorf("%s, %s", *p.CopySource, *p.CopyID)
			}
		})
	}
}

// What a copy takes from its source, for each type; and that it is marked as a copy.
func TestCopyCarries(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "copies")
	headers := &blob.HTTPHeaders{BlobContentType: ptr("text/x"), BlobContentEncoding: ptr("zip"), BlobContentLanguage: ptr("de"),
		BlobContentDisposition: ptr("inline"), BlobCacheControl: ptr("no-store"), BlobContentMD5: []byte("0123456789abcdef")}
	b := c.NewBlockBlobClient("block")
	_, err := b.StageBlock(t.Context(), "AAAA", body("a block"), nil)
	must(t, err)
	_, err = b.CommitBlockList(t.Context(), []string{"AAAA"}, nil)
	must(t, err)
	newPageBlob(t, c, "page", 3)
	putPages(t, c.NewPageBlobClient("page"), 1, "A")
	_, err = newAppendBlob(t, c, "append").AppendBlock(t.Context(), body("appended"), nil)
	must(t, err)
	for _, name := range []string{"block", "page", "append"} {
		from, to := c.NewBlobClient(name), c.NewBlobClient("to-"+name)
		_, err := from.SetHTTPHeaders(t.Context(), *headers, nil)
		must(t, err)
		_, err = from.SetMetadata(t.Context(), map[string]*string{"of": &name}, nil)
		must(t, err)
		_, err = to.StartCopyFromURL(t.Context(), from.URL(), nil)
		must(t, err)
		was, err := from.GetProperties(t.Context(), nil)
		must(t, err)
		is, err := to.GetProperties(t.Context(), nil)
		must(t, err)
		describe := func(p blob.GetPropertiesResponse) string {
			return fmt.Sprint(*p.BlobType, *p.ContentLength, *p.ContentType, *p.ContentEncoding, *p.ContentLanguage, *p.ContentDisposition,
				*p.CacheControl, p.ContentMD5, *p.Metadata["Of"], len(p.Metadata), number(p.BlobCommittedBlockCount), number(p.BlobSequenceNumber))
		}
		if describe(was) != describe(is) {
			t.Errorf("%s became %s", describe(was), describe(is))
		}
		whole := content(t, from)
		if got := content(t, to); got != whole {
			t.Errorf("%s: %q became %q", name, whole, got)
		}
		_, err = to.StartCopyFromURL(t.Context(), from.URL(), &blob.StartCopyFromURLOptions{Metadata: map[string]*string{"own": ptr("x")}})
		must(t, err)
		is, err = to.GetProperties(t.Context(), nil)
		must(t, err)
		if len(is.Metadata) != 1 || is.Metadata["Own"] == nil {
			t.Errorf("the metadata became %v", is.Metadata)
		}
	}
	list, err := c.NewBlockBlobClient("to-block").GetBlockList(t.Context(), "all", nil)
	must(t, err)
	if len(list.CommittedBlocks) != 1 || *list.CommittedBlocks[0].Name != "AAAA" {
		t.Errorf("blocks %v", list.CommittedBlocks)
	}
	putPages(t, c.NewPageBlobClient("to-page"), 0, "xyz")
	_, err = c.NewAppendBlobClient("to-append").AppendBlock(t.Context(), body(" more"), nil)
	must(t, err)
	if got := letters(content(t, c.NewBlobClient("page"))) + content(t, c.NewBlobClient("append")); got != ".A.appended" {
		t.Errorf("the sources changed with their copies: %q", got)
	}
	_, err = c.NewBlobClient("block").StartCopyFromURL(t.Context(), c.NewBlobClient("page").URL(), nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
	_, err = b.StartCopyFromURL(t.Context(), b.URL(), &blob.StartCopyFromURLOptions{Metadata: map[string]*string{"own": ptr("x")}})
	must(t, err)
	if got := content(t, b); got != "a block" {
		t.Errorf("copied to itself, it is %q", got)
	}
}

func number(n any) string {
	switch n := n.(type) {
	case *int32:
		if n != nil {
			return fmt.Sprint(*n)
		}
	case *int64:
		if n != nil {
			return fmt.Sprint(*n)
		}
	}
	return "-"
}

func TestCopyConditions(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "copies")
	upload(t, c, "from", "content")
	upload(t, c, "to", "before")
	p, err := c.NewBlobClient("from").GetProperties(t.Context(), nil)
	must(t, err)
	source := func(s blob.SourceModifiedAccessConditions) *blob.StartCopyFromURLOptions {
		return &blob.StartCopyFromURLOptions{SourceModifiedAccessConditions: &s}
	}
	dest := func(m blob.ModifiedAccessConditions) *blob.StartCopyFromURLOptions {
		return &blob.StartCopyFromURLOptions{AccessConditions: &blob.AccessConditions{ModifiedAccessConditions: &m}}
	}
	later := p.LastModified.Add(time.Hour)
	for _, row := range []struct {
		options *blob.StartCopyFromURLOptions
		status  int
		code    bloberror.Code
	}{
		{source(blob.SourceModifiedAccessConditions{SourceIfMatch: p.ETag}), 0, ""},
		{source(blob.SourceModifiedAccessConditions{SourceIfMatch: ptr(azcore.ETag("a"))}), 412, bloberror.SourceConditionNotMet},
		{source(blob.SourceModifiedAccessConditions{SourceIfNoneMatch: p.ETag}), 412, bloberror.SourceConditionNotMet},
		{source(blob.SourceModifiedAccessConditions{SourceIfModifiedSince: &later}), 412, bloberror.SourceConditionNotMet},
		{source(blob.SourceModifiedAccessConditions{SourceIfUnmodifiedSince: &later}), 0, ""},
		{dest(blob.ModifiedAccessConditions{IfMatch: ptr(azcore.ETag("a"))}), 412, bloberror.ConditionNotMet},
		{dest(blob.ModifiedAccessConditions{IfNoneMatch: ptr(azcore.ETagAny)}), 409, bloberror.BlobAlreadyExists},
		{dest(blob.ModifiedAccessConditions{IfModifiedSince: &later}), 412, bloberror.ConditionNotMet},
		{dest(blob.ModifiedAccessConditions{IfUnmodifiedSince: &later}), 0, ""},
	} {
		_, err := c.NewBlobClient("to").StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), row.options)
		wantStatus(t, err, row.status, row.code)
	}
}

// A copy of 1000 bytes at 100 bytes a second, as time passes.
func TestPendingCopy(t *testing.T) {
	a := newAccount(t, emulator.WithCopySpeed(100))
	c := newContainer(t, a.Client, "copies")
	upload(t, c, "from", strings.Repeat("x", 1000))
	to := c.NewBlobClient("to")
	answer, err := to.StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
	must(t, err)
	if *answer.CopyStatus != blob.CopyStatusTypePending {
		t.Errorf("the answer is %s", *answer.CopyStatus)
	}
	if got := content(t, to); got != "" {
		t.Errorf("it holds %d bytes", len(got))
	}
	for name, write := range map[string]func() error{
		"Put Blob": func() error { _, err := c.NewBlockBlobClient("to").Upload(t.Context(), body("x"), nil); return err },
		"Put Block": func() error {
			_, err := c.NewBlockBlobClient("to").StageBlock(t.Context(), "AAAA", body("x"), nil)
			return err
		},
		"Put Block List":      func() error { _, err := c.NewBlockBlobClient("to").CommitBlockList(t.Context(), nil, nil); return err },
		"Set Blob Metadata":   func() error { _, err := to.SetMetadata(t.Context(), nil, nil); return err },
		"Set Blob Properties": func() error { _, err := to.SetHTTPHeaders(t.Context(), blob.HTTPHeaders{}, nil); return err },
		"Delete Blob":         func() error { _, err := to.Delete(t.Context(), nil); return err },
		"Snapshot Blob":       func() error { _, err := to.CreateSnapshot(t.Context(), nil); return err },
		"Copy Blob": func() error {
			_, err := to.StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
			return err
		},
		"from it": func() error { _, err := c.NewBlobClient("on").StartCopyFromURL(t.Context(), to.URL(), nil); return err },
	} {
		t.Log(name)
		wantStatus(t, write(), 409, bloberror.PendingCopyOperation)
	}
	for _, row := range []struct {
		passed time.Duration
		want   string
	}{{0, "pending 0/1000"}, {time.Second, "pending 100/1000"}, {8500 * time.Millisecond, "pending 950/1000"}, {time.Second, "success 1000/1000"}, {time.Second, "success 1000/1000"}} {
		a.pass(row.passed)
		if got := copied(t, to); got != row.want {
			t.Errorf("%q, want %q", got, row.want)
		}
	}
	item := list(t, c, container.ListBlobsFlatOptions{Include: container.ListBlobsInclude{Copy: true}})[1].Properties
	if *item.CopyID != *answer.CopyID || *item.CopyStatus != container.CopyStatusTypeSuccess || *item.CopyProgress != "1000/1000" ||
		*item.CopySource != c.NewBlobClient("from").URL() || !item.CopyCompletionTime.Equal(a.start.Add(10*time.Second)) {
		t.Errorf("listed as %s %s %s, complete at %s", *item.CopyStatus, *item.CopyProgress, *item.CopySource, item.CopyCompletionTime)
	}
	if item := list(t, c, container.ListBlobsFlatOptions{})[1].Properties; item.CopyID != nil {
		t.Error("the copy is listed without being asked for")
	}
	if got := content(t, to); len(got) != 1000 {
		t.Errorf("it holds %d bytes", len(got))
	}
	_, err = to.SetHTTPHeaders(t.Context(), blob.HTTPHeaders{}, nil)
	must(t, err)
	if got := copied(t, to); got != "no copy" {
		t.Errorf("changed, it says %q", got)
	}
}

func TestAbortCopy(t *testing.T) {
	a := newAccount(t, emulator.WithCopySpeed(100))
	c := newContainer(t, a.Client, "copies")
	upload(t, c, "from", strings.Repeat("x", 1000))
	to := c.NewBlobClient("to")
	answer, err := to.StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), &blob.StartCopyFromURLOptions{Metadata: map[string]*string{"a": ptr("b")}})
	must(t, err)
	a.pass(3 * time.Second)
	for _, row := range []struct {
		id     string
		status int
		code   bloberror.Code
	}{
		{"nonsense", 400, bloberror.InvalidQueryParameterValue},
		{service.NewID(), 409, bloberror.CopyIDMismatch},
		{*answer.CopyID, 0, ""},
		{*answer.CopyID, 409, bloberror.NoPendingCopyOperation},
	} {
		_, err := to.AbortCopyFromURL(t.Context(), row.id, nil)
		wantStatus(t, err, row.status, row.code)
	}
	a.pass(time.Minute)
	if got := copied(t, to); got != "aborted 300/1000" {
		t.Errorf("%q", got)
	}
	p, err := to.GetProperties(t.Context(), nil)
	must(t, err)
	if *p.ContentLength != 0 || len(p.Metadata) != 1 {
		t.Errorf("%d bytes and the metadata %v are left", *p.ContentLength, p.Metadata)
	}
}

// A copy fails when its source changes or is deleted during it, and when a fault says so.
func TestCopyFails(t *testing.T) {
	change := func(t *testing.T, c *container.Client) { upload(t, c, "from", "other") }
	for name, row := range map[string]struct {
		speed   int64
		during  func(*testing.T, *container.Client)
		failure string
		want    string
	}{
		"the source is changed": {100, change, "", `failed 1000/1000 412 ConditionNotMet "Copy failed when reading the source."`},
		"the source is deleted": {100, func(t *testing.T, c *container.Client) {
			_, err := c.NewBlobClient("from").Delete(t.Context(), nil)
			must(t, err)
		}, "", `failed 1000/1000 404 BlobNotFound "Copy failed when reading the source."`},
		"a fault, taking time":    {100, nil, "500 InternalError", "failed 1000/1000 500 InternalError"},
		"a fault, taking no time": {0, nil, "500 InternalError", "failed 1000/1000 500 InternalError"},
		"nothing":                 {100, nil, "", "success 1000/1000"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t, emulator.WithCopySpeed(row.speed), emulator.WithFaults(func(c service.Call) service.Fault {
				if c.Operation == "Copy Blob" {
					return service.Fault{CopyFailure: row.failure}
				}
				return service.Fault{}
			}))
			c := newContainer(t, a.Client, "copies")
			upload(t, c, "from", strings.Repeat("x", 1000))
			to := c.NewBlobClient("to")
			answer, err := to.StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
			must(t, err)
			if *answer.CopyStatus != blob.CopyStatusTypePending {
				t.Errorf("the answer is %s", *answer.CopyStatus)
			}
			if row.during != nil {
				a.pass(time.Second)
				row.during(t, c)
			}
			a.pass(10 * time.Second)
			if got := copied(t, to); got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
			if _, err := to.Delete(t.Context(), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// What happens to the source after a copy has ended does not matter to the copy, even if nobody looked at that in
// between.
func TestCopyEndsAtItsTime(t *testing.T) {
	a := newAccount(t, emulator.WithCopySpeed(100))
	c := newContainer(t, a.Client, "copies")
	upload(t, c, "from", strings.Repeat("x", 1000))
	to := c.NewBlobClient("to")
	_, err := to.StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
	must(t, err)
	a.pass(10 * time.Second)
	_, err = c.NewBlobClient("from").Delete(t.Context(), nil)
	must(t, err)
	if got := copied(t, to); got != "success 1000/1000" || len(content(t, to)) != 1000 {
		t.Errorf("%q", got)
	}
}

// A pending copy continues in a folder that is opened again.
func TestCopySurvives(t *testing.T) {
	folder := t.TempDir()
	first := newAccount(t, emulator.WithFolder(folder), emulator.WithCopySpeed(100))
	c := newContainer(t, first.Client, "copies")
	upload(t, c, "from", strings.Repeat("x", 1000))
	_, err := c.NewBlobClient("to").StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
	must(t, err)
	first.close()
	again := newAccount(t, emulator.WithFolder(folder))
	again.start = first.start
	to := again.NewContainerClient("copies").NewBlobClient("to")
	for _, want := range []string{"pending 500/1000", "success 1000/1000"} {
		again.pass(5 * time.Second)
		if got := copied(t, to); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := content(t, to); got != strings.Repeat("x", 1000) {
		t.Errorf("%d bytes", len(got))
	}
}

// The destination may be authorized by a SAS; its source then needs an authorization of its own.
func TestCopyWithSASOnBothSides(t *testing.T) {
	a := newAccount(t)
	c := newContainer(t, a.Client, "copies")
	upload(t, c, "from", "content")
	to := a.signed(t, auth.DevelopmentAccount, auth.DevelopmentKey, sas.BlobSignatureValues{ContainerName: "copies", BlobName: "to", Permissions: "w"}, "")
	client, err := blob.NewClientWithNoCredential(to, &blob.ClientOptions{ClientOptions: once()})
	must(t, err)
	_, err = client.StartCopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
	wantStatus(t, err, http.StatusNotFound, bloberror.CannotVerifyCopySource)
	from := a.signed(t, auth.DevelopmentAccount, auth.DevelopmentKey, sas.BlobSignatureValues{ContainerName: "copies", BlobName: "from"}, "")
	_, err = client.StartCopyFromURL(t.Context(), from, nil)
	must(t, err)
	if got := content(t, c.NewBlobClient("to")); got != "content" {
		t.Errorf("%q", got)
	}
}
