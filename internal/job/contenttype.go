package job

import "azcopy/internal/option"

// contentType returns the function that gives each uploaded object its content type, or nil without /SetContentType. All
// objects get the value of that option; without a value the type follows from the extension of the destination name.
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
