package auth

import (
	"net"
	"net/netip"
	"strings"
	"time"

	"azcopy/internal/emulator/rest"
)

// The versions of a SAS that changed what is signed. Versions older than the first are refused.
const (
	v20150405 = "2015-04-05" // protocol and IP addresses
	v20181109 = "2018-11-09" // the resource and the snapshot are signed
	v20201206 = "2020-12-06" // an encryption scope
)

// accountSAS verifies a SAS for the account: https://learn.microsoft.com/rest/api/storageservices/create-account-sas.
func (a *Accounts) accountSAS(r Request) (Grant, error) {
	if err := checkSASVersion(r); err != nil {
		return Grant{}, err
	}
	lines := []string{r.Account}
	for _, name := range []string{"sp", "ss", "srt", "st", "se", "sip", "spr", "sv"} {
		lines = append(lines, r.Query.Get(name))
	}
	if r.Query.Get("sv") >= v20201206 {
		lines = append(lines, r.Query.Get("ses"))
	}
	if err := a.checkSignature(r, strings.Join(lines, "\n")+"\n"); err != nil {
		return Grant{}, err
	}
	terms := Policy{Start: r.Query.Get("st"), Expiry: r.Query.Get("se"), Permission: r.Query.Get("sp")}
	if err := checkTerms(r, terms); err != nil {
		return Grant{}, err
	}
	if !strings.Contains(r.Query.Get("ss"), r.Service.Letter) {
		return Grant{}, rest.New(rest.AuthorizationServiceMismatch)
	}
	return Grant{kind: AccountSAS, permissions: terms.Permission, types: r.Query.Get("srt")}, nil
}

func checkSASVersion(r Request) error {
	version, ok := rest.ParseVersion(r.Query.Get("sv"))
	if !ok {
		return failed("sv is mandatory and must be a version of the service.")
	}
	if version < v20150405 {
		return failed("sv=%s is older than this emulator verifies, which is %s.", version, v20150405)
	}
	return nil
}

func (a *Accounts) checkSignature(r Request, toSign string) error {
	if !a.isSigned(r.Account, toSign, r.Query.Get("sig")) {
		return failed("Signature did not match. String to sign used was %s", toSign)
	}
	return nil
}

// checkTerms checks when, from where and how the SAS may be used.
func checkTerms(r Request, terms Policy) error {
	if terms.Permission == "" || terms.Expiry == "" {
		return failed("Signature fields not well formed: sp and se are mandatory, in the SAS or in its stored access policy.")
	}
	if err := checkTimeFrame(terms, r.Now); err != nil {
		return err
	}
	if r.Query.Get("spr") == "https" && r.HTTP.TLS == nil {
		return rest.New(rest.AuthorizationProtocolMismatch)
	}
	if !isFrom(r.Query.Get("sip"), r.HTTP.RemoteAddr) {
		return rest.New(rest.AuthorizationSourceIPMismatch)
	}
	return nil
}

func checkTimeFrame(terms Policy, now time.Time) error {
	expiry, ok := parseTime(terms.Expiry)
	start, startOK := parseTime(terms.Start)
	if !ok || terms.Start != "" && !startOK {
		return failed("Signature fields not well formed: st and se must be times such as 2006-01-02T15:04:05Z.")
	}
	if now.Before(start) || !now.Before(expiry) {
		const format = "Mon, 02 Jan 2006 15:04:05 GMT"
		return failed("Signature not valid in the specified time frame: Start [%s] - Expiry [%s] - Current [%s]",
			start.Format(format), expiry.Format(format), now.UTC().Format(format))
	}
	return nil
}

// parseTime reads the forms of ISO 8601 that a SAS may contain: see
// https://learn.microsoft.com/rest/api/storageservices/formatting-datetime-values.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// isFrom reports whether the client's address is the one of sip=, or in its range. Connections inside this process
// have no address and count as coming from this machine.
func isFrom(sip, remote string) bool {
	if sip == "" {
		return true
	}
	client := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if host, _, err := net.SplitHostPort(remote); err == nil {
		if addr, err := netip.ParseAddr(host); err == nil {
			client = addr.Unmap()
		}
	}
	low, high, isRange := strings.Cut(sip, "-")
	if !isRange {
		high = low
	}
	first, err1 := netip.ParseAddr(low)
	last, err2 := netip.ParseAddr(high)
	return err1 == nil && err2 == nil && client.BitLen() == first.BitLen() && first.Compare(client) <= 0 && client.Compare(last) <= 0
}
