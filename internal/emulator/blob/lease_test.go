package blob_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/lease"
)

// leaser carries out lease operations on a blob or a container, and reports the state of its lease.
type leaser struct {
	calls func(t *testing.T, id string) leaseCalls
	state func(t *testing.T) string
}

// leaseCalls are the operations with one lease ID.
type leaseCalls struct {
	acquire        func(seconds int32) error
	renew, release func() error
	change         func(proposed string) error
	breakUp        func(period *int32) error
}

// do carries out an action. The number is the duration or the break period, the proposed ID is for a change.
func (l leaser) do(t *testing.T, id, action string, number int32, proposed string) error {
	t.Helper()
	calls := l.calls(t, id)
	switch action {
	case "acquire":
		return calls.acquire(number)
	case "renew":
		return calls.renew()
	case "change":
		return calls.change(proposed)
	case "release":
		return calls.release()
	}
	if number < 0 {
		return calls.breakUp(nil)
	}
	return calls.breakUp(&number)
}

func describe[A, B, C ~string](status *A, state *B, duration *C) string {
	text := string(*status) + " " + string(*state)
	if duration != nil {
		text += " " + string(*duration)
	}
	return text
}

func blobLeaser(c *container.Client) leaser {
	return leaser{
		calls: func(t *testing.T, id string) leaseCalls {
			l, err := lease.NewBlobClient(c.NewBlobClient("blob"), &lease.BlobClientOptions{LeaseID: &id})
			must(t, err)
			return leaseCalls{
				acquire: func(n int32) error { _, err := l.AcquireLease(t.Context(), n, nil); return err },
				renew:   func() error { _, err := l.RenewLease(t.Context(), nil); return err },
				release: func() error { _, err := l.ReleaseLease(t.Context(), nil); return err },
				change:  func(id string) error { _, err := l.ChangeLease(t.Context(), id, nil); return err },
				breakUp: func(n *int32) error {
					_, err := l.BreakLease(t.Context(), &lease.BlobBreakOptions{BreakPeriod: n})
					return err
				},
			}
		},
		state: func(t *testing.T) string {
			p, err := c.NewBlobClient("blob").GetProperties(t.Context(), nil)
			must(t, err)
			return describe(p.LeaseStatus, p.LeaseState, p.LeaseDuration)
		},
	}
}

func containerLeaser(c *container.Client) leaser {
	return leaser{
		calls: func(t *testing.T, id string) leaseCalls {
			l, err := lease.NewContainerClient(c, &lease.ContainerClientOptions{LeaseID: &id})
			must(t, err)
			return leaseCalls{
				acquire: func(n int32) error { _, err := l.AcquireLease(t.Context(), n, nil); return err },
				renew:   func() error { _, err := l.RenewLease(t.Context(), nil); return err },
				release: func() error { _, err := l.ReleaseLease(t.Context(), nil); return err },
				change:  func(id string) error { _, err := l.ChangeLease(t.Context(), id, nil); return err },
				breakUp: func(n *int32) error {
					_, err := l.BreakLease(t.Context(), &lease.ContainerBreakOptions{BreakPeriod: n})
					return err
				},
			}
		},
		state: func(t *testing.T) string {
			p, err := c.GetProperties(t.Context(), nil)
			must(t, err)
			return describe(p.LeaseStatus, p.LeaseState, p.LeaseDuration)
		},
	}
}

