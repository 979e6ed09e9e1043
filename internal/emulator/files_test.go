package emulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/service"
)

// shared returns a client of an emulator with the share "box", in which the directory "Dir" has the file "File", which holds
// ten digits.
func shared(t *testing.T, options ...emulator.Option) client {
	t.Helper()
	_, c := serveBoth(t, options...)
	fillShare(t, c)
	return c
}

func fillShare(t *testing.T, c client) {
	t.Helper()
	c.must(t, http.StatusCreated, "PUT", "/box?restype=share", "", "x-ms-meta-color", "red")
	c.must(t, http.StatusCreated, "PUT", "/box/Dir?restype=directory", "")
	c.putFile(t, "/box/Dir/File", "0123456789")
}

// putFile creates a file and writes what it holds.
func (c client) putFile(t *testing.T, target, content string) {
	t.Helper()
	c.must(t, http.StatusCreated, "PUT", target, "", "x-ms-type", "file", "x-ms-content-length", fmt.Sprint(len(content)))
	if content != "" {
		c.must(t, http.StatusCreated, "PUT", target+"?comp=range", content, "x-ms-write", "update", "x-ms-range", fmt.Sprintf("bytes=0-%d", len(content)-1))
	}
}

// reads fails the test unless a file holds this.
func (c client) reads(t *testing.T, target, want string) {
	t.Helper()
	if got := c.do(t, "GET", target, ""); got.body != want {
		t.Errorf("%s is %d %q, want %q", target, got.status, got.body, want)
	}
}

// question is a request that is answered with a status, and a code when it is refused.
type question struct {
	name    string
	before  []exchange // must succeed
	ask     exchange
	status  int
	code    string
	answers []string // what a header, as "name: value" with the name in lower case, or the body has, or has not after a !
}

// run asks about a share of its own.
func (q question) run(t *testing.T, c client) {
	t.Helper()
	fill := func(text string) string { return strings.ReplaceAll(text, "{box}", c.endpoint+"/box") }
	send := func(x exchange) answer {
		headers := slices.Clone(x.headers)
		for i := range headers {
			headers[i] = fill(headers[i])
		}
		return c.do(t, x.method, x.target, x.body, headers...)
	}
	for _, x := range q.before {
		if got := send(x); got.status >= 300 {
			t.Fatalf("before it, %s %s is answered with %d %s", x.method, x.target, got.status, got.body)
		}
	}
	got := send(q.ask)
	if got.status != q.status || got.header.Get("x-ms-error-code") != q.code {
		t.Errorf("the answer is %d %s %s, want %d %s", got.status, got.header.Get("x-ms-error-code"), got.body, q.status, q.code)
	}
	text := got.body
	for name, values := range got.header {
		text += "\n" + strings.ToLower(name) + ": " + strings.Join(values, ",")
	}
	for _, want := range q.answers {
		want, not := strings.CutPrefix(want, "!")
		if strings.Contains(text, fill(want)) == not {
			t.Errorf("the answer has %q: %v, in %s", want, not, text)
		}
	}
}

// newFile returns the headers of Create File for a file of this size.
func newFile(size string, more ...string) []string {
	return append([]string{"x-ms-type", "file", "x-ms-content-length", size}, more...)
}

// written returns the headers of Put Range.
func written(bounds string, more ...string) []string {
	return append([]string{"x-ms-write", "update", "x-ms-range", "bytes=" + bounds}, more...)
}

const leaseID = "c820a799-76d7-4ee2-6e15-546f19325c2c"

func leasedFile() []exchange {
	return []exchange{{"PUT", "/box/Dir/File?comp=lease", "", []string{"x-ms-lease-action", "acquire", "x-ms-lease-duration", "-1", "x-ms-proposed-lease-id", leaseID}}}
}

func readOnlyFile() []exchange {
	return []exchange{{"PUT", "/box/Dir/File?comp=properties", "", []string{"x-ms-file-attributes", "ReadOnly"}}}
}

func TestShareQuestions(t *testing.T) {
	for _, q := range []question{
		{"list", nil, exchange{"GET", "/?comp=list&include=metadata", "", nil}, 200, "", []string{"<Name>box</Name>", "<Quota>5120</Quota>", "<color>red</color>"}},
		{"list from a prefix", nil, exchange{"GET", "/?comp=list&prefix=boxes", "", nil}, 200, "", []string{"<Shares></Shares>"}},
		{"list none", nil, exchange{"GET", "/?comp=list&maxresults=0", "", nil}, 400, "OutOfRangeQueryParameterValue", nil},
		{"create again", nil, exchange{"PUT", "/box?restype=share", "", nil}, 409, "ShareAlreadyExists", nil},
		{"a short name", nil, exchange{"PUT", "/ab?restype=share", "", nil}, 400, "OutOfRangeInput", nil},
		{"a name in upper case", nil, exchange{"PUT", "/Box?restype=share", "", nil}, 400, "InvalidResourceName", nil},
		{"NFS", nil, exchange{"PUT", "/new?restype=share", "", []string{"x-ms-enabled-protocols", "NFS"}}, 400, "InvalidHeaderValue", nil},
		{"no quota", nil, exchange{"PUT", "/new?restype=share", "", []string{"x-ms-share-quota", "0"}}, 400, "InvalidHeaderValue", nil},
		{"properties", nil, exchange{"GET", "/box?restype=share", "", nil}, 200, "", []string{"x-ms-share-quota: 5120", "x-ms-meta-color: red", "x-ms-enabled-protocols: SMB"}},
		{"a share that is missing", nil, exchange{"GET", "/none?restype=share", "", nil}, 404, "ShareNotFound", nil},
		{"set the quota", nil, exchange{"PUT", "/box?restype=share&comp=properties", "", []string{"x-ms-share-quota", "7"}}, 200, "", nil},
		{"a file above the quota", []exchange{{"PUT", "/box?restype=share&comp=properties", "", []string{"x-ms-share-quota", "1"}}},
			exchange{"PUT", "/box/f", "", newFile("1073741825")}, 409, "ShareSizeLimitReached", nil},
		{"metadata is replaced", []exchange{{"PUT", "/box?restype=share&comp=metadata", "", []string{"x-ms-meta-shape", "round"}}},
			exchange{"GET", "/box?restype=share&comp=metadata", "", nil}, 200, "", []string{"x-ms-meta-shape: round"}},
		{"policies", []exchange{{"PUT", "/box?restype=share&comp=acl", "<SignedIdentifiers><SignedIdentifier><Id>a</Id></SignedIdentifier></SignedIdentifiers>", nil}},
			exchange{"GET", "/box?restype=share&comp=acl", "", nil}, 200, "", []string{"<Id>a</Id>"}},
		{"too many policies", nil, exchange{"PUT", "/box?restype=share&comp=acl", "<SignedIdentifiers>" + strings.Repeat("<SignedIdentifier><Id>a</Id></SignedIdentifier>", 6) + "</SignedIdentifiers>", nil},
			400, "InvalidXmlDocument", nil},
		{"stats", nil, exchange{"GET", "/box?restype=share&comp=stats", "", nil}, 200, "", []string{"<ShareUsageBytes>10</ShareUsageBytes>"}},
		{"delete what has a snapshot", []exchange{{"PUT", "/box?restype=share&comp=snapshot", "", nil}}, exchange{"DELETE", "/box?restype=share", "", nil}, 409, "ShareHasSnapshots", nil},
		{"delete with snapshots", []exchange{{"PUT", "/box?restype=share&comp=snapshot", "", nil}},
			exchange{"DELETE", "/box?restype=share", "", []string{"x-ms-delete-snapshots", "include"}}, 202, "", nil},
		{"delete a leased one", []exchange{{"PUT", "/box?restype=share&comp=lease", "", []string{"x-ms-lease-action", "acquire", "x-ms-lease-duration", "15"}}},
			exchange{"DELETE", "/box?restype=share", "", nil}, 412, "LeaseIdMissing", nil},
		{"a security descriptor", []exchange{{"PUT", "/box?restype=share&comp=filepermission", `{"permission":"O:SYG:SYD:(A;;FA;;;SY)"}`, nil}},
			exchange{"PUT", "/box/f", "", newFile("0", "x-ms-file-permission", "O:SYG:SYD:(A;;FA;;;SY)")}, 201, "", []string{"x-ms-file-permission-key: "}},
		{"an unknown descriptor", nil, exchange{"GET", "/box?restype=share&comp=filepermission", "", []string{"x-ms-file-permission-key", "1*2"}}, 400, "InvalidHeaderValue", nil},
		{"service properties", []exchange{{"PUT", "/?restype=service&comp=properties", "<StorageServiceProperties><Cors><CorsRule/></Cors></StorageServiceProperties>", nil}},
			exchange{"GET", "/?restype=service&comp=properties", "", nil}, 200, "", []string{"<Cors><CorsRule/></Cors>", "<HourMetrics>"}},
		{"an unknown service property", nil, exchange{"PUT", "/?restype=service&comp=properties", "<StorageServiceProperties><New/></StorageServiceProperties>", nil}, 400, "InvalidXmlDocument", []string{"New"}},
	} {
		t.Run(q.name, func(t *testing.T) { q.run(t, shared(t)) })
	}
}

