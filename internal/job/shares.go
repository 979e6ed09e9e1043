package job

import (
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/fileshare"
)

// shares opens file shares and their directories.
type shares struct{ *places }

func (shares) naming() storage.Naming { return fileshare.Naming() }

func (s shares) source(at storage.Location) (source, error) {
	driver, err := s.open(at, s.options.SourceKey, s.options.SourceSAS)
	if err != nil {
		return source{}, err
	}
	return source{at: at, naming: s.naming(), driver: driver, links: driver}, nil
}

func (s shares) above(at storage.Location) (source, string, error) {
	above, name := at.Split()
	if name == "" {
		return source{}, "", nil
	}
	opened, err := s.source(above)
	return opened, name, err
}

func (s shares) dest(at storage.Location) (dest, error) {
	driver, err := s.open(at, s.options.DestKey, s.options.DestSAS)
	if err != nil {
		return dest{}, err
	}
	if s.options.PreserveModTime {
		driver = driver.WithTimes()
	}
	return dest{at: at, naming: s.naming(), driver: driver, copies: driver}, nil
}

func (shares) target(at storage.Location) (storage.Location, string, error) {
	above, name := at.Split()
	return above, name, nil
}

func (s shares) open(at storage.Location, key, sas storage.Secret) (*fileshare.Share, error) {
	credential, err := azure.NewCredential(at, key, sas)
	if err != nil {
		return nil, err
	}
	return fileshare.New(azure.Endpoint{At: at, Credential: credential, Transport: s.transport})
}
