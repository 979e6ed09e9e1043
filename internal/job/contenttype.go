package job

import "azcopy/internal/option"

// contentType returns what gives each uploaded object its content type, or nil when nothing does. The type of all is
// the value of /SetContentType; without a value it follows from the extension of the name at the destination.
func contentType(o option.Options, env Env) (func(dest string) string, error) {
	if !o.SetContentType {
		return nil, nil
	}
	if o.ContentType != "" {
		return func(string) string { return o.ContentType }, nil
	}
	types, err := env.ContentTypes()
	if err != nil {
		return nil, &StartError{Err: err}
	}
	return types.Of, nil
}