func TestDirectoryQuestions(t *testing.T) {
	for _, q := range []question{
		{"create again, in another case", nil, exchange{"PUT", "/box/DIR?restype=directory", "", nil}, 409, "ResourceAlreadyExists", nil},
		{"create over a file", nil, exchange{"PUT", "/box/dir/FILE?restype=directory", "", nil}, 409, "ResourceAlreadyExists", nil},
		{"without a parent", nil, exchange{"PUT", "/box/none/d?restype=directory", "", nil}, 404, "ParentNotFound", nil},
		{"in a file", nil, exchange{"PUT", "/box/Dir/File/d?restype=directory", "", nil}, 404, "ParentNotFound", nil},
		{"a forbidden character", nil, exchange{"PUT", "/box/a%7Cb?restype=directory", "", nil}, 400, "InvalidResourceName", nil},
		{"a long name", nil, exchange{"PUT", "/box/" + strings.Repeat("n", 256) + "?restype=directory", "", nil}, 400, "InvalidFileOrDirectoryPathName", nil},
		{"properties", nil, exchange{"GET", "/box/dir?restype=directory", "", nil}, 200, "",
			[]string{"x-ms-file-attributes: Directory", "x-ms-file-parent-id: 0", "x-ms-server-encrypted: true", "x-ms-file-creation-time: 2"}},
		{"the root", nil, exchange{"GET", "/box?restype=directory", "", nil}, 200, "", []string{"x-ms-file-id: 0"}},
		{"a file", nil, exchange{"GET", "/box/dir/file?restype=directory", "", nil}, 409, "ResourceTypeMismatch", nil},
		{"one that is missing", nil, exchange{"HEAD", "/box/none?restype=directory", "", nil}, 404, "ResourceNotFound", nil},
		{"set attributes", nil, exchange{"PUT", "/box/dir?restype=directory&comp=properties", "", []string{"x-ms-file-attributes", "Hidden|System"}},
			200, "", []string{"x-ms-file-attributes: Hidden | System | Directory"}},
		{"no attributes", nil, exchange{"PUT", "/box/d?restype=directory", "", []string{"x-ms-file-attributes", "None"}}, 201, "", []string{"x-ms-file-attributes: Directory"}},
		{"unknown attributes", nil, exchange{"PUT", "/box/d?restype=directory", "", []string{"x-ms-file-attributes", "None|Hidden"}}, 400, "InvalidHeaderValue", nil},
		{"set a time", nil, exchange{"PUT", "/box/dir?restype=directory&comp=properties", "", []string{"x-ms-file-last-write-time", "2020-01-02T03:04:05.6789012Z"}},
			200, "", []string{"x-ms-file-last-write-time: 2020-01-02T03:04:05.6789012Z"}},
		{"headers of older versions", nil, exchange{"PUT", "/box/d?restype=directory", "", []string{"x-ms-version", "2020-02-10"}}, 400, "MissingRequiredHeader", nil},
		{"delete what is not empty", nil, exchange{"DELETE", "/box/dir?restype=directory", "", nil}, 409, "DirectoryNotEmpty", nil},
		{"delete", []exchange{{"DELETE", "/box/dir/file", "", nil}}, exchange{"DELETE", "/box/dir?restype=directory", "", nil}, 202, "", nil},
		{"delete the root", nil, exchange{"DELETE", "/box?restype=directory", "", nil}, 400, "InvalidUri", nil},
		{"list", nil, exchange{"GET", "/box/DIR?restype=directory&comp=list&include=timestamps,Etag,Attributes,PermissionKey", "", []string{"x-ms-file-extended-info", "true"}}, 200, "",
			[]string{`DirectoryPath="DIR"`, "<Name>File</Name>", "<Content-Length>10</Content-Length>", "<LastWriteTime>", "<Etag>&quot;0x", "<Attributes>Archive</Attributes>", "<FileId>"}},
		{"list a file", nil, exchange{"GET", "/box/dir/file?restype=directory&comp=list", "", nil}, 409, "ResourceTypeMismatch", nil},
		{"handles", nil, exchange{"GET", "/box/dir/file?comp=listhandles", "", nil}, 200, "", []string{"<Entries></Entries>"}},
		{"close handles", nil, exchange{"PUT", "/box/dir?comp=forceclosehandles", "", []string{"x-ms-handle-id", "*"}}, 200, "", []string{"x-ms-number-of-handles-closed: 0"}},
		{"rename", nil, exchange{"PUT", "/box/Other?restype=directory&comp=rename", "", []string{"x-ms-file-rename-source", "{box}/dir"}}, 200, "", []string{"x-ms-file-attributes: Directory"}},
		{"rename into itself", nil, exchange{"PUT", "/box/dir/sub?restype=directory&comp=rename", "", []string{"x-ms-file-rename-source", "{box}/Dir"}}, 400, "InvalidInput", nil},
		{"rename as a file", nil, exchange{"PUT", "/box/Other?comp=rename", "", []string{"x-ms-file-rename-source", "{box}/dir"}}, 409, "ResourceTypeMismatch", nil},
	} {
		t.Run(q.name, func(t *testing.T) { q.run(t, shared(t)) })
	}
}

