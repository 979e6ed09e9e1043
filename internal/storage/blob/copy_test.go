package blob

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// The object that the tests copy, and its link, whose signature must not show anywhere.
var asListed = storage.Object{Name: "b", Size: 20, ETag: `"0x1"`, Props: storage.Properties{ContentMD5: []byte("0123456789abcdef")}}

const (
	sourceLink  = storage.Secret("https://src.blob.core.windows.net/c/a%20b?sv=1&se=tomorrow&sig=topsecret")
	elsewhere   = "https://src.blob.core.windows.net/c/another?sv=1"
	anotherLook = "https://SRC.blob.core.windows.net:443/c/a%20b?sv=0&se=yesterday"
)

// started answers Copy Blob.
func started(w http.ResponseWriter, id, status string) {
	w.Header().Set("x-ms-copy-id", id)
	w.Header().Set("x-ms-copy-status", status)
	w.WriteHeader(http.StatusAccepted)
}

// there answers Get Blob Properties of 20 bytes that a copy made, or is making.
func there(w http.ResponseWriter, id, status string, more ...string) {
	h := w.Header()
	h.Set("Content-Length", "20")
	h.Set("x-ms-copy-id", id)
	h.Set("x-ms-copy-status", status)
	h.Set("x-ms-copy-source", anotherLook)
	for i := 0; i+1 < len(more); i += 2 {
		h.Set(more[i], more[i+1])
	}
}

func TestStartCopyIsOneRequest(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { started(w, "id1", "pending") })
	status, err := wire.container(t, "/vd").StartCopy(t.Context(), asListed, sourceLink)
	if err != nil || status != (storage.CopyStatus{ID: "id1"}) {
		t.Fatalf("got %+v, %v", status, err)
	}
	wire.wantOps(t, "PUT")
	r := wire.requests[0]
	if r.uri != "/account/c/vd%2Fb" {
		t.Errorf("sent to %s", r.uri)
	}
	r.wantHeaders(t, map[string]string{
		"x-ms-copy-source": sourceLink.Reveal(), "x-ms-source-if-match": `"0x1"`,
		// The service takes from the source whatever the request leaves out.
		"x-ms-blob-type": "", "x-ms-blob-content-type": "", "x-ms-blob-content-md5": "",
	})
}

func TestStartCopyConditions(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) { started(w, "id1", "pending") })
	c := wire.container(t, "")
	snapshot := asListed
	snapshot.Snapshot = aSnapshot
	for i, tt := range []struct {
		obj  storage.Object
		want string
	}{
		{asListed, `"0x1"`},
		{snapshot, ""},
		{storage.Object{Name: "b"}, ""},
	} {
		if _, err := c.StartCopy(t.Context(), tt.obj, sourceLink); err != nil {
			t.Fatal(err)
		}
		wire.requests[i].wantHeaders(t, map[string]string{"x-ms-source-if-match": tt.want})
	}
}

// serveCopy answers Copy Blob and then Get Blob Properties.
func serveCopy(status string, look func(w http.ResponseWriter)) func(http.ResponseWriter, request, int) {
	return func(w http.ResponseWriter, r request, n int) {
		if r.op == "PUT" {
			started(w, "id1", status)
			return
		}
		look(w)
	}
}

// A copy that is complete at once is checked nevertheless.
func TestCopyThatIsCompleteAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name string
		look func(w http.ResponseWriter)
		want storage.CopyStatus
		err  string
	}{
		{"whole", func(w http.ResponseWriter) { there(w, "id1", "success") }, storage.CopyStatus{ID: "id1", Copied: 20, Done: true}, ""},
		{"short", func(w http.ResponseWriter) { there(w, "id1", "success", "Content-Length", "19") }, storage.CopyStatus{}, "the copy has 19 bytes, but the source had 20"},
		{"not there yet", func(w http.ResponseWriter) { refuse(w, 404, "BlobNotFound") }, storage.CopyStatus{ID: "id1"}, ""},
		{"a SAS that may only write", func(w http.ResponseWriter) { refuse(w, 403, "AuthorizationPermissionMismatch") }, storage.CopyStatus{ID: "id1", Copied: 20, Done: true}, ""},
		{"replaced", func(w http.ResponseWriter) { there(w, "id2", "success") }, storage.CopyStatus{}, "The local copy id is different"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, serveCopy("success", tt.look))
			got, err := wire.container(t, "").StartCopy(t.Context(), asListed, sourceLink)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got %+v, %v", got, err)
			}
			wire.wantOps(t, "PUT, HEAD")
		})
	}
}

