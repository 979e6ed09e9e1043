package blob_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/auth"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
)

// take takes a snapshot and returns its time.
func take(t *testing.T, c *container.Client, name string) string {
	t.Helper()
	answer, err := c.NewBlobClient(name).CreateSnapshot(t.Context(), nil)
	must(t, err)
	return *answer.Snapshot
}

// at returns a client of a snapshot.
func at(t *testing.T, c *container.Client, name, snapshot string) *blob.Client {
	t.Helper()
	s, err := c.NewBlobClient(name).WithSnapshot(snapshot)
	must(t, err)
	return s
}

// A snapshot of a blob of any type stays what it is, whatever becomes of the blob, and goes only when it is deleted.
func TestSnapshotStays(t *testing.T) {
	block := func(t *testing.T, c *container.Client, text string) { upload(t, c, "blob", text) }
	commit := func(t *testing.T, c *container.Client, text string) {
		b := c.NewBlockBlobClient("blob")
		_, err := b.StageBlock(t.Context(), "AAAA", body(text), nil)
		must(t, err)
		_, err = b.CommitBlockList(t.Context(), []string{"AAAA"}, nil)
		must(t, err)
	}
	page := func(t *testing.T, c *container.Client, text string) {
		newPageBlob(t, c, "blob", 2)
		p := c.NewPageBlobClient("blob")
		putPages(t, p, 0, text[:2])
	}
	pageAt := func(n int) func(*testing.T, *container.Client, string) {
		return func(t *testing.T, c *container.Client, text string) {
			putPages(t, c.NewPageBlobClient("blob"), n, text[:1])
		}
	}
	resize := func(t *testing.T, c *container.Client, _ string) {
		_, err := c.NewPageBlobClient("blob").Resize(t.Context(), 512, nil)
		must(t, err)
	}
	appendTo := func(t *testing.T, c *container.Client, text string) {
		_, err := c.NewAppendBlobClient("blob").AppendBlock(t.Context(), body(text), nil)
		must(t, err)
	}
	appended := func(t *testing.T, c *container.Client, text string) {
		newAppendBlob(t, c, "blob")
		appendTo(t, c, text)
	}
	for name, steps := range map[string][]func(*testing.T, *container.Client, string){
		"put over put":       {block, block, block},
		"put over blocks":    {commit, block, commit},
		"blocks over blocks": {commit, commit},
		"pages over pages":   {page, pageAt(1), pageAt(1), resize, pageAt(0), page},
		"appended":           {appended, appendTo, appendTo, appended},
	} {
		t.Run(name, func(t *testing.T) {
			c := newContainer(t, newAccount(t).Client, "snapshots")
			var times, want []string
			for i, step := range steps {
				step(t, c, fmt.Sprint(i, " in order"))
				times = append(times, take(t, c, "blob"))
				want = append(want, content(t, c.NewBlobClient("blob")))
			}
			for i := range steps {
				if got := content(t, at(t, c, "blob", times[i])); got != want[i] {
					t.Errorf("snapshot %d changed to %d bytes", i, len(got))
				}
			}
			_, err := at(t, c, "blob", times[0]).Delete(t.Context(), nil)
			must(t, err)
			for i := 1; i < len(steps); i++ {
				if got := content(t, at(t, c, "blob", times[i])); got != want[i] {
					t.Errorf("snapshot %d changed to %d bytes when another was deleted", i, len(got))
				}
			}
		})
	}
}

// Snapshots taken in the same instant have strictly increasing times of seven digits.
func TestSnapshotTimes(t *testing.T) {
	a := newAccount(t)
	c := newContainer(t, a.Client, "snapshots")
	upload(t, c, "blob", "content")
	last := ""
	for i := range 20 {
		if i == 10 {
			a.pass(-time.Minute) // the clock is set
		}
		id := take(t, c, "blob")
		if _, err := time.Parse("2006-01-02T15:04:05.0000000Z", id); err != nil || id <= last {
			t.Errorf("%s after %s, %v", id, last, err)
		}
		last = id
	}
}

