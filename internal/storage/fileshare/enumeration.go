package fileshare

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/tree"
)

// enumeration is the answer of List Directories and Files: see
// https://learn.microsoft.com/rest/api/storageservices/list-directories-and-files.
type enumeration struct {
	XMLName    xml.Name      `xml:"EnumerationResults"`
	Entries    listedEntries `xml:"Entries"`
	NextMarker azure.Element `xml:"NextMarker"`
}

// maxEntries is many times what the service lists in one page, so that a page without end costs little.
const maxEntries = 50_000

// errNoListing stands for all errors of package xml, which would quote the answer.
var errNoListing = errors.New("the answer is not a listing of files, or it is damaged; check the URL, and that no proxy answers in the service's place")

// parseEnumeration parses a page. An entry that makes no sense is not an error here: entry and describe report it.
func parseEnumeration(body []byte) (enumeration, error) {
	var e enumeration
	if xml.Unmarshal(bytes.TrimPrefix(body, []byte("\uFEFF")), &e) != nil || e.NextMarker.Times > 1 {
		return enumeration{}, errNoListing
	}
	return e, nil
}

// listedEntries are the directories and files of a page.
type listedEntries struct{ all []*listedEntry } // pointers, since a slice of structs that grows is copied several times over

// UnmarshalXML implements xml.Unmarshaler.
func (l *listedEntries) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	for child, err := range azure.Children(d) {
		if err == nil {
			err = l.add(d, child)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *listedEntries) add(d *xml.Decoder, start xml.StartElement) error {
	e := &listedEntry{isDirectory: start.Name.Local == "Directory"}
	if !e.isDirectory && start.Name.Local != "File" {
		return d.Skip()
	}
	if len(l.all) == maxEntries {
		return errNoListing
	}
	err := d.DecodeElement(e, &start)
	l.all = append(l.all, e)
	return err
}

// listedEntry is a directory or file of a listing, as the service wrote it.
type listedEntry struct {
	isDirectory bool
	Name        azure.ListedName
	Properties  struct {
		ContentLength azure.Element `xml:"Content-Length"`
		CreationTime  azure.Element `xml:"CreationTime"`
		LastWriteTime azure.Element `xml:"LastWriteTime"`
		LastModified  azure.Element `xml:"Last-Modified"`
		ETag          azure.Element `xml:"Etag"`
	}
	Attributes azure.Element
}

// entry returns what the walk of the share needs. A name that would lead to another place than this directory is an error.
func (e *listedEntry) entry() (tree.Entry, error) {
	name, err := e.Name.Decode(e.kind())
	switch {
	case err != nil:
		return tree.Entry{}, err
	case name == "." || name == ".." || strings.ContainsAny(name, "/\x00"):
		return tree.Entry{}, fmt.Errorf(`the service listed "%s", which no file or directory can be called`, azure.OneLine(name))
	case e.isDirectory:
		return tree.Entry{Name: name, IsFolder: true}, nil
	}
	return tree.Entry{Name: name, Details: e.details()}, nil
}

func (e *listedEntry) kind() string {
	if e.isDirectory {
		return "directory"
	}
	return "file"
}

// separator stands between the details of a file; no header can hold it.
const separator = "\n"

// details returns the properties of a file as text, for describe. What is not there, or there twice, is empty.
func (e *listedEntry) details() string {
	p := e.Properties
	elements := []azure.Element{p.ContentLength, p.LastWriteTime, p.LastModified, p.ETag, p.CreationTime, e.Attributes}
	fields := make([]string, len(elements))
	for i, element := range elements {
		if element.Times == 1 {
			fields[i] = strings.ReplaceAll(element.Text, separator, " ")
		}
	}
	return strings.Join(fields, separator)
}

// describe returns the file of details. Nothing is assumed in the place of what is missing or makes no sense.
func describe(name, details string) (storage.Object, error) {
	fields := strings.Split(details, separator)
	size, lastWrite, modified, etag, created := fields[0], fields[1], fields[2], fields[3], fields[4]
	d := azure.Description{Kind: "file"}
	obj := storage.Object{Name: name, Size: d.Size(size), ETag: azure.Quoted(etag), Attributes: withoutBlanks(fields[5]), Undescribed: true}
	if created != "" {
		obj.Created = fileTime(&d, "CreationTime", created)
	}
	switch {
	case lastWrite != "":
		obj.ModTime = fileTime(&d, "LastWriteTime", lastWrite)
	case modified != "":
		obj.ModTime = d.Modified(modified)
	default:
		d.Missing("LastWriteTime")
	}
	if etag == "" {
		d.Missing("Etag")
	}
	return obj, d.Err
}

// fileTime reads a time of the file system, which has units of 100 ns.
func fileTime(d *azure.Description, name, text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		d.Odd(name, text, "a time")
		return time.Time{}
	}
	return t.UTC()
}