func TestFileQuestions(t *testing.T) {
	for _, q := range []question{
		{"create without a parent", nil, exchange{"PUT", "/box/none/f", "", newFile("1")}, 404, "ParentNotFound", nil},
		{"create over a directory", nil, exchange{"PUT", "/box/dir", "", newFile("1")}, 409, "ResourceTypeMismatch", nil},
		{"create without a size", nil, exchange{"PUT", "/box/f", "", []string{"x-ms-type", "file"}}, 400, "MissingRequiredHeader", nil},
		{"a negative size", nil, exchange{"PUT", "/box/f", "", newFile("-1")}, 400, "OutOfRangeInput", nil},
		{"too large", nil, exchange{"PUT", "/box/f", "", newFile("4398046511105")}, 400, "OutOfRangeInput", nil},
		{"create with content, in an older version", nil, exchange{"PUT", "/box/f", "abc", newFile("3")}, 400, "InvalidHeaderValue", nil},
		{"create with content", nil, exchange{"PUT", "/box/f", "abc", newFile("3", "x-ms-version", "2026-06-06")}, 201, "", []string{"content-md5: kAFQmDzST7DWlj99KOF/cg=="}},
		{"create with more content than the size", nil, exchange{"PUT", "/box/f", "abc", newFile("2", "x-ms-version", "2026-06-06")}, 400, "InvalidHeaderValue", nil},
		{"create with another MD5", nil, exchange{"PUT", "/box/f", "abc", newFile("3", "x-ms-version", "2026-06-06", "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==")}, 400, "Md5Mismatch", nil},
		{"replace a read-only one", readOnlyFile(), exchange{"PUT", "/box/dir/file", "", newFile("1")}, 409, "ReadOnlyAttribute", nil},
		{"replace a leased one", leasedFile(), exchange{"PUT", "/box/dir/file", "", newFile("1")}, 412, "LeaseIdMissing", nil},
		{"get", nil, exchange{"GET", "/box/DIR/FILE", "", nil}, 200, "", []string{"0123456789", "x-ms-type: File", "accept-ranges: bytes", "x-ms-lease-state: available", "content-type: application/octet-stream"}},
		{"get a range", nil, exchange{"GET", "/box/dir/file", "", []string{"x-ms-range", "bytes=2-4", "x-ms-range-get-content-md5", "true"}}, 206, "",
			[]string{"234", "content-range: bytes 2-4/10", "content-md5: KJ3/B2adeiPeDviNL3Ep5w=="}},
		{"a range behind the end", nil, exchange{"GET", "/box/dir/file", "", []string{"x-ms-range", "bytes=10-"}}, 416, "InvalidRange", nil},
		{"the MD5 of a file beside that of a range", []exchange{{"PUT", "/box/dir/file?comp=properties", "", []string{"x-ms-content-md5", "AAAA"}}},
			exchange{"GET", "/box/dir/file", "", []string{"x-ms-range", "bytes=0-0"}}, 206, "", []string{"x-ms-content-md5: AAAA"}},
		{"head", nil, exchange{"HEAD", "/box/dir/file", "", nil}, 200, "", []string{"content-length: 10"}},
		{"no content type", []exchange{{"PUT", "/box/dir/file?comp=properties", "", nil}}, exchange{"GET", "/box/dir/file", "", nil}, 200, "", []string{"!content-type:"}},
		{"get a directory", nil, exchange{"GET", "/box/dir", "", nil}, 409, "ResourceTypeMismatch", nil},
		{"get on a condition", nil, exchange{"GET", "/box/dir/file", "", []string{"If-None-Match", "*"}}, 400, "ConditionHeadersNotSupported", []string{"If-None-Match"}},
		{"a short range", nil, exchange{"PUT", "/box/dir/file?comp=range", "ab", written("0-2")}, 400, "InvalidHeaderValue", nil},
		{"a range beyond the end", nil, exchange{"PUT", "/box/dir/file?comp=range", "ab", written("9-10")}, 416, "InvalidRange", nil},
		{"a large range", nil, exchange{"PUT", "/box/dir/file?comp=range", "", written("0-4194304")}, 413, "RequestBodyTooLarge", nil},
		{"a range with another MD5", nil, exchange{"PUT", "/box/dir/file?comp=range", "ab", written("0-1", "Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA==")}, 400, "Md5Mismatch", nil},
		{"a range of a read-only file", readOnlyFile(), exchange{"PUT", "/box/dir/file?comp=range", "ab", written("0-1")}, 409, "ReadOnlyAttribute", nil},
		{"a range of a leased file", leasedFile(), exchange{"PUT", "/box/dir/file?comp=range", "ab", written("0-1", "x-ms-lease-id", leaseID)}, 201, "", []string{"content-md5: GH70Q2Ei0cwvQNwrkvDroA=="}},
		{"a range that keeps the time", []exchange{{"PUT", "/box/dir/file?comp=properties", "", []string{"x-ms-file-last-write-time", "2020-01-02T03:04:05.0000000Z"}}},
			exchange{"PUT", "/box/dir/file?comp=range", "ab", written("0-1", "x-ms-file-last-write-time", "preserve")}, 201, "", []string{"x-ms-file-last-write-time: 2020-01-02T03:04:05.0000000Z"}},
		{"clear a range", []exchange{{"PUT", "/box/dir/file?comp=range", "", []string{"x-ms-write", "clear", "x-ms-range", "bytes=2-4"}}}, exchange{"GET", "/box/dir/file", "", nil}, 200, "", []string{"01\x00\x00\x0056789"}},
		{"grow", []exchange{{"PUT", "/box/dir/file?comp=properties", "", []string{"x-ms-content-length", "12"}}}, exchange{"GET", "/box/dir/file", "", nil}, 200, "", []string{"0123456789\x00\x00"}},
		{"cut off, and grow", []exchange{{"PUT", "/box/dir/file?comp=properties", "", []string{"x-ms-content-length", "3"}}, {"PUT", "/box/dir/file?comp=properties", "", []string{"x-ms-content-length", "4"}}},
			exchange{"GET", "/box/dir/file", "", nil}, 200, "", []string{"012\x00"}},
		{"resizing leaves the properties", []exchange{{"PUT", "/box/dir/file?comp=properties", "", []string{"x-ms-content-length", "3"}}}, exchange{"HEAD", "/box/dir/file", "", nil}, 200, "", []string{"content-type: application/octet-stream"}},
		{"metadata", []exchange{{"PUT", "/box/dir/file?comp=metadata", "", []string{"x-ms-meta-shape", "round"}}}, exchange{"GET", "/box/dir/file?comp=metadata", "", nil}, 200, "", []string{"x-ms-meta-shape: round"}},
		{"delete a read-only one", readOnlyFile(), exchange{"DELETE", "/box/dir/file", "", nil}, 409, "ReadOnlyAttribute", nil},
		{"delete without a parent", nil, exchange{"DELETE", "/box/none/file", "", nil}, 404, "ParentNotFound", nil},
		{"delete in a snapshot", nil, exchange{"DELETE", "/box/dir/file?sharesnapshot=2020-01-01T00:00:00.0000000Z", "", nil}, 400, "ShareSnapshotOperationNotSupported", nil},
		{"a lease with an end", nil, exchange{"PUT", "/box/dir/file?comp=lease", "", []string{"x-ms-lease-action", "acquire", "x-ms-lease-duration", "15"}}, 400, "InvalidHeaderValue", nil},
		{"a second lease", leasedFile(), exchange{"PUT", "/box/dir/file?comp=lease", "", []string{"x-ms-lease-action", "acquire", "x-ms-lease-duration", "-1"}}, 409, "LeaseAlreadyPresent", nil},
		{"another lease's ID", leasedFile(), exchange{"DELETE", "/box/dir/file", "", []string{"x-ms-lease-id", strings.Replace(leaseID, "c", "d", 1)}}, 412, "LeaseIdMismatchWithFileOperation", nil},
		{"a lease that breaks", slices.Concat(leasedFile(), []exchange{{"PUT", "/box/dir/file?comp=lease", "", []string{"x-ms-lease-action", "break"}}}), exchange{"DELETE", "/box/dir/file", "", nil}, 202, "", nil},
		{"rename over a file", []exchange{{"PUT", "/box/f", "", newFile("1")}}, exchange{"PUT", "/box/f?comp=rename", "", []string{"x-ms-file-rename-source", "{box}/dir/file"}}, 409, "ResourceAlreadyExists", nil},
		{"rename in place of a file", []exchange{{"PUT", "/box/f", "", newFile("1")}, {"PUT", "/box/f?comp=rename", "", []string{"x-ms-file-rename-source", "{box}/dir/file", "x-ms-file-rename-replace-if-exists", "true"}}},
			exchange{"GET", "/box/f", "", nil}, 200, "", []string{"0123456789"}},
		{"rename to another case", []exchange{{"PUT", "/box/Dir/fILE?comp=rename", "", []string{"x-ms-file-rename-source", "{box}/dir/file"}}}, exchange{"GET", "/box/dir?restype=directory&comp=list", "", nil}, 200, "", []string{"<Name>fILE</Name>"}},
		{"rename what is missing", nil, exchange{"PUT", "/box/f?comp=rename", "", []string{"x-ms-file-rename-source", "{box}/none"}}, 404, "ResourceNotFound", nil},
		{"abort no copy", nil, exchange{"PUT", "/box/dir/file?comp=copy&copyid=" + leaseID, "", []string{"x-ms-copy-action", "abort"}}, 409, "NoPendingCopyOperation", nil},
		{"abort something else", nil, exchange{"PUT", "/box/dir/file?comp=copy&copyid=1", "", []string{"x-ms-copy-action", "abort"}}, 400, "InvalidQueryParameterValue", nil},
		{"copy what is missing", nil, exchange{"PUT", "/box/f", "", []string{"x-ms-copy-source", "{box}/none"}}, 404, "ResourceNotFound", nil},
		{"copy a directory", nil, exchange{"PUT", "/box/f", "", []string{"x-ms-copy-source", "{box}/dir"}}, 409, "ResourceTypeMismatch", nil},
		{"copy a listing", nil, exchange{"PUT", "/box/f", "", []string{"x-ms-copy-source", "{box}/dir?restype=directory&comp=list"}}, 400, "CannotVerifyCopySource", []string{"comp"}},
		{"copy over a read-only file", readOnlyFile(), exchange{"PUT", "/box/dir/file", "", []string{"x-ms-copy-source", "{box}/dir/file"}}, 409, "ReadOnlyAttribute", nil},
		{"copy", []exchange{{"PUT", "/box/f", "", []string{"x-ms-copy-source", "{box}/dir/file"}}}, exchange{"GET", "/box/f", "", nil}, 200, "",
			[]string{"0123456789", "x-ms-copy-status: success", "x-ms-copy-progress: 10/10", "x-ms-copy-source: {box}/dir/file"}},
		{"copy to itself", []exchange{{"PUT", "/box/dir/file", "", []string{"x-ms-copy-source", "{box}/dir/file"}}}, exchange{"GET", "/box/dir/file", "", nil}, 200, "", []string{"0123456789"}},
		{"copy without the descriptor to override", nil, exchange{"PUT", "/box/f", "", []string{"x-ms-copy-source", "{box}/dir/file", "x-ms-file-permission-copy-mode", "override"}}, 400, "MissingRequiredHeader", nil},
	} {
		t.Run(q.name, func(t *testing.T) { q.run(t, shared(t)) })
	}
}

