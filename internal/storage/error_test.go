package storage

import (
	"errors"
	"fmt"
	"testing"
)

func TestClauseHasNoFullStop(t *testing.T) {
	cause := errors.New("Access is denied.")
	err := fmt.Errorf("open the log: %w; name another file", Clause(cause))
	if err.Error() != "open the log: Access is denied; name another file" || !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}
