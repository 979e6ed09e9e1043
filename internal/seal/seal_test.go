package seal

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

const purpose = "test"

func fileIn(folder string) File { return File{Path: filepath.Join(folder, "made", "journal.key")} }

func seal(t *testing.T, b *Box, text string) []byte {
	t.Helper()
	sealed, err := b.Seal(t.Context(), []byte(text), purpose)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte(text)) {
		t.Error("the text can be read")
	}
	return sealed
}

func TestWhatIsSealedOpensAgain(t *testing.T) {
	keyring.MockInit()
	folder := t.TempDir()
	for name, store := range map[string]Store{
		"file": fileIn(folder), "keyring": Keyring{Service: "azcopy-test", User: "journal", Patience: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			sealed := seal(t, NewBox(store), "topsecret")
			// A later process has its own box.
			text, err := NewBox(store).Open(t.Context(), sealed, purpose)
			if err != nil || string(text) != "topsecret" {
				t.Errorf("%q, %v", text, err)
			}
			if again := seal(t, NewBox(store), "topsecret"); bytes.Equal(again, sealed) {
				t.Error("the same text is sealed the same twice")
			}
			if _, err := NewBox(store).Open(t.Context(), sealed, "another purpose"); !errors.Is(err, ErrOtherKey) {
				t.Errorf("for another purpose: %v", err)
			}
			sealed[len(sealed)-1] ^= 1
			if _, err := NewBox(store).Open(t.Context(), sealed, purpose); !errors.Is(err, ErrOtherKey) {
				t.Errorf("changed: %v", err)
			}
		})
	}
}

func TestAnotherUserCannotOpenIt(t *testing.T) {
	sealed := seal(t, NewBox(fileIn(t.TempDir())), "topsecret")
	other := fileIn(t.TempDir())
	if _, err := NewBox(other).Open(t.Context(), sealed, purpose); !errors.Is(err, ErrOtherKey) {
		t.Errorf("without a key: %v", err)
	}
	if _, err := os.Stat(other.Path); !errors.Is(err, os.ErrNotExist) {
		t.Error("opening created a key")
	}
	seal(t, NewBox(other), "something")
	if _, err := NewBox(other).Open(t.Context(), sealed, purpose); !errors.Is(err, ErrOtherKey) {
		t.Errorf("with its own key: %v", err)
	}
}

func TestOnlyItsOwnerMayReadTheKeyFile(t *testing.T) {
	f := fileIn(t.TempDir())
	seal(t, NewBox(f), "some text")
	for path, want := range map[string]os.FileMode{f.Path: 0o600, filepath.Dir(f.Path): 0o700} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); runtime.GOOS != "windows" && got != want {
			t.Errorf("%s has the mode %o, want %o", path, got, want)
		}
	}
	left, err := os.ReadDir(filepath.Dir(f.Path))
	if err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestManyProcessesCreateOneKey(t *testing.T) {
	f := fileIn(t.TempDir())
	keys := make([]string, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			var err error
			if keys[i], err = f.Key(t.Context(), newKey); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] || k == "" {
			t.Fatalf("there are several keys: %q", keys)
		}
	}
}

// silent is a store that fails like a keyring that nobody unlocks.
type silent struct{}

func (silent) Key(context.Context, func() string) (string, error) {
	return "", errors.New("the keyring does not answer")
}

func TestAStoreThatFailsIsPassedOver(t *testing.T) {
	f := fileIn(t.TempDir())
	sealed := seal(t, NewBox(silent{}, f), "some text")
	if _, err := NewBox(silent{}, f).Open(t.Context(), sealed, purpose); err != nil {
		t.Error(err)
	}
	if _, err := NewBox(silent{}).Seal(t.Context(), []byte("x"), purpose); !errors.Is(err, ErrNoKey) || !strings.HasSuffix(err.Error(), "; the keyring does not answer") {
		t.Errorf("got %v", err)
	}
	if _, err := NewBox().Seal(t.Context(), []byte("x"), purpose); !errors.Is(err, ErrNoKey) {
		t.Errorf("got %v", err)
	}
}

func TestADamagedKeyIsNotUsed(t *testing.T) {
	f := fileIn(t.TempDir())
	sealed := seal(t, NewBox(f), "some text")
	if err := os.WriteFile(f.Path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewBox(f).Open(t.Context(), sealed, purpose); !errors.Is(err, ErrOtherKey) {
		t.Errorf("got %v", err)
	}
	if _, err := NewBox(f).Seal(t.Context(), []byte("x"), purpose); err == nil || !strings.Contains(err.Error(), "damaged: "+f.Path) {
		t.Errorf("got %v", err)
	}
}

func TestAKeyringIsNotWaitedForLong(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	keyring.MockInitWithError(errors.New("locked"))
	if _, err := (Keyring{Service: "s", User: "u", Patience: time.Minute}).Key(t.Context(), newKey); err == nil {
		t.Error("no error of a keyring that is locked")
	}
	if _, err := (Keyring{Service: "s", User: "u"}).Key(ctx, newKey); err == nil {
		t.Error("no error when the time is over")
	}
}

func TestReachable(t *testing.T) {
	for _, tt := range []struct {
		goos, bus string
		want      bool
	}{{"linux", "", false}, {"linux", "unix:path=/run/user/1000/bus", true}, {"windows", "", true}, {"darwin", "", true}} {
		if got := Reachable(tt.goos, func(string) string { return tt.bus }); got != tt.want {
			t.Errorf("%s, bus %q: %v", tt.goos, tt.bus, got)
		}
	}
}