func TestSnapshotMetadata(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "snapshots")
	b := c.NewBlockBlobClient("blob")
	_, err := b.Upload(t.Context(), body("content"), nil)
	must(t, err)
	put, err := b.SetMetadata(t.Context(), map[string]*string{"of": ptr("blob")}, nil)
	must(t, err)
	plain := at(t, c, "blob", take(t, c, "blob"))
	answer, err := b.CreateSnapshot(t.Context(), &blob.CreateSnapshotOptions{Metadata: map[string]*string{"own": ptr("snapshot")}})
	must(t, err)
	own := at(t, c, "blob", *answer.Snapshot)
	for _, row := range []struct {
		client   *blob.Client
		name     string
		value    string
		sameETag bool
	}{{plain, "Of", "blob", true}, {own, "Own", "snapshot", false}, {c.NewBlobClient("blob"), "Of", "blob", true}} {
		p, err := row.client.GetProperties(t.Context(), nil)
		must(t, err)
		if len(p.Metadata) != 1 || p.Metadata[row.name] == nil || *p.Metadata[row.name] != row.value || (*p.ETag == *put.ETag) != row.sameETag {
			t.Errorf("%s: %v, %s", row.client.URL(), p.Metadata, *p.ETag)
		}
	}
}

func TestSnapshotsAreReadOnly(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "snapshots")
	newPageBlob(t, c, "page", 2)
	putPages(t, c.NewPageBlobClient("page"), 1, "A")
	snapshot := take(t, c, "page")
	p, err := c.NewPageBlobClient("page").WithSnapshot(snapshot)
	must(t, err)
	putPages(t, c.NewPageBlobClient("page"), 0, "B")
	if got := ranges(t, p, nil); got != "1-2" {
		t.Errorf("ranges %q", got)
	}
	_, err = p.SetMetadata(t.Context(), nil, nil)
	wantStatus(t, err, 400, bloberror.InvalidQueryParameterValue)
	_, err = p.CreateSnapshot(t.Context(), nil)
	wantStatus(t, err, 400, bloberror.InvalidQueryParameterValue)
	_, err = p.ClearPages(t.Context(), blob.HTTPRange{Count: 512}, nil)
	wantStatus(t, err, 400, bloberror.InvalidQueryParameterValue)
	for _, missing := range []string{"2020-01-01T00:00:00.0000000Z", "yesterday"} {
		_, err := at(t, c, "page", missing).DownloadStream(t.Context(), nil)
		if missing == "yesterday" {
			wantStatus(t, err, 400, bloberror.InvalidQueryParameterValue)
		} else {
			wantStatus(t, err, 404, bloberror.BlobNotFound)
		}
	}
}

func TestSnapshotBlockList(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "snapshots")
	b := c.NewBlockBlobClient("blob")
	for _, id := range []string{"AAAA", "BBBB"} {
		_, err := b.StageBlock(t.Context(), id, body(id), nil)
		must(t, err)
		_, err = b.CommitBlockList(t.Context(), []string{id}, nil)
		must(t, err)
		take(t, c, "blob")
	}
	_, err := b.StageBlock(t.Context(), "CCCC", body("more"), nil)
	must(t, err)
	for i, item := range list(t, c, container.ListBlobsFlatOptions{Include: container.ListBlobsInclude{Snapshots: true}}) {
		if item.Snapshot == nil {
			continue
		}
		s, err := b.WithSnapshot(*item.Snapshot)
		must(t, err)
		answer, err := s.GetBlockList(t.Context(), "all", nil)
		must(t, err)
		if len(answer.CommittedBlocks) != 1 || *answer.CommittedBlocks[0].Name != []string{"AAAA", "BBBB"}[i] || len(answer.UncommittedBlocks) != 0 {
			t.Errorf("snapshot %d: %v", i, answer.BlockList)
		}
	}
}

func TestDeleteWithSnapshots(t *testing.T) {
	for _, row := range []struct {
		name string
		what *blob.DeleteSnapshotsOptionType
		at   bool // a snapshot is deleted
		code bloberror.Code
		left string
	}{
		{"no word of them", nil, false, bloberror.SnapshotsPresent, "1 2 3 blob"},
		{"with them", ptr(blob.DeleteSnapshotsOptionTypeInclude), false, "", ""},
		{"only them", ptr(blob.DeleteSnapshotsOptionTypeOnly), false, "", "blob"},
		{"one of them", nil, true, "", "1 3 blob"},
		{"one of them and what it has not", ptr(blob.DeleteSnapshotsOptionTypeInclude), true, bloberror.InvalidHeaderValue, "1 2 3 blob"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := newContainer(t, newAccount(t).Client, "snapshots")
			upload(t, c, "blob", "content")
			times := []string{take(t, c, "blob"), take(t, c, "blob"), take(t, c, "blob")}
			client := c.NewBlobClient("blob")
			if row.at {
				client = at(t, c, "blob", times[1])
			}
			_, err := client.Delete(t.Context(), &blob.DeleteOptions{DeleteSnapshots: row.what})
			wantCode(t, err, row.code)
			var left []string
			for _, item := range list(t, c, container.ListBlobsFlatOptions{Include: container.ListBlobsInclude{Snapshots: true}}) {
				left = append(left, called(item, times))
			}
			if got := strings.Join(left, " "); got != row.left {
				t.Errorf("left are %q, want %q", got, row.left)
			}
		})
	}
}