// Every action in every state. The steps before the last one lead to the state; "wait" lets seconds pass.
func TestLeaseActions(t *testing.T) {
	a, b := service.NewID(), service.NewID()
	ids := map[string]string{"A": a, "B": b}
	states := map[string][]string{
		"available": nil,
		"leased":    {"acquire A 15"},
		"endless":   {"acquire A -1"},
		"breaking":  {"acquire A -1", "break A 20", "wait 5"},
		"broken":    {"acquire A -1", "break A 0"},
		"expired":   {"acquire A 15", "wait 15"},
	}
	for _, row := range []struct {
		state, action string
		code          bloberror.Code
		after         string
	}{
		{"available", "acquire A 15", "", "locked leased fixed"},
		{"available", "acquire A -1", "", "locked leased infinite"},
		{"available", "acquire A 14", bloberror.InvalidHeaderValue, "unlocked available"},
		{"available", "acquire A 61", bloberror.InvalidHeaderValue, "unlocked available"},
		{"available", "renew A 0", bloberror.LeaseNotPresentWithLeaseOperation, "unlocked available"},
		{"available", "change A 0 B", bloberror.LeaseNotPresentWithLeaseOperation, "unlocked available"},
		{"available", "release A 0", bloberror.LeaseNotPresentWithLeaseOperation, "unlocked available"},
		{"available", "break A -1", bloberror.LeaseNotPresentWithLeaseOperation, "unlocked available"},
		{"leased", "acquire A -1", "", "locked leased infinite"},
		{"leased", "acquire B 15", bloberror.LeaseAlreadyPresent, "locked leased fixed"},
		{"leased", "renew A 0", "", "locked leased fixed"},
		{"leased", "renew B 0", bloberror.LeaseIDMismatchWithLeaseOperation, "locked leased fixed"},
		{"leased", "change A 0 B", "", "locked leased fixed"},
		{"leased", "change B 0 B", bloberror.LeaseIDMismatchWithLeaseOperation, "locked leased fixed"},
		{"leased", "release A 0", "", "unlocked available"},
		{"leased", "release B 0", bloberror.LeaseIDMismatchWithLeaseOperation, "locked leased fixed"},
		{"leased", "break A -1", "", "locked breaking"},
		{"leased", "break A 0", "", "unlocked broken"},
		{"leased", "break A 61", bloberror.InvalidHeaderValue, "locked leased fixed"},
		{"endless", "break A -1", "", "unlocked broken"},
		{"endless", "break A 60", "", "locked breaking"},
		{"breaking", "acquire A 15", bloberror.LeaseIsBreakingAndCannotBeAcquired, "locked breaking"},
		{"breaking", "acquire B 15", bloberror.LeaseAlreadyPresent, "locked breaking"},
		{"breaking", "renew A 0", bloberror.LeaseIsBrokenAndCannotBeRenewed, "locked breaking"},
		{"breaking", "change A 0 B", bloberror.LeaseIsBreakingAndCannotBeChanged, "locked breaking"},
		{"breaking", "release A 0", "", "unlocked available"},
		{"breaking", "break A -1", "", "locked breaking"},
		{"breaking", "break A 0", "", "unlocked broken"},
		{"breaking", "wait 15", "", "unlocked broken"},
		{"broken", "acquire B 15", "", "locked leased fixed"},
		{"broken", "renew A 0", bloberror.LeaseIsBrokenAndCannotBeRenewed, "unlocked broken"},
		{"broken", "change A 0 B", bloberror.LeaseNotPresentWithLeaseOperation, "unlocked broken"},
		{"broken", "release A 0", "", "unlocked available"},
		{"broken", "break A -1", "", "unlocked broken"},
		{"expired", "acquire B 15", "", "locked leased fixed"},
		{"expired", "renew A 0", "", "locked leased fixed"},
		{"expired", "renew B 0", bloberror.LeaseIDMismatchWithLeaseOperation, "unlocked expired"},
		{"expired", "change A 0 B", bloberror.LeaseNotPresentWithLeaseOperation, "unlocked expired"},
		{"expired", "release A 0", "", "unlocked available"},
		{"expired", "break A -1", "", "unlocked broken"},
	} {
		t.Run(row.state+", "+row.action, func(t *testing.T) {
			account := newAccount(t)
			c := newContainer(t, account.Client, "leases")
			upload(t, c, "blob", "content")
			for name, l := range map[string]leaser{"blob": blobLeaser(c), "container": containerLeaser(c)} {
				step := func(text string) error {
					var action, id, proposed string
					var number int32
					fields := strings.Fields(text)
					if fields[0] == "wait" {
						_, err := fmt.Sscan(fields[1], &number)
						must(t, err)
						account.pass(time.Duration(number) * time.Second)
						return nil
					}
					action, id = fields[0], ids[fields[1]]
					_, err := fmt.Sscan(fields[2], &number)
					must(t, err)
					if len(fields) > 3 {
						proposed = ids[fields[3]]
					}
					return l.do(t, id, action, number, proposed)
				}
				for _, before := range states[row.state] {
					must(t, step(before))
				}
				wantCode(t, step(row.action), row.code)
				if got := l.state(t); got != row.after {
					t.Errorf("the %s is %q, want %q", name, got, row.after)
				}
			}
		})
	}
}

