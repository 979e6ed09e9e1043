package azure

import (
	"encoding/xml"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
)

// Element is the text of an element of a listing that must occur at most once. Further ones are counted and not refused:
// that would fail the whole page.
type Element struct {
	Text  string
	Times int
}

// UnmarshalXML implements xml.Unmarshaler.
func (e *Element) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	e.Times++
	return d.DecodeElement(&e.Text, &start)
}

// ListedName is the name of an object in a listing, percent-encoded when it contains characters that XML can't hold.
type ListedName struct {
	Element
	Encoded string // the attribute of that name
}

// UnmarshalXML implements xml.Unmarshaler.
func (n *ListedName) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for _, a := range start.Attr {
		if a.Name.Local == "Encoded" {
			n.Encoded = a.Value
		}
	}
	return n.Element.UnmarshalXML(d, start)
}

// MaxName is the length in bytes above which a name is not one: the services permit 1024 characters, or 2048.
const MaxName = 4 << 10

// Decode returns the name of the object, which is of this kind, such as "blob". With an error, it returns what may be shown
// instead, if anything.
func (n ListedName) Decode(kind string) (string, error) {
	switch {
	case n.Times == 0 || n.Text == "":
		return "", errors.New("the service listed a " + kind + " without a name")
	case n.Times > 1:
		return "", fmt.Errorf("the service listed a %s with %d names", kind, n.Times)
	case len(n.Text) > 3*MaxName:
		return "", tooLongName(kind, n.Text)
	}
	name := n.Text
	switch n.Encoded {
	case "", "false":
	case "true":
		var err error
		if name, err = url.PathUnescape(n.Text); err != nil {
			return n.Text, fmt.Errorf(`the service says that the name "%s" is encoded, but it is not`, OneLine(n.Text))
		}
	default:
		return n.Text, fmt.Errorf(`the service does not say whether the name "%s" is encoded`, OneLine(n.Text))
	}
	if len(name) > MaxName {
		return "", tooLongName(kind, name)
	}
	return name, nil
}

func tooLongName(kind, name string) error {
	return fmt.Errorf(`the service listed a %s whose name has %d bytes, more than a name can have; it starts with "%s"`,
		kind, len(name), OneLine(name))
}

// Children yields the start of each child of the element that a decoder is in, until that ends. The loop must decode or skip
// each. An error ends it.
func Children(d *xml.Decoder) iter.Seq2[xml.StartElement, error] {
	return func(yield func(xml.StartElement, error) bool) {
		for {
			token, err := d.Token()
			if err != nil {
				yield(xml.StartElement{}, err)
				return
			}
			switch t := token.(type) {
			case xml.EndElement:
				return
			case xml.StartElement:
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

// Quoted returns an ETag in the form of headers; listings of blobs lack the quotes.
func Quoted(etag string) string {
	if etag == "" || strings.HasPrefix(etag, `"`) {
		return etag
	}
	return `"` + etag + `"`
}
