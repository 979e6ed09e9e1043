package auth

import (
	"strings"

	"azcopy/internal/emulator/rest"
)

// Policy is a stored access policy, or the same three terms given in a SAS itself. Empty ones are unset.
type Policy struct {
	Start, Expiry string // ISO 8601
	Permission    string
}

// serviceSAS verifies a SAS for a container or what is in it:
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas.
func (a *Accounts) serviceSAS(r Request) (Grant, error) {
	if err := checkSASVersion(r); err != nil {
		return Grant{}, err
	}
	if r.Query.Has("skoid") {
		return Grant{}, failed("A user delegation SAS needs Microsoft Entra ID, which this emulator does not have.")
	}
	object, err := signedObject(r)
	if err != nil {
		return Grant{}, err
	}
	resource := "/" + r.Service.Name + "/" + r.Account + "/" + r.Container
	if object != "" {
		resource += "/" + object
	}
	if err := a.checkSignature(r, serviceToSign(r, resource)); err != nil {
		return Grant{}, err
	}
	terms, err := storedTerms(r)
	if err != nil {
		return Grant{}, err
	}
	if err := checkTerms(r, terms); err != nil {
		return Grant{}, err
	}
	return Grant{kind: ServiceSAS, permissions: terms.Permission}, nil
}

// signedObject returns the object that sr= says the SAS is for, or "" for a whole container.
func signedObject(r Request) (string, error) {
	switch sr := r.Query.Get("sr"); sr {
	case "c", "s":
		return "", nil
	case "b", "f":
		return r.Object, nil
	case "bs":
		if r.Query.Get("snapshot") == "" {
			return "", rest.New(rest.AuthorizationResourceTypeMismatch)
		}
		return r.Object, nil
	default:
		return "", failed("sr=%s is not a kind of resource that this emulator knows.", sr)
	}
}

// serviceToSign lists what is signed, in order, for each version.
func serviceToSign(r Request, resource string) string {
	get, version := r.Query.Get, r.Query.Get("sv")
	lines := []string{get("sp"), get("st"), get("se"), resource, get("si"), get("sip"), get("spr"), version}
	if r.Service.Letter == "b" && version >= v20181109 {
		snapshot := ""
		if get("sr") == "bs" {
			snapshot = get("snapshot")
		}
		lines = append(lines, get("sr"), snapshot)
		if version >= v20201206 {
			lines = append(lines, get("ses"))
		}
	}
	lines = append(lines, get("rscc"), get("rscd"), get("rsce"), get("rscl"), get("rsct"))
	return strings.Join(lines, "\n")
}

// storedTerms returns the SAS's terms, completed by those of the stored access policy that si= names. Each term may be
// in only one of the two: see https://learn.microsoft.com/rest/api/storageservices/define-stored-access-policy.
func storedTerms(r Request) (Policy, error) {
	terms := Policy{Start: r.Query.Get("st"), Expiry: r.Query.Get("se"), Permission: r.Query.Get("sp")}
	id := r.Query.Get("si")
	if id == "" {
		return terms, nil
	}
	stored, ok, err := r.Policy(id)
	if err != nil {
		return terms, err
	}
	if !ok {
		return terms, failed("The stored access policy that si= names does not exist.")
	}
	if terms.Start != "" && stored.Start != "" || terms.Expiry != "" && stored.Expiry != "" || terms.Permission != "" && stored.Permission != "" {
		return terms, failed("Access policy fields can be associated with signature or SAS identifier but not both.")
	}
	return Policy{
		Start:      terms.Start + stored.Start,
		Expiry:     terms.Expiry + stored.Expiry,
		Permission: terms.Permission + stored.Permission,
	}, nil
}
