package rest_test

import (
	"encoding/xml"
	"errors"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"azcopy/internal/emulator/rest"
)

// item is an element with a name, as a client reads it.
type item struct {
	Name struct {
		Encoded bool   `xml:"Encoded,attr"`
		Text    string `xml:",chardata"`
	}
}

// readName writes a name in a document, and reads it as clients do.
func readName(name string, v rest.Version) (string, error) {
	x := rest.NewXML(nil)
	x.Raw("<Item>")
	x.Name("Name", name, v)
	x.Raw("</Item>")
	var got item
	if err := xml.Unmarshal(x.Bytes()[len("\ufeff"):], &got); err != nil {
		return "", err
	}
	if !got.Name.Encoded {
		return got.Name.Text, nil
	}
	return url.PathUnescape(got.Name.Text)
}

func TestXMLName(t *testing.T) {
	for _, test := range []struct {
		name    string
		version rest.Version
		want    string
	}{
		{"plain/name.txt", rest.V20210212, "<Name>plain/name.txt</Name>"},
		{"a&b<c>d\"e'f", rest.V20210212, "<Name>a&amp;b&lt;c&gt;d&quot;e'f</Name>"},
		{"100%", rest.V20210212, "<Name>100%</Name>"},
		{"grün 漢字 🙂", rest.V20210212, "<Name>grün 漢字 🙂</Name>"},
		{"tab\tline\nreturn\r", rest.V20210212, "<Name>tab&#x9;line&#xa;return&#xd;</Name>"},
		{"\x01", rest.V20210212, `<Name Encoded="true">%01</Name>`},
		{"\uFFFE", rest.V20210212, `<Name Encoded="true">%EF%BF%BE</Name>`},
		{"\uFFFF", rest.V20210212, `<Name Encoded="true">%EF%BF%BF</Name>`},
		{"a/%&ü\x1f", rest.V20210212, `<Name Encoded="true">a/%25%26%C3%BC%1F</Name>`},
		{"\x01", "2020-12-06", "<Name>&#x1;</Name>"},
		{"\uFFFF", "2020-12-06", "<Name>&#xffff;</Name>"},
		{"\uFFFF", "", "<Name>&#xffff;</Name>"},
	} {
		x := rest.NewXML(nil)
		empty := len(x.Bytes())
		x.Name("Name", test.name, test.version)
		if got := string(x.Bytes()[empty:]); got != test.want {
			t.Errorf("%q in version %q is %s, want %s", test.name, test.version, got, test.want)
		}
	}
}

// Names that XML can't hold can't be read before version 2021-02-12, which was made for that.
func TestXMLNameOfOldVersion(t *testing.T) {
	if got, err := readName("\x01", "2020-12-06"); err == nil {
		t.Errorf("it was read as %q", got)
	}
	if got, err := readName("plain", "2020-12-06"); err != nil || got != "plain" {
		t.Errorf("it was read as %q, %v", got, err)
	}
}

// Every name comes back from a listing.
func FuzzXMLName(f *testing.F) {
	for _, seed := range []string{"", "a", "a&b", "%41", "\x01%41", "\r\n", "]]>", "\uFFFE", "grün"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
			return // the address of a request can't hold such a name
		}
		if got, err := readName(name, rest.V20210212); err != nil || got != name {
			t.Errorf("%q was read as %q, %v", name, got, err)
		}
	})
}

func TestXMLElements(t *testing.T) {
	x := rest.NewXML([]byte("what was there before"))
	x.Text("Text", "a<b")
	x.Int("Int", -1)
	x.Optional("Optional", "given")
	x.Optional("Absent", "")
	const want = "\ufeff" + `<?xml version="1.0" encoding="utf-8"?><Text>a&lt;b</Text><Int>-1</Int><Optional>given</Optional>`
	if got := string(x.Bytes()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReadXML(t *testing.T) {
	const document = "<Item><Name>a</Name></Item>"
	for _, test := range []struct {
		body  string
		limit int
		code  rest.Code
	}{
		{document, len(document), ""},
		{document, len(document) - 1, rest.RequestBodyTooLarge},
		{"", 100, rest.InvalidXMLDocument},
		{"<Item><Name>", 100, rest.InvalidXMLDocument},
		{"{}", 100, rest.InvalidXMLDocument},
		{"<Item>" + strings.Repeat(" ", 1000), 100, rest.RequestBodyTooLarge},
	} {
		var got item
		err := rest.ReadXML(strings.NewReader(test.body), int64(test.limit), &got)
		refusal, _ := errors.AsType[*rest.Error](err)
		if (err == nil) != (test.code == "") || refusal != nil && refusal.Code != test.code {
			t.Errorf("%.20q of at most %d bytes: %v, want %q", test.body, test.limit, err, test.code)
		}
		if err == nil && got.Name.Text != "a" {
			t.Errorf("%q is read as %+v", test.body, got)
		}
	}
}
