package job

import (
	"reflect"
	"testing"
	"time"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// fill sets every field of a value, including fields that are added later.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(1601, 2, 3, 4, 5, 6, 789, time.UTC)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case v.Kind() == reflect.String:
		v.SetString("caf\xe9")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(-1 << 62)
	case v.CanUint():
		v.SetUint(1 << 63)
	case v.Type() == reflect.TypeFor[[]byte]():
		v.SetBytes([]byte{0, 255})
	case v.Type() == reflect.TypeFor[map[string]string]():
		v.Set(reflect.ValueOf(map[string]string{"a": "b", "": "\x00"}))
	default:
		t.Fatalf("an entry has a %v, which is not encoded", v.Type())
	}
}

// Each field of an entry is stored, except those that the run that reads it determines.
func TestAnEntryIsReadAsItWasEncoded(t *testing.T) {
	var all plan.Entry
	fill(t, reflect.ValueOf(&all).Elem())
	all.Left, all.Attempted = false, false
	for _, want := range []plan.Entry{all, {ID: 1}, entry(7), {ID: 2, Object: storage.Object{Name: "a", ModTime: time.Unix(1, 2).UTC()}, Unplanned: true}} {
		text := encode(want)
		if got, err := decode(want.ID, text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v\nwant %+v", got, err, want)
		}
		for end := range text {
			if got, err := decode(want.ID, text[:end]); err == nil {
				t.Errorf("%d of %d bytes are read as %+v", end, len(text), got)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(entry(7)))
	f.Fuzz(func(_ *testing.T, text []byte) { _, _ = decode(1, text) })
}