func TestCopyStatus(t *testing.T) {
	const failure = `Failed to copy from "https://SRC.blob.core.windows.net:443/c/a%20b" to "`
	for _, tt := range []struct {
		name  string
		serve func(w http.ResponseWriter)
		want  storage.CopyStatus
		kind  storage.Kind
		err   string
	}{
		{"pending", func(w http.ResponseWriter) { there(w, "id1", "pending", "x-ms-copy-progress", "7/20") }, storage.CopyStatus{ID: "id1", Copied: 7}, 0, ""},
		{"pending, with a fault that passes", func(w http.ResponseWriter) {
			there(w, "id1", "pending", "x-ms-copy-status-description", "502 BadGateway: will retry")
		}, storage.CopyStatus{ID: "id1"}, 0, ""},
		{"progress that is not one", func(w http.ResponseWriter) { there(w, "id1", "pending", "x-ms-copy-progress", "half") }, storage.CopyStatus{ID: "id1"}, 0, ""},
		{"success", func(w http.ResponseWriter) { there(w, "id1", "success", "x-ms-copy-progress", "20/20") }, storage.CopyStatus{ID: "id1", Copied: 20, Done: true}, 0, ""},
		{"success of another size", func(w http.ResponseWriter) { there(w, "id1", "success", "Content-Length", "0") }, storage.CopyStatus{}, storage.Changed, "the copy has 0 bytes"},
		{"failed", func(w http.ResponseWriter) {
			there(w, "id1", "failed", "x-ms-copy-status-description", `404 CannotVerifyCopySource "Copy source does not exist" sig=topsecret`)
		}, storage.CopyStatus{}, storage.Other, `Copy status: Failed; Description: 404 CannotVerifyCopySource "Copy source does not exist" sig=******.`},
		{"failed since the source changed", func(w http.ResponseWriter) {
			there(w, "id1", "failed", "x-ms-copy-status-description", "412 PreconditionFailed")
		}, storage.CopyStatus{}, storage.Changed, failure},
		{"aborted", func(w http.ResponseWriter) { there(w, "id1", "aborted", "Content-Length", "0") }, storage.CopyStatus{}, storage.Other, "Copy status: Aborted; Description: ."},
		{"another copy", func(w http.ResponseWriter) { there(w, "id2", "pending") }, storage.CopyStatus{}, storage.Other, "The local copy id is different from the one returned from the server."},
		{"no longer a copy", func(w http.ResponseWriter) {}, storage.CopyStatus{}, storage.Other, "The local copy id is different"},
		{"an unknown state", func(w http.ResponseWriter) { there(w, "id1", "") }, storage.CopyStatus{}, storage.Other, failure},
		{"absent", func(w http.ResponseWriter) { refuse(w, 404, "BlobNotFound") }, storage.CopyStatus{}, storage.NotFound, "(404)"},
		{"source snapshot in the text", func(w http.ResponseWriter) {
			there(w, "id1", "failed", "x-ms-copy-source", "https://src/c/b?snapshot="+aSnapshot+"&sig=topsecret")
		}, storage.CopyStatus{}, storage.Other, `from "https://src/c/b?snapshot=2013-02-25T08%3A07%3A57.1234567Z" to`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wire := newWire(t, func(w http.ResponseWriter, _ request, _ int) { tt.serve(w) })
			c := wire.container(t, "")
			got, err := c.CopyStatus(t.Context(), asListed, "id1")
			if got != tt.want || (err == nil) != (tt.err == "") || storage.KindOf(err) != tt.kind {
				t.Fatalf("got %+v, kind %d, %v", got, storage.KindOf(err), err)
			}
			if err != nil && (!strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "topsecret")) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "Copy status") && !strings.Contains(err.Error(), `to "`+wire.url+`/c/b". Copy status`) {
				t.Errorf("got %v", err)
			}
			wire.wantOps(t, "HEAD")
		})
	}
}

