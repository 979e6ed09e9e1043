package copystate

import (
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// ParseAbort returns the ID of the copy that a request is to abort.
func ParseAbort(r *service.Request) (string, error) {
	const action = "x-ms-copy-action"
	if value := r.Header(action); value != "abort" {
		return "", rest.BadHeader(action, value)
	}
	id := r.Query.Get("copyid")
	if !service.IsID(id) {
		return "", rest.BadQuery("copyid", id, "Not the ID of a copy.")
	}
	return id, nil
}