// TestFilesAreUnderstoodWhole has, for each kind of request, what would change the content or the answer and is not emulated.
func TestFilesAreUnderstoodWhole(t *testing.T) {
	c := shared(t)
	for _, row := range []struct {
		method, target string
		headers        []string
		status         int
		code, names    string
	}{
		{"PUT", "/new?restype=share", []string{"x-ms-root-squash", "NoRootSquash"}, 400, "UnsupportedHeader", "x-ms-root-squash"},
		{"PUT", "/new?restype=share", []string{"x-ms-share-provisioned-iops", "1"}, 400, "UnsupportedHeader", "x-ms-share-provisioned-iops"},
		{"PUT", "/box?restype=share&comp=undelete", nil, 501, "NotImplemented", "undelete"},
		{"PUT", "/box/f", newFile("1", "x-ms-mode", "0644"), 400, "UnsupportedHeader", "x-ms-mode"},
		{"PUT", "/box/f", newFile("1", "x-ms-file-property-semantics", "Other"), 400, "InvalidHeaderValue", "x-ms-file-property-semantics"},
		{"PUT", "/box/f?restype=symboliclink", nil, 501, "NotImplemented", "symboliclink"},
		{"PUT", "/box/f?restype=hardlink", nil, 501, "NotImplemented", "hardlink"},
		{"PUT", "/box/f?restype=share", nil, 501, "NotImplemented", "share"},
		{"PUT", "/box/f?restype=file", newFile("1"), 501, "NotImplemented", "file"},
		{"PUT", "/box/dir/file?comp=range", written("0-0", "x-ms-content-crc32", "a"), 400, "UnsupportedHeader", "x-ms-content-crc32"},
		{"PUT", "/box/f", []string{"x-ms-copy-source", "{box}/dir/file", "x-ms-file-owner-copy-mode", "source"}, 400, "UnsupportedHeader", "x-ms-file-owner-copy-mode"},
		{"PUT", "/box/f", []string{"x-ms-copy-source", "{box}/dir/file", "x-ms-copy-source-authorization", "Bearer a"}, 400, "CannotVerifyCopySource", "x-ms-copy-source-authorization"},
		{"GET", "/box/dir/file?versionid=1", nil, 400, "UnsupportedQueryParameter", "versionid"},
		{"GET", "/box/dir?restype=directory&comp=list&include=owner", nil, 400, "InvalidQueryParameterValue", "owner"},
		{"GET", "/box?restype=account&comp=list", nil, 501, "NotImplemented", "list"},
		{"GET", "/box?restype=service&comp=properties", nil, 501, "NotImplemented", "properties"},
		{"DELETE", "/box/dir/file?restype=share", nil, 501, "NotImplemented", "share"},
	} {
		for i := range row.headers {
			row.headers[i] = strings.ReplaceAll(row.headers[i], "{box}", c.endpoint+"/box")
		}
		got := c.do(t, row.method, row.target, "", row.headers...)
		if got.status != row.status || got.header.Get("x-ms-error-code") != row.code || !strings.Contains(got.body, row.names) {
			t.Errorf("%s %s %q is answered with %d %s", row.method, row.target, row.headers, got.status, got.body)
		}
	}
	c.reads(t, "/box/dir/file", "0123456789")
	c.must(t, http.StatusNotFound, "GET", "/box/f", "")
	c.must(t, http.StatusNotFound, "GET", "/new?restype=share", "")
}

