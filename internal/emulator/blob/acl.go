package blob

import (
	"net/http"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const (
	maxPolicies    = 5
	maxPolicyID    = 64       // characters
	maxACLDocument = 64 << 10 // bytes
)

// signedIdentifiers is the document of Set Container ACL.
type signedIdentifiers struct {
	Identifiers []struct {
		ID           string `xml:"Id"`
		AccessPolicy struct {
			Start      string
			Expiry     string
			Permission string
		}
	} `xml:"SignedIdentifier"`
}

// setACL is Set Container ACL: https://learn.microsoft.com/rest/api/storageservices/set-container-acl.
func (s *Service) setACL(w http.ResponseWriter, r *service.Request) error {
	public, err := parsePublicAccess(r)
	if err != nil {
		return err
	}
	var document signedIdentifiers
	if r.HTTP.ContentLength != 0 {
		if err := rest.ReadXML(r.HTTP.Body, maxACLDocument, &document); err != nil {
			return err
		}
	}
	if len(document.Identifiers) > maxPolicies {
		return rest.New(rest.InvalidXMLDocument)
	}
	var rules []identifiedRule
	for _, i := range document.Identifiers {
		if i.ID == "" || len(i.ID) > maxPolicyID {
			return rest.New(rest.InvalidXMLDocument)
		}
		p := i.AccessPolicy
		rules = append(rules, identifiedRule{i.ID, auth.Policy{Start: p.Start, Expiry: p.Expiry, Permission: p.Permission}})
	}
	return s.changeContainer(w, r, func(c *container) { c.PublicAccess, c.Policies = public, rules })
}

// getACL is Get Container ACL: https://learn.microsoft.com/rest/api/storageservices/get-container-acl.
func (s *Service) getACL(w http.ResponseWriter, r *service.Request) error {
	c, err := s.viewContainer(r)
	if err != nil {
		return err
	}
	x := rest.NewXML(nil)
	x.Raw("<SignedIdentifiers>")
	for _, rule := range c.Policies {
		x.Raw("<SignedIdentifier>")
		x.Text("Id", rule.ID)
		x.Raw("<AccessPolicy>")
		x.Optional("Start", rule.Policy.Start)
		x.Optional("Expiry", rule.Policy.Expiry)
		x.Optional("Permission", rule.Policy.Permission)
		x.Raw("</AccessPolicy></SignedIdentifier>")
	}
	x.Raw("</SignedIdentifiers>")
	c.write(w.Header())
	if c.PublicAccess != "" {
		w.Header().Set("x-ms-blob-public-access", c.PublicAccess)
	}
	return writeXML(w, x)
}