// TestAFailedCopyShowsNoSignature makes the destination repeat the signature of the source's link, which the request for the
// copy's status does not have.
func TestAFailedCopyShowsNoSignature(t *testing.T) {
	const signature = "c2Vj+mV0c2VjcmV0/2VjcmV0c2VjcmV0c2VjcmV0c2V="
	for name, look := range map[string]func(w http.ResponseWriter, quoted string){
		"description": func(w http.ResponseWriter, quoted string) {
			there(w, "id1", "failed", "x-ms-copy-status-description", "403 AuthenticationFailed "+quoted)
		},
		"state":        func(w http.ResponseWriter, quoted string) { there(w, "id1", quoted) },
		"a refusal":    func(w http.ResponseWriter, quoted string) { refuse(w, 403, quoted) },
		"an odd value": func(w http.ResponseWriter, quoted string) { there(w, "id1", "failed", "x-ms-blob-type", quoted) },
	} {
		for _, quoted := range []string{
			signature, strings.TrimRight(signature, "="), url.QueryEscape(signature), "signature " + signature, url.QueryEscape("sig=" + signature),
		} {
			wire := newWire(t, serveCopy("pending", func(w http.ResponseWriter) { look(w, quoted) }))
			c := wire.container(t, "?sv=1&sig=x")
			link := storage.Secret("https://src.blob.core.windows.net/c/b?sv=1&sig=" + url.QueryEscape(signature))
			if _, err := c.StartCopy(t.Context(), asListed, link); err != nil {
				t.Fatal(err)
			}
			_, err := c.CopyStatus(t.Context(), asListed, "id1")
			if text := fmt.Sprint(err); !strings.Contains(text, storage.Masked) || strings.Contains(text, "mV0") {
				t.Errorf("%s %q: %v", name, quoted, err)
			}
		}
	}
}

// TestPendingCopyInTheWay has Copy Blob refused until the other copy, which is in the next state at each look, is gone.
func TestPendingCopyInTheWay(t *testing.T) {
	pending := func(source string) func(w http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			there(w, "id0", "pending", "x-ms-copy-source", source, "x-ms-copy-progress", "5/20")
		}
	}
	ended := func(w http.ResponseWriter) { there(w, "id0", "success") }
	for _, tt := range []struct {
		name  string
		looks []func(w http.ResponseWriter)
		want  storage.CopyStatus
		ops   string
	}{
		{"of the same source", []func(http.ResponseWriter){pending(anotherLook)}, storage.CopyStatus{ID: "id0", Copied: 5}, "PUT, HEAD"},
		{"of another source", []func(http.ResponseWriter){pending(elsewhere)}, storage.CopyStatus{}, "PUT, HEAD"},
		{"of a snapshot", []func(http.ResponseWriter){pending(anotherLook + "&snapshot=" + aSnapshot)}, storage.CopyStatus{}, "PUT, HEAD"},
		{"at another port", []func(http.ResponseWriter){pending(strings.Replace(anotherLook, "443", "444", 1))}, storage.CopyStatus{}, "PUT, HEAD"},
		{"that has just ended", []func(http.ResponseWriter){ended}, storage.CopyStatus{ID: "id1"}, "PUT, HEAD, PUT"},
		{"that ends again and again", []func(http.ResponseWriter){ended, ended, ended, ended, ended}, storage.CopyStatus{}, "PUT, HEAD, PUT, HEAD, PUT, HEAD, PUT, HEAD, PUT"},
		{"that can't be looked at", []func(http.ResponseWriter){func(w http.ResponseWriter) { refuse(w, 403, "AuthorizationFailure") }}, storage.CopyStatus{}, "PUT, HEAD"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			looks := tt.looks
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				switch {
				case r.op == "PUT" && len(looks) > 0:
					refuse(w, 409, "PendingCopyOperation")
				case r.op == "PUT":
					started(w, "id1", "pending")
				default:
					looks[0](w)
					looks = looks[1:]
				}
			})
			got, err := wire.container(t, "").StartCopy(t.Context(), asListed, sourceLink)
			wire.wantOps(t, tt.ops)
			if got != tt.want || (err == nil) != (tt.want.ID != "") {
				t.Errorf("got %+v, %v", got, err)
			}
			if err != nil && !strings.Contains(err.Error(), "Another copy to this blob is under way") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestABlobThatGoesWhileItsCopyStarts has a blob in the way that is gone at the next look. The copy is tried again; only a