// TestDirectoriesAreListedInPages lists a directory whose names come in any case, in pages of every size.
func TestDirectoriesAreListedInPages(t *testing.T) {
	c := shared(t)
	for _, name := range []string{"b", "A", "c.txt", "B2"} {
		c.putFile(t, "/box/dir/"+name, "")
	}
	c.must(t, http.StatusCreated, "PUT", "/box/dir/a1?restype=directory", "")
	for _, row := range []struct {
		prefix string
		want   string
	}{{"", "A a1 b B2 c.txt File"}, {"a", "A a1"}, {"B2", "B2"}, {"C.", "c.txt"}, {"x", ""}} {
		for size := 1; size <= 6; size++ {
			var names []string
			for marker, more := "", true; more; more = marker != "" {
				target := fmt.Sprintf("/box/dir?restype=directory&comp=list&prefix=%s&maxresults=%d&marker=%s", row.prefix, size, marker)
				page := c.must(t, http.StatusOK, "GET", target, "").body
				if listed := elements(page, "Name"); len(listed) > size {
					t.Errorf("a page of %d has %q", size, listed)
				}
				names = append(names, elements(page, "Name")...)
				marker = strings.Join(elements(page, "NextMarker"), "")
			}
			if got := strings.Join(names, " "); got != row.want {
				t.Errorf("names that begin with %q in pages of %d are %q, want %q", row.prefix, size, got, row.want)
			}
		}
	}
}

// elements returns what the elements of a name hold.
func elements(document, name string) []string {
	var all []string
	for {
		_, rest, found := strings.Cut(document, "<"+name+">")
		if !found {
			return all
		}
		var inner string
		inner, document, _ = strings.Cut(rest, "</"+name+">")
		all = append(all, inner)
	}
}

// TestTrailingDots keeps the dots at the end of names only when it is asked to.
func TestTrailingDots(t *testing.T) {
	c := shared(t)
	c.must(t, http.StatusCreated, "PUT", "/box/a.", "", newFile("1")...)
	c.must(t, http.StatusCreated, "PUT", "/box/a..", "", newFile("2", "x-ms-allow-trailing-dot", "true")...)
	c.must(t, http.StatusAccepted, "PUT", "/box/copy", "", "x-ms-copy-source", c.endpoint+"/box/a..", "x-ms-source-allow-trailing-dot", "true")
	for target, want := range map[string]string{"/box/a": "1", "/box/copy": "2"} {
		if got := c.must(t, http.StatusOK, "HEAD", target, "").header.Get("Content-Length"); got != want {
			t.Errorf("%s has %s bytes, want %s", target, got, want)
		}
	}
}

// TestShareSnapshotsStayAsTheyWere changes everything in a share after a snapshot of it, and then deletes the share's files.
func TestShareSnapshotsStayAsTheyWere(t *testing.T) {
	c := shared(t)
	stamp := c.must(t, http.StatusCreated, "PUT", "/box?restype=share&comp=snapshot", "").header.Get("x-ms-snapshot")
	second := c.must(t, http.StatusCreated, "PUT", "/box?restype=share&comp=snapshot", "").header.Get("x-ms-snapshot")
	if second <= stamp || !strings.HasSuffix(stamp, ".0000000Z") {
		t.Errorf("the snapshots are %s and %s", stamp, second)
	}
	c.must(t, http.StatusCreated, "PUT", "/box/dir/file?comp=range", "abc", written("2-4")...)
	c.must(t, http.StatusOK, "PUT", "/box/dir/moved?comp=rename", "", "x-ms-file-rename-source", c.endpoint+"/box/dir/file")
	c.must(t, http.StatusNotFound, "GET", "/box/dir/file", "")
	at := "?sharesnapshot=" + url.QueryEscape(stamp)
	c.reads(t, "/box/dir/file"+at, "0123456789")
	c.reads(t, "/box/dir/moved", "01abc56789")
	c.must(t, http.StatusNotFound, "GET", "/box/dir/moved"+at, "")
	listed := c.must(t, http.StatusOK, "GET", "/box/dir"+at+"&restype=directory&comp=list", "").body
	if names := elements(listed, "Name"); !slices.Equal(names, []string{"File"}) || !strings.Contains(listed, `ShareSnapshot="`+stamp+`"`) {
		t.Errorf("the snapshot is listed as %s", listed)
	}
	shares := c.must(t, http.StatusOK, "GET", "/?comp=list&include=snapshots", "").body
	if got := elements(shares, "Snapshot"); !slices.Equal(got, []string{stamp, second}) {
		t.Errorf("the snapshots are listed as %q", got)
	}
	c.must(t, http.StatusAccepted, "PUT", "/box/back", "", "x-ms-copy-source", c.endpoint+"/box/dir/file"+at)
	c.reads(t, "/box/back", "0123456789")
	c.must(t, http.StatusAccepted, "DELETE", "/box"+at+"&restype=share", "")
	c.must(t, http.StatusNotFound, "GET", "/box/dir/file"+at, "")
	c.reads(t, "/box/back", "0123456789")
}

// TestRangesOfSparseFiles asks what is written of a file, and what has changed since a snapshot.
func TestRangesOfSparseFiles(t *testing.T) {
	c := shared(t)
	c.must(t, http.StatusCreated, "PUT", "/box/f", "", newFile("2049")...)
	put := func(bounds, content string) {
		t.Helper()
		c.must(t, http.StatusCreated, "PUT", "/box/f?comp=range", content, written(bounds)...)
	}
	wants := func(target, want string, headers ...string) {
		t.Helper()
		got := c.must(t, http.StatusOK, "GET", target, "", headers...)
		if !strings.Contains(got.body, "<Ranges>"+want+"</Ranges>") || got.header.Get("x-ms-content-length") != "2049" {
			t.Errorf("%s is answered with %s, want %s", target, got.body, want)
		}
	}
	put("0-4", "Hello")
	stamp := url.QueryEscape(c.must(t, http.StatusCreated, "PUT", "/box?restype=share&comp=snapshot", "").header.Get("x-ms-snapshot"))
	c.must(t, http.StatusCreated, "PUT", "/box/f?comp=range", "", "x-ms-write", "clear", "x-ms-range", "bytes=0-511")
	put("1023-1027", "World")
	put("2048-2048", "!")
	const world, end = "<Range><Start>512</Start><End>1535</End></Range>", "<Range><Start>2048</Start><End>2048</End></Range>"
	wants("/box/f?comp=rangelist", world+end)
	wants("/box/f?comp=rangelist", world, "x-ms-range", "bytes=600-2047")
	wants("/box/f?comp=rangelist&sharesnapshot="+stamp, "<Range><Start>0</Start><End>511</End></Range>")
	wants("/box/f?comp=rangelist&prevsharesnapshot="+stamp, "<ClearRange><Start>0</Start><End>511</End></ClearRange>"+world+end)
	c.must(t, http.StatusOK, "PUT", "/box/g?comp=rename", "", "x-ms-file-rename-source", c.endpoint+"/box/f")
	c.must(t, http.StatusConflict, "GET", "/box/g?comp=rangelist&prevsharesnapshot="+stamp, "")
	wants("/box/g?comp=rangelist&prevsharesnapshot="+stamp, "<ClearRange><Start>0</Start><End>511</End></ClearRange>"+world+end, "x-ms-file-support-rename", "true")
}

