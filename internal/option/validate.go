package option

import (
	"strings"

	"azcopy/internal/storage"
)

// complete fills in what the command line leaves to the environment, and checks the combination of options. Single values
// are checked where they are parsed.
func (o *Options) complete(getenv func(string) string) *Error {
	if o.Resumes() {
		return o.checkResume()
	}
	for _, e := range o.ends() {
		if err := e.resolve(getenv); err != nil {
			return err
		}
	}
	for _, rule := range o.rules() {
		if rule.broken {
			return wrong(rule.option, rule.what)
		}
	}
	if err := o.checkServices(o.SourceAt.Service, o.DestAt.Service); err != nil {
		return err
	}
	o.dropIdle(o.DestAt.Service)
	return nil
}

// dropIdle drops the options that are allowed in any copy but have no effect in this one, so that one set of options serves
// both directions.
func (o *Options) dropIdle(dest storage.Service) {
	o.CheckMD5 = o.CheckMD5 && (dest == storage.Local || o.SyncCopy)
	o.PreserveModTime = o.PreserveModTime && (dest == storage.Local || dest == storage.File)
}

// checkResume refuses, next to /Z alone, the options that the stored command line has settled.
func (o *Options) checkResume() *Error {
	for _, row := range Table() {
		if row.given(*o) && !row.resumes {
			return wrong(row.Name, "/"+row.Name+" can't be given when /Z alone resumes a run; give /Source and /Dest as well")
		}
	}
	return nil
}

// checkServices checks that each option applies to the services of both ends.
func (o *Options) checkServices(source, dest storage.Service) *Error {
	services := initial(source) + initial(dest)
	for _, row := range Table() {
		if !row.given(*o) || row.appliesTo(services) {
			continue
		}
		switch {
		case row.Name == "S":
			// One of the guide's examples exports a table with it, although it has no effect there.
		case strings.Contains(services, "T"):
			return wrong(row.Name, "/"+row.Name+" does not apply to the copy of a table")
		default:
			return wrong(row.Name, "/"+row.Name+" applies to "+row.ServiceNames()+" storage only")
		}
	}
	return nil
}

func initial(s storage.Service) string {
	switch s {
	case storage.Blob:
		return "B"
	case storage.File:
		return "F"
	case storage.Table:
		return "T"
	}
	return ""
}
