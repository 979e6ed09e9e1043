package local

import (
	"context"
	"os"
)

// IsObject reports whether there is a file of this name, whatever its attributes.
func (s *Source) IsObject(_ context.Context, name string) (bool, error) {
	info, err := os.Stat(join(s.folder, name))
	return err == nil && info.Mode().IsRegular(), nil
}