// Writing and reading a blob, by its lease and the ID that is given.
func TestLeasedBlob(t *testing.T) {
	a, b := service.NewID(), service.NewID()
	for _, row := range []struct {
		state       string
		id          string // none, A or B
		write, read bloberror.Code
	}{
		{"available", "", "", ""},
		{"available", a, bloberror.LeaseNotPresentWithBlobOperation, bloberror.LeaseNotPresentWithBlobOperation},
		{"leased", "", bloberror.LeaseIDMissing, ""},
		{"leased", a, "", ""},
		{"leased", strings.ToUpper(a), "", ""},
		{"leased", b, bloberror.LeaseIDMismatchWithBlobOperation, bloberror.LeaseIDMismatchWithBlobOperation},
		{"leased", "nonsense", bloberror.InvalidHeaderValue, bloberror.InvalidHeaderValue},
		{"breaking", "", bloberror.LeaseIDMissing, ""},
		{"breaking", a, "", ""},
		{"expired", "", "", ""},
		{"expired", a, bloberror.LeaseLost, bloberror.LeaseLost},
	} {
		writes := map[string]func(t *testing.T, c *container.Client, access *blob.AccessConditions) error{
			"Put Blob": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlockBlobClient("blob").Upload(t.Context(), body("x"), &blockblob.UploadOptions{AccessConditions: access})
				return err
			},
			"Put Block": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlockBlobClient("blob").StageBlock(t.Context(), "AAAA", body("x"), &blockblob.StageBlockOptions{LeaseAccessConditions: access.LeaseAccessConditions})
				return err
			},
			"Put Block List": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlockBlobClient("blob").CommitBlockList(t.Context(), nil, &blockblob.CommitBlockListOptions{AccessConditions: access})
				return err
			},
			"Set Blob Metadata": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlobClient("blob").SetMetadata(t.Context(), nil, &blob.SetMetadataOptions{AccessConditions: access})
				return err
			},
			"Set Blob Properties": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlobClient("blob").SetHTTPHeaders(t.Context(), blob.HTTPHeaders{}, &blob.SetHTTPHeadersOptions{AccessConditions: access})
				return err
			},
			"Copy Blob": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlobClient("blob").StartCopyFromURL(t.Context(), c.NewBlobClient("other").URL(), &blob.StartCopyFromURLOptions{AccessConditions: access})
				return err
			},
			"Delete Blob": func(t *testing.T, c *container.Client, access *blob.AccessConditions) error {
				_, err := c.NewBlobClient("blob").Delete(t.Context(), &blob.DeleteOptions{AccessConditions: access})
				return err
			},
		}
		for name, write := range writes {
			t.Run(row.state+", "+name, func(t *testing.T) {
				account := newAccount(t)
				c := newContainer(t, account.Client, "leases")
				upload(t, c, "blob", "content")
				upload(t, c, "other", "content")
				l := blobLeaser(c)
				if row.state != "available" {
					must(t, l.do(t, a, "acquire", 15, ""))
				}
				switch row.state {
				case "breaking":
					must(t, l.do(t, a, "break", 10, ""))
				case "expired":
					account.pass(time.Minute)
				}
				access := &blob.AccessConditions{LeaseAccessConditions: &blob.LeaseAccessConditions{}}
				if row.id != "" {
					access.LeaseAccessConditions.LeaseID = &row.id
				}
				_, err := c.NewBlobClient("blob").DownloadStream(t.Context(), &blob.DownloadStreamOptions{AccessConditions: access})
				wantCode(t, err, row.read)
				wantCode(t, write(t, c, access), row.write)
				if name == "Put Blob" && row.state == "leased" && row.write == "" {
					if got := l.state(t); got != "locked leased fixed" {
						t.Errorf("overwritten, it is %q", got)
					}
				}
				if name == "Set Blob Metadata" && row.state == "expired" && row.write == "" {
					wantCode(t, l.do(t, a, "renew", 0, ""), bloberror.LeaseNotPresentWithLeaseOperation)
				}
			})
		}
	}
}

func TestLeasedContainer(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "leases")
	id := service.NewID()
	must(t, containerLeaser(c).do(t, id, "acquire", -1, ""))
	upload(t, c, "blob", "a lease of the container does not lock what is in it")
	_, err := c.SetMetadata(t.Context(), nil)
	must(t, err)
	remove := func(id *string) error {
		_, err := c.Delete(t.Context(), &container.DeleteOptions{AccessConditions: &container.AccessConditions{LeaseAccessConditions: &container.LeaseAccessConditions{LeaseID: id}}})
		return err
	}
	wantStatus(t, remove(nil), 412, bloberror.LeaseIDMissing)
	wantStatus(t, remove(ptr(service.NewID())), 412, bloberror.LeaseIDMismatchWithContainerOperation)
	wantStatus(t, remove(&id), 0, "")
}

// Listings show the leases, and a snapshot has none.
func TestListLeases(t *testing.T) {
	account := newAccount(t)
	c := newContainer(t, account.Client, "leases")
	upload(t, c, "blob", "content")
	must(t, blobLeaser(c).do(t, service.NewID(), "acquire", -1, ""))
	must(t, containerLeaser(c).do(t, service.NewID(), "acquire", 15, ""))
	take(t, c, "blob")
	var got []string
	for _, item := range list(t, c, container.ListBlobsFlatOptions{Include: container.ListBlobsInclude{Snapshots: true}}) {
		got = append(got, describe(item.Properties.LeaseStatus, item.Properties.LeaseState, item.Properties.LeaseDuration))
	}
	page, err := account.NewListContainersPager(nil).NextPage(t.Context())
	must(t, err)
	p := page.ContainerItems[0].Properties
	got = append(got, describe(p.LeaseStatus, p.LeaseState, p.LeaseDuration))
	if got := strings.Join(got, ", "); got != "unlocked available, locked leased infinite, locked leased fixed" {
		t.Errorf("%s", got)
	}
}
