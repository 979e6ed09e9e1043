package azure

import (
	"fmt"
	"net/http"

	"golang.org/x/net/http/httpguts"
)

// checkHeaders returns an error that names the header which net/http refuses to send. It would do so with an error like
// that of a connection that broke, after which requests are sent again.
func checkHeaders(h http.Header) error {
	for name, values := range h {
		if !httpguts.ValidHeaderFieldName(name) {
			return fmt.Errorf("the header %q can't be sent: its name has characters that no header can have", OneLine(name))
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return fmt.Errorf("the header %s can't be sent: its value contains a control character, such as a line break", name)
			}
		}
	}
	return nil
}
