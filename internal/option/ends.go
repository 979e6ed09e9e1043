package option

import (
	"strings"

	"azcopy/internal/storage"
)

// end is one side of the copy, as the rules see it. Its pointers lead to the options.
type end struct {
	name     string // Source or Dest
	raw      *string
	hint     storage.Service
	key, sas *storage.Secret
	location *storage.Location
}

// ends returns both sides of the copy, the source first.
func (o *Options) ends() [2]*end {
	return [2]*end{
		{name: "Source", raw: &o.Source, hint: o.SourceType, key: &o.SourceKey, sas: &o.SourceSAS, location: &o.SourceAt},
		{name: "Dest", raw: &o.Dest, hint: o.DestType, key: &o.DestKey, sas: &o.DestSAS, location: &o.DestAt},
	}
}

// locate parses the location.
func (e *end) locate() *Error {
	var err error
	if *e.location, err = storage.ParseLocation(*e.raw, e.hint); err != nil {
		return e.unparsed(err)
	}
	return nil
}

// resolve parses the location, moves the SAS of a URL to its option, and takes a missing secret from the environment.
func (e *end) resolve(getenv func(string) string) *Error {
	if *e.raw == "" {
		return wrong(e.name, "/"+e.name+" is missing")
	}
	if err := e.locate(); err != nil {
		return err
	}
	if e.location.Service == storage.Local {
		return e.checkLocal()
	}
	if err := e.location.CheckContainer(); err != nil {
		return e.unparsed(err)
	}
	if e.location.Embedded && e.hint != "" && e.hint != e.location.Service {
		return wrong(e.name+"Type", "/"+e.name+"Type contradicts %s", masked(e.location.String()))
	}
	if err := e.takeSAS(); err != nil {
		return err
	}
	return e.fromEnvironment(getenv)
}

// unparsed turns an error about a location, which does not say which end it is, into one about this end.
func (e *end) unparsed(err error) *Error {
	const either = "/SourceType or /DestType"
	text := masked(err.Error())
	if before, after, found := strings.Cut(text, either); found {
		return wrong(e.name, "/"+e.name+": %s/"+e.name+"Type%s", before, after)
	}
	return wrong(e.name, "/"+e.name+": %s", text)
}

// checkLocal refuses what only a location in Azure Storage can have.
func (e *end) checkLocal() *Error {
	for _, o := range []struct {
		suffix string
		given  bool
	}{{"Key", *e.key != ""}, {"SAS", *e.sas != ""}, {"Type", e.hint != ""}} {
		if o.given {
			return wrong(e.name+o.suffix, "/"+e.name+o.suffix+" is given, but /"+e.name+" is a local path")
		}
	}
	return nil
}

func (e *end) takeSAS() *Error {
	inURL := e.location.SAS
	if err := storage.CheckSAS(inURL); err != nil {
		return wrong(e.name, "/"+e.name+": "+err.Error())
	}
	switch {
	case *e.sas != "" && inURL != "":
		return wrong(e.name+"SAS", "both the URL of /"+e.name+" and /"+e.name+"SAS have a SAS; give one of them")
	case *e.key != "" && (*e.sas != "" || inURL != ""):
		return wrong(e.name+"Key", "both a key and a SAS are given for /"+e.name+"; give one of them")
	}
	*e.raw, _, _ = strings.Cut(*e.raw, "?")
	e.location.SAS = ""
	if inURL != "" {
		*e.sas = inURL
	}
	return nil
}

// fromEnvironment takes the secret from the environment unless the command line has one, of either form. The embedded
// emulator ignores the variables, which are meant for accounts.
func (e *end) fromEnvironment(getenv func(string) string) *Error {
	if *e.key != "" || *e.sas != "" || e.location.Embedded {
		return nil
	}
	name := "AZCOPY_" + strings.ToUpper(e.name)
	key, sas := getenv(name+"_KEY"), getenv(name+"_SAS")
	var err error
	switch {
	case key != "" && sas != "":
		return wrong(e.name+"Key", "both "+name+"_KEY and "+name+"_SAS are set in the environment; unset one of them")
	case key != "":
		if *e.key, err = parseKey(key); err != nil {
			return wrong(e.name+"Key", name+"_KEY in the environment: %v", err)
		}
	case sas != "":
		if *e.sas, err = parseSAS(sas); err != nil {
			return wrong(e.name+"SAS", name+"_SAS in the environment: %v", err)
		}
	}
	return nil
}

// authorized reports whether there is a key or a SAS.
func (e *end) authorized() bool {
	return *e.key != "" || *e.sas != "" || e.location.IsLoopback() && e.location.Account == storage.DevelopmentAccount
}
