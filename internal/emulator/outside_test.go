package emulator_test

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/emulator/auth"
)

// exchange is a request of a row: what follows the container in its address, and its body and headers. In the address
// and in the headers {container} stands for the address of the container, {snapshot} for the snapshot that was taken,
// {copy} for the ID of the last copy, and {sas r} for a SAS with these permissions for the container.
type exchange struct {
	method, target, body string
	headers              []string
}

// row is one question to both servers. Each row has a container of its own.
type row struct {
	name   string
	before []exchange // must succeed on both
	ask    exchange
}

// difference is what the servers are known to answer differently.
type difference struct {
	rows string // the beginning of the rows' names
	why  string // with what the documentation says
	// want is the status and code of the emulator's answer, where the answers differ as a whole.
	want string
	// except has the beginnings of the lines of describe that differ, where the rest of the answers is the same.
	except []string
}

// TestOutside asks the emulator and Azurite the same questions, because a mistake in a server is repeated in the server's
// own tests. The answers must be the same except for the listed differences.
func TestOutside(t *testing.T) {
	if testing.Short() {
		t.Skip("Azurite does not run beside short tests")
	}
	ours, theirs := serve(t), azurite(t)
	used := make(map[string]bool)
	for _, r := range slices.Concat(containerRows(), blobRows(), readRows(), conditionRows(), blockRows(), listRows(), authorizationRows(),
		pageRows(), sequenceRows(), appendRows(), snapshotRows(), copyRows(), fromURLRows(), leaseRows()) {
		t.Run(r.name, func(t *testing.T) {
			got, want := r.run(t, ours), r.run(t, theirs)
			d := findDifference(r.name)
			used[d.rows] = used[d.rows] || got != want
			status, _, _ := strings.Cut(got, "\n")
			switch {
			case d.want == "" && without(got, d.except) != without(want, d.except):
				t.Errorf("the emulator answers\n%s\nand Azurite\n%s", got, want)
			case d.want != "" && got == want:
				t.Errorf("the answers are the same now, and are said to differ:\n%s", got)
			case d.want != "" && status != d.want:
				t.Errorf("the emulator answers %s, want %s: %s", status, d.want, d.why)
			}
		})
	}
	for _, d := range differences() {
		if !used[d.rows] {
			t.Errorf("no answers to %q differ", d.rows)
		}
	}
}

// findDifference returns the first difference listed for a row.
func findDifference(name string) difference {
	for _, d := range differences() {
		if strings.HasPrefix(name, d.rows) {
			return d
		}
	}
	return difference{}
}

// without leaves out the lines that begin with one of these.
func without(text string, except []string) string {
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
		return slices.ContainsFunc(except, func(start string) bool { return strings.HasPrefix(line, start) })
	})
	return strings.Join(lines, "\n")
}

// azurite returns a client of the Azurite that runs beside the tests.
func azurite(t *testing.T) client {
	t.Helper()
	const variable = "AZURITE_BLOB_ENDPOINT"
	server := os.Getenv(variable)
	if server == "" {
		t.Fatalf("%s names no running Azurite: scripts/test starts one and sets it, go test -short does without", variable)
	}
	return newClient(t, strings.TrimSuffix(server, "/"))
}

// run creates a container, sends the preparing requests, and returns the answer in a comparable form.
func (r row) run(t *testing.T, c client) string {
	t.Helper()
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	container := "/outside" + hex.EncodeToString(b[:])
	c.must(t, http.StatusCreated, http.MethodPut, container+"?restype=container", "")
	defer c.do(t, http.MethodDelete, container+"?restype=container", "")
	stage := &stage{client: c, container: container}
	for _, x := range r.before {
		if got := stage.ask(t, x); got.status >= 300 {
			t.Fatalf("before it, %s %s is answered with %d %s", x.method, x.target, got.status, got.body)
		}
	}
	got := describe(r.ask.method, stage.ask(t, r.ask))
	return strings.NewReplacer(c.endpoint, "ENDPOINT", container[1:], "CONTAINER", cmp.Or(stage.snapshot, "none"), "SNAPSHOT").Replace(got)
}

// stage is where a row takes place.
type stage struct {
	client
	container      string // with a slash before it
	snapshot, copy string // the last ones
}

func (s *stage) ask(t *testing.T, x exchange) answer {
	t.Helper()
	target, headers := s.fill(t, x.target), make([]string, 0, len(x.headers))
	for _, header := range x.headers {
		headers = append(headers, s.fill(t, header))
	}
	got := s.do(t, x.method, s.container+target, x.body, headers...)
	s.snapshot = cmp.Or(got.header.Get("x-ms-snapshot"), s.snapshot)
	s.copy = cmp.Or(got.header.Get("x-ms-copy-id"), s.copy)
	return got
}

