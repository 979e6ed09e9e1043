package emulator_test

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

// exchange is a request of a row: what follows the container in its address, and its body and headers.
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

// TestOutside asks the emulator and Azurite the same questions, because whoever makes a mistake in a server makes it in
// the server's tests too. The answers must be the same but for the differences that are listed.
func TestOutside(t *testing.T) {
	if testing.Short() {
		t.Skip("Azurite does not run beside short tests")
	}
	ours, theirs := serve(t), azurite(t)
	used := make(map[string]bool)
	for _, r := range slices.Concat(containerRows(), blobRows(), readRows(), conditionRows(), blockRows(), listRows(), authorizationRows()) {
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

// run makes a container, sends the requests that come first, and returns the answer in a form that can be compared.
func (r row) run(t *testing.T, c client) string {
	t.Helper()
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	container := "/outside" + hex.EncodeToString(b[:])
	c.must(t, http.StatusCreated, http.MethodPut, container+"?restype=container", "")
	defer c.do(t, http.MethodDelete, container+"?restype=container", "")
	for _, x := range r.before {
		if got := c.do(t, x.method, container+x.target, x.body, x.headers...); got.status >= 300 {
			t.Fatalf("before it, %s %s is answered with %d %s", x.method, x.target, got.status, got.body)
		}
	}
	got := c.do(t, r.ask.method, container+r.ask.target, r.ask.body, r.ask.headers...)
	return strings.ReplaceAll(describe(r.ask.method, got), container[1:], "CONTAINER")
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
		"x-ms-snapshot", "x-ms-copy-status", "x-ms-blob-append-offset", "x-ms-blob-committed-block-count", "x-ms-blob-sequence-number",
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
	for _, name := range []string{"ETag", "Last-Modified", "Date", "x-ms-request-id", "x-ms-creation-time"} {
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

// elementLine returns the line for an element, without the text where that is different each time. Two are left out:
// Azurite sends MaxResults where it was not asked for, and AccessTierChangeTime even though no tier was ever set, and
// the documentation has neither in these cases.
func elementLine(path []string, text string) []string {
	switch name := path[len(path)-1]; name {
	case "Etag", "Last-Modified", "Creation-Time", "Snapshot", "CopyId", "CopyCompletionTime", "NextMarker", "Marker":
		text = "given"
	case "AccessTierChangeTime":
		return nil
	case "MaxResults":
		if text == "5000" {
			return nil
		}
	}
	return []string{strings.Join(path, "/") + "=" + text}
}