// second refusal with nothing there shows that it concerns the source, where the code does not say so.
func TestABlobThatGoesWhileItsCopyStarts(t *testing.T) {
	for _, tt := range []struct {
		status, times int // the refusals
		code          string
		ops           string
		begins        bool
	}{
		{409, 1, "BlobAlreadyExists", "PUT, HEAD, PUT", true},
		{412, 1, "TargetConditionNotMet", "PUT, HEAD, PUT", true},
		{412, 1, "ConditionNotMet", "PUT, HEAD, PUT", true},
		{409, 3, "BlobAlreadyExists", "PUT, HEAD, PUT, HEAD, PUT, HEAD, PUT", true},
		{409, 9, "BlobAlreadyExists", "PUT, HEAD, PUT, HEAD, PUT, HEAD, PUT, HEAD, PUT", false},
		{412, 9, "ConditionNotMet", "PUT, HEAD, PUT, HEAD", false},
	} {
		t.Run(tt.code+"/"+itoa(tt.times), func(t *testing.T) {
			left := tt.times
			wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
				switch {
				case r.op == "HEAD":
					refuse(w, 404, "BlobNotFound")
				case left > 0:
					left--
					refuse(w, tt.status, tt.code)
				default:
					started(w, "id1", "pending")
				}
			})
			got, err := wire.container(t, "").StartCopy(t.Context(), asListed, sourceLink)
			if (err == nil) != tt.begins || (got == storage.CopyStatus{ID: "id1"}) != tt.begins {
				t.Errorf("got %+v, %v", got, err)
			}
			if said := err != nil && strings.Contains(err.Error(), "Source might be changed"); said != (!tt.begins && tt.code == "ConditionNotMet") {
				t.Errorf("got %v", err)
			}
			wire.wantOps(t, tt.ops)
			for _, r := range wire.requests {
				if r.op == "PUT" {
					r.wantHeaders(t, map[string]string{"If-None-Match": "*"})
				}
			}
		})
	}
}

// The first answer is lost, so the next try meets the copy that the first one has started.
func TestLostAnswerToStartCopy(t *testing.T) {
	wire := newWire(t, func(w http.ResponseWriter, r request, n int) {
		switch n {
		case 1:
			hangUp(w)
		case 2:
			refuse(w, 409, "PendingCopyOperation")
		default:
			there(w, "id1", "pending", "x-ms-copy-progress", "1/20")
		}
	})
	got, err := wire.container(t, "").StartCopy(t.Context(), asListed, sourceLink)
	if err != nil || got != (storage.CopyStatus{ID: "id1", Copied: 1}) {
		t.Errorf("got %+v, %v", got, err)
	}
	wire.wantOps(t, "PUT, PUT, HEAD")
}

// The advice is given only where it can apply.
func TestLinkThatIsTooLong(t *testing.T) {
	const advice = "has 2049 bytes, its SAS included, and the service accepts 2048; /SyncCopy needs no URL"
	for _, tt := range []struct {
		status, bytes int
		advised       bool
	}{{400, 2049, true}, {400, 2048, false}, {404, 2049, false}} {
		wire := newWire(t, answer(tt.status, "InvalidHeaderValue"))
		long := sourceLink + storage.Secret(strings.Repeat("x", tt.bytes-len(sourceLink)))
		_, err := wire.container(t, "").StartCopy(t.Context(), asListed, long)
		if err == nil || strings.Contains(err.Error(), advice) != tt.advised || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%d, %d bytes: %v", tt.status, tt.bytes, err)
		}
	}
}

func TestRefusalsToStartACopy(t *testing.T) {
	for _, tt := range []struct {
		status int
		code   string
		kind   storage.Kind
		want   string
	}{
		{404, "CannotVerifyCopySource", storage.NotFound, "The source of the copy does not exist, or no longer exists."},
		{403, "CannotVerifyCopySource", storage.Denied, "The source refuses: check that its key or SAS"},
		{401, "CannotVerifyCopySource", storage.Denied, "The source refuses"},
		{409, "CannotVerifyCopySource", storage.Other, "The source of the copy could not be read."},
		{404, "ContainerNotFound", storage.NotFound, "(404)"},
		{403, "AuthorizationPermissionMismatch", storage.Denied, "Neither a key nor a SAS was given"},
		{412, "SourceConditionNotMet", storage.Changed, "Source might be changed by other process or application."},
		{412, "ConditionNotMet", storage.Changed, "Source might be changed by other process or application."},
		{409, "InvalidBlobType", storage.TypeMismatch, "User specified blob type does not match the blob type of the existing destination blob."},
		{409, "LeaseIdMissing", storage.Other, "(409)"},
		{400, "InvalidHeaderValue", storage.Other, "(400)"},
	} {
		t.Run(tt.code+"/"+itoa(tt.status), func(t *testing.T) {
			wire := newWire(t, answer(tt.status, tt.code))
			_, err := wire.container(t, "").StartCopy(t.Context(), asListed, sourceLink)
			if err == nil || storage.KindOf(err) != tt.kind || !strings.Contains(err.Error(), tt.want) ||
				!strings.HasPrefix(err.Error(), "start the copy to "+wire.url+"/c/b: ") {
				t.Errorf("kind %d, %v", storage.KindOf(err), err)
			}
			want := "PUT"
			if tt.code == "ConditionNotMet" { // which may be that of the destination
				want = "PUT, HEAD"
			}
			wire.wantOps(t, want)
		})
	}
}
