package storage

import (
	"strings"
	"testing"
)

// Each parameter that a SAS can have is accepted, in any case and order; see the reference of service, account and user
// delegation SAS.
func TestCheckSASAccepts(t *testing.T) {
	for _, sas := range []Secret{
		"",
		"sv=2024-11-04&ss=bfqt&srt=sco&sp=rwdlacupiytfx&st=2025-01-01T00:00:00Z&se=2025-01-02&spr=https,http&sip=1.2.3.4-1.2.3.9&ses=scope&sig=a%2Bb%3D",
		"?sv=2018-03-28&si=policy&sr=d&sdd=2&rscc=no-cache&rscd=attachment&rsce=gzip&rscl=de&rsct=text%2Fplain&sig=x",
		"skoid=1&sktid=2&skt=3&ske=4&sks=b&skv=2020-02-10&saoid=5&suoid=6&scid=7&sduoid=8&skdutid=9&srh=x-ms-y&srq=z&sig=x",
		"sv=2019-02-02&tn=mytable&spk=a&srk=1&epk=b&erk=2&SIG=x",
		"SV=2019-02-02&&sig=x&",
	} {
		if err := CheckSAS(sas); err != nil {
			t.Errorf("%s: %v", sas.Reveal(), err)
		}
	}
}

// Anything else in a query is refused by its name.
func TestCheckSASRefuses(t *testing.T) {
	for _, tt := range []struct{ sas, want string }{
		{"restype=container&comp=list&sv=1&sig=topsecret", "restype is not part of a SAS"},
		{"sv=1&sig=topsecret&comp=list", "comp is not part of a SAS"},
		{"sv=1&COMP=list&sig=topsecret", "COMP is not part of a SAS"},
		{"comp=block&blockid=AAAA&sig=topsecret", "comp is not part of a SAS"},
		{"blockid=AAAA&sig=topsecret", "blockid is not part of a SAS"},
		{"sig=topsecret&api-version=2019-02-02", "api-version is not part of a SAS"},
		{"sig=topsecret&timeout=1", "timeout is not part of a SAS"},
		{"sig=topsecret&prefix=a", "prefix is not part of a SAS"},
		{"%63omp=list&sig=topsecret", "parameter 1 is not part of a SAS"},
		{"sv=1;comp=list;sig=topsecret", ""}, // one parameter to the service, with an odd value
		{"sig=topsecret& sv=1", "parameter 2 is not part of a SAS"},
		{"restype&sig=topsecret", "parameter 1 is not part of a SAS"},
		{"topsecret", ""}, // what is not a SAS at all is found where the signature is looked for
		{"topsecret==", "parameter 1 is not part of a SAS"},
		{"sv=1&top/secret=x", "parameter 2 is not part of a SAS"},
		{"Snapshot=2013-02-25T08:07:57.0000000Z&sig=topsecret", "/Snapshot copies all snapshots"},
		{"versionid=2013-02-25T08:07:57.0000000Z&sig=topsecret", "versionid"},
		{"sv=1&amp;sp=r&amp;sig=topsecret", "write & instead"},
		{"https://a.blob.core.windows.net/c?sv=1&sig=topsecret", "only what follows its question mark"},
	} {
		err := CheckSAS(Secret(tt.sas))
		switch {
		case tt.want == "" && err == nil:
		case err == nil:
			t.Errorf("%s: accepted", tt.sas)
		case !strings.Contains(err.Error(), tt.want) || tt.want == "" || strings.Contains(err.Error(), "topsecret"):
			t.Errorf("%s: %v, want %q and no secret", tt.sas, err, tt.want)
		}
	}
}

func TestOverrides(t *testing.T) {
	for sas, want := range map[Secret]bool{"": false, "sv=1&sig=rsct": false, "sv=1&RSCT=text&sig=x": true, "rsce=gzip&rscd=x&sig=x": true} {
		if got := Overrides(sas); got != want {
			t.Errorf("%s: %v, want %v", sas.Reveal(), got, want)
		}
	}
}

// FuzzCheckSAS proves that what is accepted has only the parameters of a SAS, and that no error shows a signature.
func FuzzCheckSAS(f *testing.F) {
	f.Add("sv=1&", "&comp=list")
	f.Add("?restype=container&", "")
	f.Add("a==&", "&amp;x")
	f.Fuzz(func(t *testing.T, before, after string) {
		const marker = "9q8W7e6R5t4Z3u2I1o0P"
		sas := before + "&sig=" + marker + "%3D" + after
		err := CheckSAS(Secret(sas))
		if err != nil && strings.Contains(err.Error(), marker) && !strings.Contains(before+after, marker) {
			t.Errorf("%q: the signature shows: %v", sas, err)
		}
		if err == nil && strings.Contains("&"+strings.ToLower(strings.TrimPrefix(sas, "?")), "&comp=") {
			t.Errorf("%q: accepted", sas)
		}
	})
}