// clock is a clock that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// TestNamesOfDeletedSharesAreReserved deletes a share, whose name is free half a minute later.
func TestNamesOfDeletedSharesAreReserved(t *testing.T) {
	now := &clock{now: time.Now()}
	c := shared(t, emulator.WithClock(now.read))
	c.must(t, http.StatusAccepted, "DELETE", "/box?restype=share", "")
	c.must(t, http.StatusNotFound, "GET", "/box/dir/file", "")
	c.must(t, http.StatusAccepted, "DELETE", "/box?restype=share", "")
	if got := c.do(t, "PUT", "/box?restype=share", ""); got.header.Get("x-ms-error-code") != "ShareBeingDeleted" {
		t.Errorf("creating it again is answered with %d %s", got.status, got.body)
	}
	now.pass(30 * time.Second)
	c.must(t, http.StatusNotFound, "DELETE", "/box?restype=share", "")
	fillShare(t, c)
}

// TestFileCopiesTakeTime watches a copy of ten bytes at one byte a second.
func TestFileCopiesTakeTime(t *testing.T) {
	now := &clock{now: time.Now()}
	fail := func(call service.Call) service.Fault {
		if call.Operation == "Copy File" && call.Object == "fails" {
			return service.Fault{CopyFailure: "500 InternalError"}
		}
		return service.Fault{}
	}
	c := shared(t, emulator.WithClock(now.read), emulator.WithCopySpeed(1), emulator.WithFaults(fail))
	start := func(target string) string {
		return c.must(t, http.StatusAccepted, "PUT", target, "", "x-ms-copy-source", c.endpoint+"/box/dir/file").header.Get("x-ms-copy-id")
	}
	wants := func(target, status, progress, length string) {
		t.Helper()
		h := c.must(t, http.StatusOK, "HEAD", target, "").header
		if got := []string{h.Get("x-ms-copy-status"), h.Get("x-ms-copy-progress"), h.Get("Content-Length")}; !slices.Equal(got, []string{status, progress, length}) {
			t.Errorf("%s is %q", target, got)
		}
	}
	start("/box/whole")
	start("/box/fails")
	aborted := start("/box/aborted")
	now.pass(4 * time.Second)
	wants("/box/whole", "pending", "4/10", "0")
	for _, x := range []exchange{
		{"PUT", "/box/whole", "", newFile("1")}, {"DELETE", "/box/whole", "", nil}, {"PUT", "/box/whole", "", []string{"x-ms-copy-source", c.endpoint + "/box/dir/file"}},
	} {
		if got := c.do(t, x.method, x.target, x.body, x.headers...); got.header.Get("x-ms-error-code") != "PendingCopyOperation" {
			t.Errorf("in the meantime %s %s is answered with %d %s", x.method, x.target, got.status, got.body)
		}
	}
	c.must(t, http.StatusNoContent, "PUT", "/box/aborted?comp=copy&copyid="+aborted, "", "x-ms-copy-action", "abort")
	// What the source holds later does not matter.
	c.must(t, http.StatusCreated, "PUT", "/box/dir/file?comp=range", "abc", written("0-2")...)
	now.pass(6 * time.Second)
	wants("/box/whole", "success", "10/10", "10")
	wants("/box/aborted", "aborted", "4/10", "0")
	wants("/box/fails", "failed", "10/10", "0")
	c.reads(t, "/box/whole", "0123456789")
}

// TestFilesAreCopiedFromBlobs copies a blob into a share, whole and in part, at the address of its port and at that of the
// product. The blob needs a SAS, or to be public.
func TestFilesAreCopiedFromBlobs(t *testing.T) {
	blobs, files := serveBoth(t)
	fillShare(t, files)
	blobs.must(t, http.StatusCreated, "PUT", "/pictures?restype=container", "")
	blobs.must(t, http.StatusCreated, "PUT", "/pictures/b", "abcdefghij", "x-ms-blob-type", "BlockBlob", "x-ms-blob-content-type", "text/plain", "x-ms-meta-shape", "round")
	sas := "?" + containerSAS(t, "/pictures", "r")
	for _, address := range []string{blobs.endpoint, "https://" + auth.DevelopmentAccount + ".blob.core.windows.net"} {
		files.must(t, http.StatusNotFound, "PUT", "/box/none", "", "x-ms-copy-source", address+"/pictures/b")
		files.must(t, http.StatusAccepted, "PUT", "/box/copy", "", "x-ms-copy-source", address+"/pictures/b"+sas)
		h := files.must(t, http.StatusOK, "GET", "/box/copy", "").header
		if h.Get("Content-Type") != "text/plain" || h.Get("x-ms-meta-shape") != "round" || h.Get("Content-MD5") == "" || strings.Contains(h.Get("x-ms-copy-source"), "sig") {
			t.Errorf("the copy has the headers %v", h)
		}
		files.reads(t, "/box/copy", "abcdefghij")
		files.must(t, http.StatusCreated, "PUT", "/box/copy?comp=range", "", written("0-2", "x-ms-copy-source", address+"/pictures/b"+sas, "x-ms-source-range", "bytes=7-9")...)
		files.reads(t, "/box/copy", "hijdefghij")
	}
	// A source that is too short, and one whose checksum is another.
	from := []string{"x-ms-copy-source", blobs.endpoint + "/pictures/b" + sas, "x-ms-source-range"}
	files.must(t, http.StatusRequestedRangeNotSatisfiable, "PUT", "/box/copy?comp=range", "", written("0-2", append(from, "bytes=8-10")...)...)
	files.must(t, http.StatusBadRequest, "PUT", "/box/copy?comp=range", "", written("0-2", append(from, "bytes=0-2", "x-ms-source-content-crc64", "AAAAAAAAAAA=")...)...)
	files.reads(t, "/box/copy", "hijdefghij")
}

// sharedForCopies serves an emulator with the share of fillShare, whose file has properties and metadata, and the container "pictures". It
// returns the address of the file with a SAS as well.
func sharedForCopies(t *testing.T, options ...emulator.Option) (blobs, files client, source string) {
	t.Helper()
	blobs, files = serveBoth(t, options...)
	fillShare(t, files)
	files.must(t, http.StatusOK, "PUT", "/box/dir/file?comp=properties", "", "x-ms-content-type", "text/plain", "x-ms-content-language", "de",
		"x-ms-content-md5", "eB5eJF1psVaWm4bijSPyxg==", "x-ms-file-attributes", "Hidden")
	files.must(t, http.StatusOK, "PUT", "/box/dir/file?comp=metadata", "", "x-ms-meta-shape", "round")
	blobs.must(t, http.StatusCreated, "PUT", "/pictures?restype=container", "")
	return blobs, files, files.endpoint + "/box/dir/file?" + fileSAS(t, "/box", "s", "r", "")
}

