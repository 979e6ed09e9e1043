// Package blob emulates the Blob service: containers, and blobs of all types in them. The operations and their answers follow
// https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api.
package blob

import (
	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
)

// Service is the Blob service of every account of an emulator.
type Service struct {
	index    index.Index
	contents *content.Store
	clock    resource.Clock
	codes    rest.Codes
	// copySpeed is the speed of copies in bytes a second; 0 when they take no time.
	copySpeed int64
}

// New returns a service that keeps its records in an index and the bytes of blobs in a store. Copies have a speed in
// bytes a second, or take no time when it is 0.
func New(i index.Index, e extent.Store, copySpeed int64) *Service {
	return &Service{index: i, contents: content.NewStore(i, e), codes: codes(), copySpeed: copySpeed}
}

// Name returns how signatures name the service.
func (s *Service) Name() auth.Service { return auth.Service{Name: "blob", Letter: "b"} }
