package job

import (
	"context"
	"fmt"
	"io"

	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/local"
)

// places opens the two ends of a run. It creates nothing.
type places struct {
	options option.Options
	rules   plan.PathRules
	// unread are the files of the run itself, which are not copied, and unwritten those that are not replaced.
	unread, unwritten *local.Own
	transport         *azure.Transport
	run               string // of the journal, empty without one
	warn              func(text string)
}

// service opens the places of one storage service, or of the file system.
type service interface {
	// naming describes the service's names.
	naming() storage.Naming
	// source opens a location to be read.
	source(at storage.Location) (source, error)
	// above opens the parent of a location that may be a single object, and returns the object's name in it. When only a
	// folder can be meant, the name is empty and nothing is opened.
	above(at storage.Location) (above source, name string, err error)
	// dest opens a location to be written.
	dest(at storage.Location) (dest, error)
	// target splits the destination of a single object into its parent and the object's name. The name is empty when only a
	// folder can be meant.
	target(at storage.Location) (above storage.Location, name string, err error)
}

// service returns the opener for a service. This is the only switch over services: elsewhere the code asks what a place can
// do, and how it names and keeps objects.
func (p *places) service(s storage.Service) (service, error) {
	switch s {
	case storage.Local:
		return folders{p}, nil
	case storage.Blob:
		return containers{p}, nil
	case storage.File:
		return shares{p}, nil
	}
	return nil, fmt.Errorf("%s storage is not yet supported", s)
}

// source is the reading end of a run.
type source struct {
	at     storage.Location
	naming storage.Naming
	driver interface {
		storage.Source
		// IsObject reports whether there is an object with this name that is not a marker of a folder.
		IsObject(ctx context.Context, name string) (bool, error)
	}
	// links, when not nil, makes the links with which a service can read the objects itself.
	links storage.Linker
	// conditional is whether the service that links lead to takes an ETag as a condition of a copy.
	conditional bool
	// folders is nil where there are no folders to look for.
	folders plan.Folders
	// isTemporary, when not nil, reports whether a name is that of a temporary file.
	isTemporary func(name string) bool
}

// dest is the writing end of a run.
type dest struct {
	at     storage.Location
	naming storage.Naming
	driver storage.Destination
	// copies, when not nil, makes the service copy objects itself.
	copies storage.Copier
	// conditional is whether copies sends the ETag of the source as a condition.
	conditional bool
	// blobType is the type of blob that files become; empty where there are no blobs.
	blobType storage.BlobType
	// closer, when not nil, is closed at the end of the run.
	closer io.Closer
}

// openSource opens the source. When it is a single object, that is its parent, and the name is the object's; otherwise the
// name is empty.
func (p *places) openSource(ctx context.Context) (_ source, name string, err error) {
	at := p.options.SourceAt
	at.Delimiter = p.options.Delimiter
	service, err := p.service(at.Service)
	if err != nil {
		return source{}, "", err
	}
	single := p.options.Pattern == "" && !p.options.Recursive
	n := service.naming()
	if single || n.Folders { // elsewhere a directory may have the name of an object
		above, name, err := p.one(ctx, service, at)
		if name != "" && !single {
			err = fmt.Errorf("%s is a %s; /S and /Pattern need a %s", at, n.Object, n.Directory)
		}
		if name != "" || err != nil {
			return above, name, err
		}
	}
	whole, err := service.source(at)
	return whole, "", err
}

// one opens the parent of a location that is a single object, and returns the object's name in it. The name is empty when the
// location is not an object.
func (p *places) one(ctx context.Context, service service, at storage.Location) (source, string, error) {
	above, name, err := service.above(at)
	if name == "" || err != nil {
		return source{}, "", err
	}
	is, err := above.driver.IsObject(ctx, name)
	if !is || err != nil {
		return source{}, "", err
	}
	return above, name, nil
}

// openDest opens the destination. It is created later, once the source is known to exist. The name is the destination name of
// a single object; it is empty when the object keeps its own name.
func (p *places) openDest(one bool) (_ dest, name string, err error) {
	at := p.options.DestAt
	service, err := p.service(at.Service)
	if err != nil {
		return dest{}, "", err
	}
	if err := plan.CheckName(service.naming(), at.Directory); err != nil {
		return dest{}, "", err
	}
	if one {
		if at, name, err = service.target(at); err != nil {
			return dest{}, "", err
		}
	}
	opened, err := service.dest(at)
	return opened, name, err
}