// TestBlobsAreCopiedFromFiles copies a file into a container, at the address of its port and at that of the product.
func TestBlobsAreCopiedFromFiles(t *testing.T) {
	blobs, files, source := sharedForCopies(t)
	files.putFile(t, "/box/empty", "")
	files.must(t, http.StatusOK, "PUT", "/box/empty?comp=properties", "") // it has no content type then
	stamp := "sharesnapshot=" + files.must(t, http.StatusCreated, "PUT", "/box?restype=share&comp=snapshot", "").header.Get("x-ms-snapshot")
	files.must(t, http.StatusCreated, "PUT", "/box/dir/file?comp=range", "abc", written("0-2")...)
	product := "https://" + auth.DevelopmentAccount + ".file.core.windows.net" + strings.TrimPrefix(source, files.endpoint)
	const carried = "text/plain de eB5eJF1psVaWm4bijSPyxg== round "
	for _, row := range []struct {
		name, source string
		headers      []string
		content      string
		described    string // content type, language, MD5 and metadata
	}{
		{"the port", source, nil, "abc3456789", carried},
		{"the product", product, nil, "abc3456789", carried},
		{"a snapshot", source + "&" + stamp, nil, "0123456789", carried},
		{"metadata of its own", source, []string{"x-ms-meta-color", "red"}, "abc3456789", "text/plain de eB5eJF1psVaWm4bijSPyxg==  red"},
		{"an empty file", strings.Replace(source, "dir/file", "empty", 1), nil, "", "application/octet-stream    "},
	} {
		t.Run(row.name, func(t *testing.T) {
			started := blobs.must(t, http.StatusAccepted, "PUT", "/pictures/b", "", append(row.headers, "x-ms-copy-source", row.source)...).header
			got := blobs.must(t, http.StatusOK, "GET", "/pictures/b", "")
			h := got.header
			described := strings.Join([]string{h.Get("Content-Type"), h.Get("Content-Language"), h.Get("Content-MD5"), h.Get("x-ms-meta-shape"), h.Get("x-ms-meta-color")}, " ")
			if got.body != row.content || described != row.described || h.Get("x-ms-blob-type") != "BlockBlob" {
				t.Errorf("%q, %q, type %s", got.body, described, h.Get("x-ms-blob-type"))
			}
			progress := fmt.Sprintf("%d/%[1]d", len(row.content))
			if started.Get("x-ms-copy-status") != "success" || h.Get("x-ms-copy-id") != started.Get("x-ms-copy-id") || h.Get("x-ms-copy-progress") != progress {
				t.Errorf("started with %v, and then %v", started, h)
			}
			bare, _, _ := strings.Cut(row.source, "?")
			if from := h.Get("x-ms-copy-source"); !strings.HasPrefix(from, bare) || strings.Contains(from, "sig") || strings.Contains(from, stamp) != strings.Contains(row.source, stamp) {
				t.Errorf("copied from %s", from)
			}
		})
	}
	// The copy is a blob like any other.
	blobs.must(t, http.StatusAccepted, "PUT", "/pictures/c", "", "x-ms-copy-source", blobs.endpoint+"/pictures/b")
	blobs.must(t, http.StatusAccepted, "DELETE", "/pictures/b", "")
	blobs.must(t, http.StatusCreated, "PUT", "/pictures/c?comp=snapshot", "")
}

// TestBlobsAreNotCopiedFromFiles has the refusals of Copy Blob from a file, and of the operations that copy no files. None
// leaves a blob, or its content on the disk.
func TestBlobsAreNotCopiedFromFiles(t *testing.T) {
	folder := t.TempDir()
	blobs, files, source := sharedForCopies(t, emulator.WithFolder(folder))
	blobs.must(t, http.StatusCreated, "PUT", "/pictures/pages", "", "x-ms-blob-type", "PageBlob", "x-ms-blob-content-length", "512")
	bare, sas, _ := strings.Cut(source, "?")
	at := func(path string) string { return files.endpoint + path + "?" + sas }
	for _, row := range []struct {
		name, source string
		headers      []string
		status       int
		code, names  string
	}{
		{"no SAS", bare, nil, 404, "CannotVerifyCopySource", ""},
		{"a SAS that may not read", bare + "?" + fileSAS(t, "/box", "s", "w", ""), nil, 403, "CannotVerifyCopySource", ""},
		{"a SAS for another file", bare + "?" + fileSAS(t, "/box/other", "f", "r", ""), nil, 403, "CannotVerifyCopySource", ""},
		{"a file that is missing", at("/box/dir/none"), nil, 404, "CannotVerifyCopySource", ""},
		{"a directory that is missing", at("/box/none/file"), nil, 404, "CannotVerifyCopySource", ""},
		{"a share that is missing", files.endpoint + "/none/f?" + fileSAS(t, "/none", "s", "r", ""), nil, 404, "CannotVerifyCopySource", ""},
		{"a snapshot that is missing", source + "&sharesnapshot=2020-01-01T00:00:00.0000000Z", nil, 404, "CannotVerifyCopySource", ""},
		{"a directory", at("/box/dir"), nil, 409, "CannotVerifyCopySource", ""},
		{"a share", at("/box"), nil, 400, "CannotVerifyCopySource", ""},
		{"what is known of a file", at("/box/dir/file") + "&comp=metadata", nil, 400, "CannotVerifyCopySource", "comp"},
		{"a condition", source, []string{"x-ms-source-if-match", "*"}, 400, "UnsupportedHeader", "x-ms-source-if-match"},
		{"a lease", source, []string{"x-ms-source-lease-id", leaseID}, 400, "UnsupportedHeader", "x-ms-source-lease-id"},
		{"a condition on the blob", source, []string{"If-Match", "*"}, 412, "ConditionNotMet", ""},
		{"by Copy Blob From URL", source, []string{"x-ms-requires-sync", "true"}, 501, "CannotVerifyCopySource", ""},
		{"by Put Blob From URL", source, []string{"x-ms-blob-type", "BlockBlob"}, 501, "CannotVerifyCopySource", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := blobs.do(t, "PUT", "/pictures/b", "", append(row.headers, "x-ms-copy-source", row.source)...)
			if got.status != row.status || got.header.Get("x-ms-error-code") != row.code || !strings.Contains(got.body, row.names) || strings.Contains(got.body, "sig=") {
				t.Errorf("the answer is %d %s %s, want %d %s", got.status, got.header.Get("x-ms-error-code"), got.body, row.status, row.code)
			}
			blobs.must(t, http.StatusNotFound, "GET", "/pictures/b", "")
		})
	}
	if got := blobs.do(t, "PUT", "/pictures/pages", "", "x-ms-copy-source", source); got.header.Get("x-ms-error-code") != "InvalidBlobType" {
		t.Errorf("over a page blob the answer is %d %s", got.status, got.body)
	}
	if kept := extentsOf(t, folder, "0123456789"); len(kept) != 1 {
		t.Errorf("the content of the file is kept in %q", kept)
	}
}