// fill replaces what is in braces by its meaning.
func (s *stage) fill(t *testing.T, text string) string {
	t.Helper()
	for _, permissions := range []string{"r", "w"} {
		if mark := "{sas " + permissions + "}"; strings.Contains(text, mark) {
			text = strings.ReplaceAll(text, mark, containerSAS(t, s.container, permissions))
		}
	}
	return strings.NewReplacer("{container}", s.endpoint+s.container, "{snapshot}", s.snapshot, "{copy}", s.copy).Replace(text)
}

// containerSAS returns a service SAS for a container: see
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas.
func containerSAS(t *testing.T, container, permissions string) string {
	t.Helper()
	const version, expiry = "2021-12-02", "2099-01-01T00:00:00Z"
	text := []string{permissions, "", expiry, "/blob/" + auth.DevelopmentAccount + container, "", "", "", version, "c"}
	signature := signText(t, strings.Join(append(text, make([]string, 7)...), "\n"))
	return url.Values{"sv": {version}, "sr": {"c"}, "sp": {permissions}, "se": {expiry}, "sig": {signature}}.Encode()
}

// describe returns what matters in an answer: the status and, for a refusal, the code; otherwise the headers that are
// compared and the body, or the elements of an XML document.
//
// Not compared are x-ms-version, because Azurite always answers with the newest that it knows; x-ms-access-tier of Get
// Blob, because the documentation lists it for Get Blob Properties only and the emulator sends it with both; and
// x-ms-blob-content-md5 of a whole blob, because by the documentation it is sent for a range, and Azurite always sends
// it.
func describe(method string, a answer) string {
	status := strings.TrimSpace(fmt.Sprint(a.status, " ", a.header.Get("x-ms-error-code")))
	if a.status >= 300 {
		return status
	}
	lines := []string{status}
	for _, name := range []string{
		"Content-Type", "Content-Length", "Content-Range", "Content-MD5", "Content-Encoding", "Content-Language", "Content-Disposition",
		"Cache-Control", "Accept-Ranges", "x-ms-blob-type", "x-ms-blob-content-md5", "x-ms-blob-content-length", "x-ms-blob-public-access",
		"x-ms-lease-status", "x-ms-lease-state", "x-ms-request-server-encrypted", "x-ms-access-tier",
		"x-ms-lease-duration", "x-ms-lease-id", "x-ms-lease-time",
		"x-ms-snapshot", "x-ms-copy-status", "x-ms-copy-source", "x-ms-copy-progress", "x-ms-copy-status-description", "x-ms-blob-append-offset", "x-ms-blob-committed-block-count", "x-ms-blob-sequence-number",
		"x-ms-meta-a", "x-ms-meta-b",
	} {
		value := a.header.Get(name)
		if value == "" || name == "Content-Length" && isXML(a) ||
			name == "x-ms-access-tier" && method == http.MethodGet || name == "x-ms-blob-content-md5" && a.status == http.StatusOK {
			continue
		}
		if name == "Content-Type" && isXML(a) || name == "x-ms-snapshot" {
			value = "given"
		}
		lines = append(lines, name+": "+value)
	}
	for _, name := range []string{"ETag", "Last-Modified", "Date", "x-ms-request-id", "x-ms-creation-time", "x-ms-copy-id", "x-ms-copy-completion-time"} {
		if a.header.Get(name) != "" {
			lines = append(lines, name+": given")
		}
	}
	return strings.Join(append(lines, describeBody(a)...), "\n")
}

func isXML(a answer) bool {
	return strings.HasPrefix(a.header.Get("Content-Type"), "application/xml")
}

// describeBody returns the elements of a document that hold text, each with its path, or the bytes.
func describeBody(a answer) []string {
	if !isXML(a) {
		return []string{a.body}
	}
	decoder := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff")))
	var path, lines []string
	properties := 0 // where those of a blob begin, whose order does not matter
	for {
		token, err := decoder.Token()
		if err != nil {
			return lines
		}
		switch token := token.(type) {
		case xml.StartElement:
			if path = append(path, token.Name.Local); token.Name.Local == "Properties" {
				properties = len(lines)
			}
		case xml.EndElement:
			if path = path[:len(path)-1]; token.Name.Local == "Properties" {
				slices.Sort(lines[properties:])
			}
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" {
				lines = append(lines, elementLine(path, text)...)
			}
		}
	}
}

// elementLine returns the line for an element, without the text where that is different each time. Some are left out:
// Azurite sends MaxResults where it was not asked for, AccessTierChangeTime even though no tier was ever set, and Sealed
// and IncrementalCopy for blobs that are neither, and the documentation has none of them in these cases.
func elementLine(path []string, text string) []string {
	switch name := path[len(path)-1]; name {
	case "Etag", "Last-Modified", "Creation-Time", "Snapshot", "CopyId", "CopyCompletionTime", "NextMarker", "Marker":
		text = "given"
	case "AccessTierChangeTime":
		return nil
	case "Sealed", "IncrementalCopy":
		if text == "false" {
			return nil
		}
	case "MaxResults":
		if text == "5000" {
			return nil
		}
	}
	return []string{strings.Join(path, "/") + "=" + text}
}
