// Package file emulates the File service: shares, and directories and files in them. The operations and their answers follow
// https://learn.microsoft.com/rest/api/storageservices/file-service-rest-api.
package file

import (
	"errors"
	"net/http"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/policy"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// Service is the File service of every account of an emulator.
type Service struct {
	index    index.Index
	contents *content.Store
	clock    resource.Clock
	codes    rest.Codes
	// operations are those of the REST API: see Route.
	operations map[string]service.Operation
	// copySpeed is the speed of copies in bytes a second; 0 when they take no time.
	copySpeed int64
}

// New returns a service that keeps its records in an index and the bytes of files in a store. Copies have a speed in bytes
// a second, or take no time when it is 0.
func New(i index.Index, e extent.Store, copySpeed int64) *Service {
	s := &Service{index: i, contents: content.NewStore(i, e), codes: codes(), copySpeed: copySpeed}
	s.operations = s.newOperations()
	return s
}

// Name returns how signatures name the service.
func (s *Service) Name() auth.Service { return auth.Service{Name: "file", Letter: "f"} }

// Policy returns a stored access policy of a share.
func (s *Service) Policy(account, name, id string) (stored auth.Policy, found bool, err error) {
	err = s.index.View(func(tx index.Reader) error {
		h, err := readShare(tx, account, name, "")
		stored, found = policy.Find(h.Policies, id)
		return err
	})
	if _, refused := errors.AsType[*rest.Error](err); refused { // there is no such share
		err = nil
	}
	return stored, found, content.Damaged(err)
}

// Public returns that nobody may read a share without authorization.
func (s *Service) Public(string, string) (service.PublicAccess, error) { return service.Private, nil }

// settled completes the copies whose time is over and then carries out an operation, so that to every operation it looks
// as if they had ended at their time.
func (s *Service) settled(serve handler) handler {
	return func(w http.ResponseWriter, r *service.Request) error {
		if err := s.settle(r); err != nil {
			return content.Damaged(err)
		}
		return content.Damaged(serve(w, r))
	}
}

type handler = func(http.ResponseWriter, *service.Request) error

// settle ends the pending copies whose time is over, in the order of their times.
func (s *Service) settle(r *service.Request) error {
	found := false
	err := s.index.View(func(tx index.Reader) error {
		_, found = copystate.Due(tx, r.Now)
		return nil
	})
	if err != nil || !found {
		return err
	}
	return s.contents.Update(func(tx *content.Change) error {
		for {
			over, ok := copystate.Due(tx, r.Now)
			if !ok {
				return nil
			}
			over.Done(tx)
			if err := s.endCopy(tx, over); err != nil {
				return err
			}
		}
	})
}