// TestBlobCopiesFromFilesTakeTime watches copies of ten bytes at one byte a second, which survive that the emulator is opened
// again. They have what the file held when they started, and leave nothing on the disk when they bring nothing.
func TestBlobCopiesFromFilesTakeTime(t *testing.T) {
	now, folder := &clock{now: time.Now()}, t.TempDir()
	fail := func(call service.Call) service.Fault {
		if call.Operation == "Copy Blob" && call.Object == "fails" {
			return service.Fault{CopyFailure: "500 InternalError"}
		}
		return service.Fault{}
	}
	t.Run("started", func(t *testing.T) {
		blobs, files, source := sharedForCopies(t, emulator.WithFolder(folder), emulator.WithClock(now.read), emulator.WithCopySpeed(1), emulator.WithFaults(fail))
		start := func(target string) string {
			return blobs.must(t, http.StatusAccepted, "PUT", target, "", "x-ms-copy-source", source).header.Get("x-ms-copy-id")
		}
		blobs.must(t, http.StatusCreated, "PUT", "/deleted?restype=container", "")
		for _, target := range []string{"/pictures/whole", "/pictures/fails", "/deleted/b"} {
			start(target)
		}
		aborted := start("/pictures/aborted")
		now.pass(4 * time.Second)
		if got := blobs.do(t, "DELETE", "/pictures/whole", ""); got.header.Get("x-ms-error-code") != "PendingCopyOperation" {
			t.Errorf("deleted while it is copied: %d %s", got.status, got.body)
		}
		files.must(t, http.StatusConflict, "PUT", "/box/back", "", "x-ms-copy-source", blobs.endpoint+"/pictures/whole?"+containerSAS(t, "/pictures", "r"))
		blobs.must(t, http.StatusNoContent, "PUT", "/pictures/aborted?comp=copy&copyid="+aborted, "", "x-ms-copy-action", "abort")
		blobs.must(t, http.StatusAccepted, "DELETE", "/deleted?restype=container", "")
		files.must(t, http.StatusAccepted, "DELETE", "/box/dir/file", "")
	})
	blobs := serve(t, emulator.WithFolder(folder), emulator.WithClock(now.read))
	for _, row := range []struct {
		after                    time.Duration
		target, status, progress string
		length                   string
	}{
		{0, "/pictures/whole", "pending", "4/10", "0"},
		{6 * time.Second, "/pictures/whole", "success", "10/10", "10"},
		{0, "/pictures/aborted", "aborted", "4/10", "0"},
		{0, "/pictures/fails", "failed", "10/10", "0"},
	} {
		now.pass(row.after)
		h := blobs.must(t, http.StatusOK, "HEAD", row.target, "").header
		if got := []string{h.Get("x-ms-copy-status"), h.Get("x-ms-copy-progress"), h.Get("Content-Length")}; !slices.Equal(got, []string{row.status, row.progress, row.length}) {
			t.Errorf("%s is %q", row.target, got)
		}
	}
	blobs.reads(t, "/pictures/whole", "0123456789")
	if kept := extentsOf(t, folder, "0123456789"); len(kept) != 1 {
		t.Errorf("the content is kept in %q", kept)
	}
}

// fileSAS returns a service SAS for a share or a file: see
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas.
func fileSAS(t *testing.T, resource, kind, permissions, policy string) string {
	t.Helper()
	const version = "2021-12-02"
	q := url.Values{"sv": {version}, "sr": {kind}}
	expiry := "2099-01-01T00:00:00Z"
	if policy != "" {
		expiry = ""
		q.Set("si", policy)
	} else {
		q.Set("sp", permissions)
		q.Set("se", expiry)
	}
	text := []string{permissions, "", expiry, "/file/" + auth.DevelopmentAccount + resource, policy, "", "", version, "", "", "", "", ""}
	q.Set("sig", signText(t, strings.Join(text, "\n")))
	return q.Encode()
}

// TestFileSAS asks with signatures for a share, for a file, for the account and by a stored access policy.
func TestFileSAS(t *testing.T) {
	c := shared(t)
	c.must(t, http.StatusOK, "PUT", "/box?restype=share&comp=acl", "<SignedIdentifiers><SignedIdentifier><Id>reading</Id><AccessPolicy>"+
		"<Expiry>2099-01-01</Expiry><Permission>r</Permission></AccessPolicy></SignedIdentifier></SignedIdentifiers>")
	share, file := fileSAS(t, "/box", "s", "rl", ""), fileSAS(t, "/box/dir/file", "f", "r", "")
	account := "sv=2018-11-09&ss=f&srt=so&sp=l&se=2099-01-01"
	account += "&sig=" + url.QueryEscape(signText(t, auth.DevelopmentAccount+"\nl\nf\nso\n\n2099-01-01\n\n\n2018-11-09\n"))
	for _, row := range []struct {
		method, target, sas string
		status              int
		code                string
	}{
		{"GET", "/box/dir/file", "", 404, "ResourceNotFound"},
		{"GET", "/box/dir/file", share, 200, ""},
		{"GET", "/box/dir/file", file, 200, ""},
		{"GET", "/box/dir/file", fileSAS(t, "/box", "s", "", "reading"), 200, ""},
		{"GET", "/box/dir/file", fileSAS(t, "/box", "s", "", "other"), 403, "AuthenticationFailed"},
		{"GET", "/box/dir/other", file, 403, "AuthenticationFailed"},
		{"GET", "/box/dir?restype=directory&comp=list", share, 200, ""},
		{"GET", "/box?restype=share", share, 403, "AuthorizationFailure"},
		{"GET", "/?comp=list", account, 200, ""},
		{"GET", "/box/dir?restype=directory&comp=list", account, 403, "AuthorizationResourceTypeMismatch"},
		{"DELETE", "/box/dir/file", share, 403, "AuthorizationPermissionMismatch"},
		{"PUT", "/box/dir/file", fileSAS(t, "/box", "s", "c", ""), 403, "AuthorizationPermissionMismatch"},
		{"PUT", "/box/dir/new", fileSAS(t, "/box", "s", "c", ""), 201, ""},
	} {
		target, separator := row.target, "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		headers := newFile("1", "Authorization", unsigned)
		if row.method != "PUT" {
			headers = headers[4:]
		}
		if row.sas != "" {
			target += separator + row.sas
		}
		got := c.do(t, row.method, target, "", headers...)
		if got.status != row.status || got.header.Get("x-ms-error-code") != row.code {
			t.Errorf("%s %s is answered with %d %s, want %d %s", row.method, row.target, got.status, got.body, row.status, row.code)
		}
	}
}

// TestFilesAreKeptInAFolder opens the folder of an emulator again.
func TestFilesAreKeptInAFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	asked := []string{"/box?restype=share", "/box/dir/file", "/box/dir?restype=directory&comp=list&include=timestamps,etag", "/?restype=service&comp=properties"}
	var before []answer
	t.Run("before", func(t *testing.T) {
		c := shared(t, emulator.WithFolder(folder))
		c.must(t, http.StatusCreated, "PUT", "/box/unfinished", "", newFile("1099511627776")...)
		for _, target := range asked {
			before = append(before, c.must(t, http.StatusOK, "GET", target, ""))
		}
	})
	_, c := serveBoth(t, emulator.WithFolder(folder))
	for i, target := range asked {
		got := c.must(t, http.StatusOK, "GET", target, "")
		if withoutHost(got.body) != withoutHost(before[i].body) || got.header.Get("Etag") != before[i].header.Get("Etag") {
			t.Errorf("%s is %s and was %s", target, got.body, before[i].body)
		}
	}
	c.must(t, http.StatusCreated, "PUT", "/box/unfinished?comp=range", "z", written("1099511627775-1099511627775")...)
	if got := c.must(t, http.StatusPartialContent, "GET", "/box/unfinished", "", "x-ms-range", "bytes=1099511627774-"); got.body != "\x00z" {
		t.Errorf("it ends with %q", got.body)
	}
}

// TestDamagedFilesAreErrors removes what a file holds from the disk. Reading it says so; it can be replaced.
func TestDamagedFilesAreErrors(t *testing.T) {
	folder := t.TempDir()
	c := shared(t, emulator.WithFolder(folder))
	c.putFile(t, "/box/whole", "whole")
	if err := os.Remove(extentOf(t, folder, "0123456789")); err != nil {
		t.Fatal(err)
	}
	if got := c.do(t, "GET", "/box/dir/file", ""); got.status != http.StatusGone || got.header.Get("x-ms-error-code") != "EmulatorDataDamaged" {
		t.Errorf("the answer is %d %s", got.status, got.body)
	}
	c.reads(t, "/box/whole", "whole")
	c.putFile(t, "/box/dir/file", "new")
	c.reads(t, "/box/dir/file", "new")
}
