//go:build unix

package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOpenFileOpensOnlyRegularFiles(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(at("file"), []byte("text"), 0o600))
	must(syscall.Mkfifo(at("pipe"), 0o600))
	must(os.Mkdir(at("folder"), 0o700))
	for from, to := range map[string]string{"link": "file", "dead-link": "target", "link-to-pipe": "pipe"} {
		must(os.Symlink(to, at(from)))
	}
	for _, tt := range []struct {
		path         string
		opened, read error
	}{
		{at("file"), nil, nil},
		{at("new"), nil, nil}, // created when it is opened
		{at("link"), ErrNotRegular, nil},
		{at("dead-link"), ErrNotRegular, fs.ErrNotExist},
		{at("pipe"), ErrNotRegular, ErrNotRegular},
		{at("link-to-pipe"), ErrNotRegular, ErrNotRegular},
		{at("folder"), ErrNotRegular, ErrNotRegular},
		{"/dev/null", ErrNotRegular, ErrNotRegular},
		{at("absent/new"), fs.ErrNotExist, fs.ErrNotExist},
	} {
		f, err := OpenFile(tt.path, os.O_RDWR|os.O_CREATE, 0o600)
		if !errors.Is(err, tt.opened) || err == nil && f.Close() != nil {
			t.Errorf("open %s: %v, want %v", tt.path, err, tt.opened)
		}
		if _, err := ReadFile(tt.path, 100); !errors.Is(err, tt.read) {
			t.Errorf("read %s: %v, want %v", tt.path, err, tt.read)
		}
	}
	if _, err := os.Lstat(at("target")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the target of a link was created: %v", err)
	}
	if _, err := ReadFile(at("file"), 3); err == nil {
		t.Error("more was read than the bound")
	}
}
