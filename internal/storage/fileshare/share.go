// Package fileshare is the driver for Azure Files: the REST operations on the files of a share, in the vocabulary of package
// storage.
package fileshare

import (
	"context"
	"net/url"
	"path"
	"strings"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/directory"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/share"
)

// Share is a file share, or a directory in it, as both ends of a copy. Names of files that end in dots are kept.
type Share struct {
	location   storage.Location // without the SAS, which is not to be printed
	client     *share.Client
	retry      azure.RetryOptions
	credential azure.Credential
	made       *directories
	names      *cases
	host       *host
	keepTimes  bool // see WithTimes
}

var (
	_ storage.Source      = (*Share)(nil)
	_ storage.Destination = (*Share)(nil)
)

// New returns the share of an endpoint, or the snapshot of it that the location names. It sends nothing. A share is never read
// or written anonymously.
func New(e azure.Endpoint) (*Share, error) {
	op := "connect to " + e.At.String()
	_, _, keyed := e.Credential.SharedKey()
	if _, signed := e.Credential.SAS(); !keyed && !signed {
		return nil, storage.Errorf(op, storage.Denied, "a file share allows no anonymous access; give its account's key or a SAS")
	}
	if err := checkPath(op, e.At.Directory); err != nil {
		return nil, err
	}
	client, err := newClient(e)
	if err != nil {
		return nil, azure.Classify(op, err)
	}
	e.At.SAS = ""
	return &Share{location: e.At, client: client, retry: e.Retry, credential: e.Credential, made: newDirectories(), names: newCases(), host: &host{}}, nil
}

// WithTimes returns the share as a destination whose files get the last-write time of their source.
func (s *Share) WithTimes() *Share {
	timed := *s
	timed.keepTimes = true
	return &timed
}

func newClient(e azure.Endpoint) (*share.Client, error) {
	options := &share.ClientOptions{ClientOptions: e.ClientOptions(), AllowTrailingDot: to.Ptr(true)}
	options.PerCallPolicies = append([]policy.Policy{listPolicy{}, sourceDotPolicy{}}, options.PerCallPolicies...)
	address := e.ContainerURL()
	if e.At.ShareSnapshot != "" {
		address += "?sharesnapshot=" + url.QueryEscape(e.At.ShareSnapshot)
	}
	account, key, keyed := e.Credential.SharedKey()
	if !keyed {
		return share.NewClientWithNoCredential(address, options)
	}
	credential, err := share.NewSharedKeyCredential(account, key.Reveal())
	if err != nil {
		return nil, err
	}
	return share.NewClientWithSharedKeyCredential(address, credential, options)
}

// checkPath refuses a path that leads somewhere else than it seems to.
func checkPath(op, path string) error {
	for part := range strings.SplitSeq(path, "/") {
		if part == "." || part == ".." {
			return storage.Errorf(op, storage.InvalidName, `no directory or file of a share can be called "%s"`, part)
		}
	}
	return nil
}

// Prepare creates the share (Create Share), and the directory of the location. A refusal is not an error when they exist, or
// when a SAS may not create them: the first file shows whether it may write.
func (s *Share) Prepare(ctx context.Context) error {
	_, err := s.client.Create(ctx, nil)
	if fileerror.HasCode(err, fileerror.ShareAlreadyExists) {
		err = nil
	}
	if err := s.forgiven(azure.Classify("create the share "+s.location.Container, err)); err != nil {
		return err
	}
	if directory := s.path(""); directory != "" {
		return s.forgiven(s.makeDirectory(ctx, directory))
	}
	return nil
}

// forgiven returns nil for what a SAS may not create.
func (s *Share) forgiven(err error) error {
	if _, signed := s.credential.SAS(); signed && storage.KindOf(err) == storage.Denied {
		return nil
	}
	return err
}

// directory returns the client of a directory, by its path in the share.
func (s *Share) directory(path string) *directory.Client {
	d := s.client.NewRootDirectoryClient()
	for part := range strings.SplitSeq(path, "/") {
		if part != "" {
			d = d.NewSubdirectoryClient(part)
		}
	}
	return d
}

// file returns the client of a file, by its name below the location.
func (s *Share) file(name string) *file.Client {
	folder, base := path.Split(s.path(name))
	return s.directory(folder).NewFileClient(base)
}

// path returns the path in the share of what has this name below the location; that of the root is empty.
func (s *Share) path(name string) string { return clean(s.location.Prefix() + name) }

// op names an operation on a file or directory, for errors.
func (s *Share) op(verb, name string) string { return verb + " " + s.location.Join(name) }
