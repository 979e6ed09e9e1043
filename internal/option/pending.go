package option

import "azcopy/internal/storage"

// Unsupported returns an *Error, in the spelling of the command line, for an option or a kind of copy that is recognized but
// not yet supported, and nil when there is none.
func (c Command) Unsupported() error {
	err := c.Options.unsupported()
	if err != nil {
		err.Long = c.Long
	}
	return asError(err)
}

// Unsupported is like that of Command, in the classic spelling, for options that come from elsewhere, such as a journal.
func (o Options) Unsupported() error { return asError(o.unsupported()) }

func (o Options) unsupported() *Error {
	for _, row := range Table() {
		if row.Pending && row.given(o) {
			return wrong(row.Name, "/"+row.Name+" is not yet supported")
		}
	}
	if o.Resumes() {
		return nil
	}
	for _, e := range o.ends() {
		if isPending(e.location.Service) {
			return wrong(e.name, "/%s: %s storage is not yet supported", e.name, e.location.Service)
		}
	}
	return nil
}

// pendingCopies is the help text about the copies that unsupported refuses.
const pendingCopies = "Table storage is not yet supported."

// isPending reports whether there is no driver for a service yet.
func isPending(s storage.Service) bool { return s == storage.Table }