// called returns the name of a listed blob, or the number of the snapshot.
func called(item *container.BlobItem, times []string) string {
	for i, id := range times {
		if item.Snapshot != nil && *item.Snapshot == id {
			return itoa(i + 1)
		}
	}
	return *item.Name
}

// Snapshots come before their blob, in the order of their times, with pages of any size, and only when they are asked
// for.
func TestListSnapshots(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "snapshots")
	var times []string
	for _, name := range []string{"a", "a\x01", "a/b", "ab"} {
		upload(t, c, name, "content")
	}
	for _, name := range []string{"a", "ab", "a/b", "a", "ab"} {
		times = append(times, take(t, c, name))
	}
	for _, row := range []struct {
		include bool
		prefix  string
		want    string
	}{
		{false, "", "a|a\x01|a/b|ab"},
		{true, "", "1|4|a|a\x01|3|a/b|2|5|ab"},
		{true, "a/", "3|a/b"},
		{true, "ab", "2|5|ab"},
	} {
		for size := int32(1); size <= 10; size++ {
			var got []string
			for _, item := range list(t, c, container.ListBlobsFlatOptions{
				Prefix: &row.prefix, MaxResults: &size, Include: container.ListBlobsInclude{Snapshots: row.include},
			}) {
				got = append(got, called(item, times))
			}
			if got := strings.Join(got, "|"); got != row.want {
				t.Errorf("prefix %q, %d a page: %q, want %q", row.prefix, size, got, row.want)
			}
		}
	}
	pager := c.NewListBlobsHierarchyPager("/", &container.ListBlobsHierarchyOptions{Include: container.ListBlobsInclude{Snapshots: true}})
	_, err := pager.NextPage(t.Context())
	wantStatus(t, err, 400, bloberror.InvalidQueryParameterValue)
}

// A snapshot can be read with a SAS for its container, its blob or itself; the blob not with one for the snapshot.
func TestSnapshotSAS(t *testing.T) {
	a := newAccount(t)
	c := newContainer(t, a.Client, "snapshots")
	upload(t, c, "blob", "old")
	id := take(t, c, "blob")
	upload(t, c, "blob", "new")
	taken, err := time.Parse(time.RFC3339Nano, id)
	must(t, err)
	other := take(t, c, "blob")
	key, err := blob.NewSharedKeyCredential(auth.DevelopmentAccount, auth.DevelopmentKey)
	must(t, err)
	sign := func(v sas.BlobSignatureValues) string {
		v.Protocol, v.ExpiryTime, v.ContainerName = sas.ProtocolHTTPSandHTTP, a.now().Add(time.Hour), "snapshots"
		v.Permissions = (&sas.BlobPermissions{Read: true}).String()
		query, err := v.SignWithSharedKey(key)
		must(t, err)
		return query.Encode()
	}
	for _, row := range []struct {
		name, sas string
		old, new  bool // whether the snapshot, the blob and another snapshot may be read
		other     bool
	}{
		{"container", sign(sas.BlobSignatureValues{}), true, true, true},
		{"blob", sign(sas.BlobSignatureValues{BlobName: "blob"}), true, true, true},
		{"snapshot", sign(sas.BlobSignatureValues{BlobName: "blob", SnapshotTime: taken}), true, false, false},
	} {
		for _, ask := range []struct {
			snapshot string
			may      bool
		}{{id, row.old}, {"", row.new}, {other, row.other}} {
			query := withoutSnapshot(row.sas)
			if ask.snapshot != "" {
				query += "&snapshot=" + ask.snapshot
			}
			client, err := pageblob.NewClientWithNoCredential(c.URL()+"/blob?"+query, &pageblob.ClientOptions{ClientOptions: once()})
			must(t, err)
			if _, err = client.GetProperties(t.Context(), nil); (err == nil) != ask.may {
				t.Errorf("SAS for the %s, snapshot %q: %v", row.name, ask.snapshot, err)
			}
		}
	}
}

// withoutSnapshot takes the address of a snapshot from a SAS.
func withoutSnapshot(query string) string {
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		if !strings.HasPrefix(part, "snapshot=") {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}
