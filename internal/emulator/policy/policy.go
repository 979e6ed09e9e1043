// Package policy keeps the stored access policies of a container or a share. See
// https://learn.microsoft.com/rest/api/storageservices/define-stored-access-policy.
package policy

import (
	"io"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
)

const (
	maxRules    = 5
	maxID       = 64       // characters
	maxDocument = 64 << 10 // bytes
)

// Rule is a stored access policy. It is stored as JSON.
type Rule struct {
	ID     string
	Policy auth.Policy
}

// document is what sets and returns the policies.
type document struct {
	Identifiers []struct {
		ID           string `xml:"Id"`
		AccessPolicy struct {
			Start      string
			Expiry     string
			Permission string
		}
	} `xml:"SignedIdentifier"`
}

// Read reads the document that sets the policies.
func Read(body io.Reader) ([]Rule, error) {
	var d document
	if err := rest.ReadXML(body, maxDocument, &d); err != nil {
		return nil, err
	}
	if len(d.Identifiers) > maxRules {
		return nil, rest.New(rest.InvalidXMLDocument)
	}
	var rules []Rule
	for _, i := range d.Identifiers {
		if i.ID == "" || len(i.ID) > maxID {
			return nil, rest.New(rest.InvalidXMLDocument)
		}
		p := i.AccessPolicy
		rules = append(rules, Rule{i.ID, auth.Policy{Start: p.Start, Expiry: p.Expiry, Permission: p.Permission}})
	}
	return rules, nil
}

// Write returns the document of the policies.
func Write(rules []Rule) *rest.XML {
	x := rest.NewXML(nil)
	x.Raw("<SignedIdentifiers>")
	for _, rule := range rules {
		x.Raw("<SignedIdentifier>")
		x.Text("Id", rule.ID)
		x.Raw("<AccessPolicy>")
		x.Optional("Start", rule.Policy.Start)
		x.Optional("Expiry", rule.Policy.Expiry)
		x.Optional("Permission", rule.Policy.Permission)
		x.Raw("</AccessPolicy></SignedIdentifier>")
	}
	x.Raw("</SignedIdentifiers>")
	return x
}

// Find returns the policy of an ID.
func Find(rules []Rule, id string) (auth.Policy, bool) {
	for _, rule := range rules {
		if rule.ID == id {
			return rule.Policy, true
		}
	}
	return auth.Policy{}, false
}
