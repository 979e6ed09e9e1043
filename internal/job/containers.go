package job

import (
	"cmp"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/blob"
)

// containers opens blob containers and virtual directories.
type containers struct{ *places }

func (containers) naming() storage.Naming { return blob.Naming() }

func (c containers) source(at storage.Location) (source, error) {
	driver, err := c.open(at, c.options.SourceKey, c.options.SourceSAS)
	if err != nil {
		return source{}, err
	}
	if c.options.AllowGrowth {
		driver = driver.WithGrowth()
	}
	return source{at: at, naming: c.naming(), driver: driver, links: driver, conditional: true}, nil
}

func (c containers) above(at storage.Location) (source, string, error) {
	above, name := at.Split()
	if name == "" {
		return source{}, "", nil
	}
	opened, err := c.source(above)
	return opened, name, err
}

func (c containers) dest(at storage.Location) (dest, error) {
	driver, err := c.open(at, c.options.DestKey, c.options.DestSAS)
	if err != nil {
		return dest{}, err
	}
	driver = driver.WithBlockSize(blockSize(c.options))
	return dest{
		at: at, naming: c.naming(), driver: driver, copies: driver, conditional: true, blobType: cmp.Or(c.options.BlobType, storage.BlockBlob),
	}, nil
}

func (containers) target(at storage.Location) (storage.Location, string, error) {
	above, name := at.Split()
	return above, name, nil
}

func (c containers) open(at storage.Location, key, sas storage.Secret) (*blob.Container, error) {
	credential, err := azure.NewCredential(at, key, sas)
	if err != nil {
		return nil, err
	}
	return blob.New(azure.Endpoint{At: at, Credential: credential, Transport: c.transport})
}
