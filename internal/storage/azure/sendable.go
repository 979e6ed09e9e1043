package azure

import (
	"fmt"
	"net/http"

	"golang.org/x/net/http/httpguts"
)

// checkHeaders returns an error that names a header that net/http refuses to send. Its own error looks like that of a broken
// connection, after which requests are sent again.
func checkHeaders(h http.Header) error {
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf(`the header "%s" can't be sent: its name has characters that are not allowed in a header`, OneLine(name))
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return fmt.Errorf("the header %s can't be sent: its value contains a control character, such as a line break", name)
			}
		}
	}
	return nil
}
