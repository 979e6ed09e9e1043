package blob

import (
	"net/http"

	"azcopy/internal/emulator/policy"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// setACL is Set Container ACL: https://learn.microsoft.com/rest/api/storageservices/set-container-acl.
func (s *Service) setACL(w http.ResponseWriter, r *service.Request) error {
	public, err := parsePublicAccess(r)
	if err != nil {
		return err
	}
	var rules []policy.Rule
	if r.HTTP.ContentLength != 0 {
		if rules, err = policy.Read(r.HTTP.Body); err != nil {
			return err
		}
	}
	return s.changeContainer(w, r, func(c *container) { c.PublicAccess, c.Policies = public, rules })
}

// getACL is Get Container ACL: https://learn.microsoft.com/rest/api/storageservices/get-container-acl.
func (s *Service) getACL(w http.ResponseWriter, r *service.Request) error {
	c, err := s.viewContainer(r)
	if err != nil {
		return err
	}
	c.Write(w.Header())
	if c.PublicAccess != "" {
		w.Header().Set("x-ms-blob-public-access", c.PublicAccess)
	}
	return rest.WriteXML(w, policy.Write(c.Policies))
}
