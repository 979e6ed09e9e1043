package framelog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// openFile creates and opens a file with this content.
func openFile(t testing.TB, content []byte) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "log")
	check(t, err)
	t.Cleanup(func() { f.Close() })
	_, err = f.Write(content)
	check(t, err)
	return f
}

func open(t testing.TB, f *os.File, written func()) *Log {
	t.Helper()
	l, err := Open(f, "test log", "5", written)
	check(t, err)
	return l
}

// frames returns the payloads of a log.
func frames(t testing.TB, l *Log) (all []string) {
	t.Helper()
	for payload, err := range l.Frames() {
		check(t, err)
		all = append(all, string(payload))
	}
	return all
}

// Frames yields the frames that the log had when it was called, whatever is appended while they are read.
func TestFramesAreThoseOfTheCall(t *testing.T) {
	l := open(t, openFile(t, nil), nil)
	check(t, l.Rewrite(payloads("first")))
	there, read := l.Frames(), 0
	check(t, l.Append([]byte("second")))
	for payload, err := range there {
		check(t, err)
		check(t, l.Append([]byte("more")))
		if read++; string(payload) != "first" {
			t.Errorf("read %q, want %q", payload, "first")
		}
	}
	if read != 1 {
		t.Errorf("read %d frames, want 1", read)
	}
}

func payloads(all ...string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, payload := range all {
			if !yield([]byte(payload), nil) {
				return
			}
		}
	}
}

// history writes a log in every way, and returns the file, and the frames after each call.
func history(t testing.TB, written func(f *os.File)) (content []byte, states [][]string) {
	t.Helper()
	f := openFile(t, nil)
	l := open(t, f, func() {
		if written != nil {
			written(f)
		}
	})
	long := strings.Repeat("long ", 200)
	for _, do := range []func() error{
		func() error { return l.Rewrite(payloads("first")) },
		func() error { return l.Append([]byte("second")) },
		func() error { return l.Append([]byte(long)) },
		func() error { return l.Rewrite(payloads("again", "in two")) }, // fits at the front
		func() error { return l.Append([]byte("after")) },
		func() error { return l.Rewrite(payloads(long, long+long, "three", "four", "five")) }, // does not fit fit
		func() error { return l.Append([]byte("last but one")) },
		func() error { return l.Append([]byte("last")) },
	} {
		check(t, do())
		states = append(states, frames(t, l))
	}
	return read(t, f), states
}

func read(t testing.TB, f *os.File) []byte {
	t.Helper()
	content, err := os.ReadFile(f.Name())
	check(t, err)
	return content
}

func TestFramesComeBack(t *testing.T) {
	content, states := history(t, nil)
	l := open(t, openFile(t, content), nil)
	if got, want := frames(t, l), states[len(states)-1]; l.IsEmpty() || !slices.Equal(got, want) || len(want) != 7 {
		t.Errorf("got %q, want %q", got, want)
	}
	if !open(t, openFile(t, nil), nil).IsEmpty() {
		t.Error("the log of an empty file is not empty")
	}
}

// A kill leaves the beginning of what is being written, and a power cut any part of it. Each such file has the log as it was
// before the write or after it, and can be written to.
func TestAKillAtAnyWriteLeavesAWholeLog(t *testing.T) {
	files := [][]byte{nil}
	_, states := history(t, func(f *os.File) { files = append(files, read(t, f)) })
	states = append(states, nil)
	isState := func(got []string) bool {
		return slices.ContainsFunc(states, func(state []string) bool { return slices.Equal(got, state) })
	}
	tried := 0
	for i, after := range files[1:] {
		before := files[i]
		for _, between := range mixtures(before, after) {
			tried++
			f := openFile(t, between)
			l := open(t, f, nil)
			was := frames(t, l)
			if !isState(was) {
				t.Fatalf("write %d: %q", i, was)
			}
			if l.IsEmpty() {
				check(t, l.Rewrite(payloads("new")))
				was = []string{"new"}
			} else {
				check(t, l.Append([]byte("more")))
				was = append(was, "more")
			}
			if got := frames(t, open(t, f, nil)); !slices.Equal(got, was) {
				t.Fatalf("write %d, resumed: %q, want %q", i, got, was)
			}
			check(t, l.Rewrite(payloads("at last")))
			if got := frames(t, open(t, f, nil)); !slices.Equal(got, []string{"at last"}) {
				t.Fatalf("write %d, rewritten: %q", i, got)
			}
		}
	}
	if len(files) < 13 || tried < 100 {
		t.Errorf("only %d writes and %d states between them", len(files), tried)
	}
}

// mixtures returns files that are partly the one before a write and partly the one after it: with the beginning or the end
// of what differs, or with zeros in its place. A sector of the disk is written at once.
func mixtures(before, after []byte) (all [][]byte) {
	const sector = 512
	first := 0
	for first < len(before) && first < len(after) && before[first] == after[first] {
		first++
	}
	padded := func(text []byte) []byte {
		return append(bytes.Clone(text), make([]byte, max(0, len(after)-len(text)))...)
	}
	all = append(all, before, after)
	for at := first; at < len(after); at += 1 + (len(after)-first)/20 {
		if at < logStart {
			continue
		}
		mixed := padded(before)
		copy(mixed, after[:at])
		all = append(all, mixed, mixed[:max(at, len(before))])
		if from := at / sector * sector; len(before) > 0 && from >= max(logStart, len(before)) {
			late := padded(before)
			copy(late[from:], after[from:])
			all = append(all, late)
		}
	}
	return all
}

// A single wrong byte is detected, or has no effect, or only loses the last frame.
func TestOneWrongByteIsFoundOrMeansNothing(t *testing.T) {
	content, states := history(t, nil)
	last := states[len(states)-1]
	damaged, f := 0, openFile(t, content)
	try := func(at int, b byte) {
		_, err := f.WriteAt([]byte{b}, int64(at))
		check(t, err)
		l, err := Open(f, "test log", "5", nil)
		_, other := errors.AsType[*VersionError](err)
		switch {
		case errors.Is(err, ErrDamaged), other:
			damaged++
		case err != nil:
			t.Fatal(err)
		default:
			if got := frames(t, l); !slices.Equal(got, last) && !slices.Equal(got, last[:len(last)-1]) {
				t.Errorf("byte %d as %#x: %q", at, b, got)
			}
		}
		_, err = f.WriteAt(content[at:at+1], int64(at))
		check(t, err)
	}
	for at, right := range content {
		try(at, right^1<<(at%8))
	}
	for at := slotStart; at < slotStart+slotLength; at++ {
		for bit := range 8 {
			try(at, content[at]^1<<bit)
		}
	}
	if damaged < len(content)/3 {
		t.Errorf("only %d of %d were detected", damaged, len(content))
	}
}

// A valid frame in the wrong place is damage.
func TestFramesThatAreMissingOrMovedAreDamage(t *testing.T) {
	f := openFile(t, nil)
	l := open(t, f, nil)
	check(t, l.Rewrite(payloads("frame 0")))
	for i := 1; i < 5; i++ {
		check(t, l.Append(fmt.Appendf(nil, "frame %d", i)))
	}
	content := read(t, f)
	const length = headLength + len("frame 0")
	frame := func(i int) []byte { return content[logStart+i*length : logStart+(i+1)*length] }
	for name, order := range map[string][]int{
		"the first is missing": {1, 2, 3, 4}, "one is missing": {0, 1, 3, 4}, "two are exchanged": {0, 2, 1, 3, 4}, "the last ones are missing, and one comes later": {0, 1, 4},
	} {
		moved := bytes.Clone(content[:logStart])
		for _, i := range order {
			moved = append(moved, frame(i)...)
		}
		if _, err := Open(openFile(t, moved), "test log", "5", nil); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := slices.Concat(content, frame(2), frame(4))
	if got := frames(t, open(t, openFile(t, twice), nil)); len(got) != 5 {
		t.Errorf("with repeated frames: %q", got)
	}
}

func TestARewrittenLogIsNotReadInPart(t *testing.T) {
	f := openFile(t, nil)
	l := open(t, f, nil)
	check(t, l.Rewrite(payloads("first")))
	check(t, l.Rewrite(payloads("these", "belong", "together")))
	content := read(t, f)
	if _, err := Open(openFile(t, content[:len(content)-1]), "test log", "5", nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestALogOfAnotherVersionIsAnError(t *testing.T) {
	content, _ := history(t, nil)
	_, err := Open(openFile(t, content), "test log", "6", nil)
	if other, ok := errors.AsType[*VersionError](err); !ok || *other != (VersionError{"5", "6"}) {
		t.Errorf("got %v", err)
	}
	if _, err = Open(openFile(t, content), "another", "5", nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("of another kind: %v", err)
	}
}

func TestALogThatIsCutOffWhileItIsOpenIsAnError(t *testing.T) {
	f := openFile(t, nil)
	l := open(t, f, nil)
	check(t, l.Rewrite(payloads("first")))
	check(t, f.Truncate(logStart+3))
	for name, err := range map[string]error{"append": l.Append([]byte("more")), "rewrite": l.Rewrite(payloads("new"))} {
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, err := range l.Frames() {
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("read: %v", err)
		}
	}
}

func TestARewriteThatFailsChangesNothing(t *testing.T) {
	f := openFile(t, nil)
	l := open(t, f, nil)
	check(t, l.Rewrite(payloads("first")))
	check(t, l.Append([]byte("second")))
	broken := errors.New("broken")
	err := l.Rewrite(func(yield func([]byte, error) bool) { _ = yield([]byte("new"), nil) && yield(nil, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	check(t, l.Append([]byte("third")))
	for _, l := range []*Log{l, open(t, f, nil)} {
		if got := frames(t, l); !slices.Equal(got, []string{"first", "second", "third"}) {
			t.Errorf("got %q", got)
		}
	}
}

// A disk that fails at any moment of a Rewrite leaves the new log if there was no error, and the old one otherwise.
func TestADiskThatFailsDuringARewriteLeavesOneLog(t *testing.T) {
	for failing := 1; ; failing++ {
		f, writes := openFile(t, nil), 0
		l := open(t, f, func() {
			if writes++; writes == 1+failing { // the first is that of a new log
				f.Close()
			}
		})
		check(t, l.Rewrite(payloads("old")))
		err := l.Rewrite(payloads("new"))
		if writes <= failing {
			return // the Rewrite has fewer writes
		}
		if l.Append([]byte("more")) == nil {
			t.Error("a log that the disk may not have is written to")
		}
		again, opening := os.OpenFile(f.Name(), os.O_RDWR, 0)
		check(t, opening)
		want := []string{"new"}
		if err != nil {
			want = []string{"old"}
		}
		if got := frames(t, open(t, again, nil)); !slices.Equal(got, want) {
			t.Errorf("failing after write %d: %v, and the log is %q", failing, err, got)
		}
		check(t, again.Close())
	}
}

// The size of the file depends on what the log is rewritten with, not on how much was appended to it.
func TestTheFileDoesNotGrow(t *testing.T) {
	f := openFile(t, nil)
	l := open(t, f, nil)
	check(t, l.Rewrite(payloads("first")))
	payload := bytes.Repeat([]byte("x"), 100<<10)
	rewritten := 0
	for range 100 {
		check(t, l.Append(payload))
		if l.IsLong(payload) {
			rewritten++
			check(t, l.Rewrite(payloads(string(payload), string(payload))))
		}
		end, err := f.Seek(0, io.SeekEnd)
		if check(t, err); end > 2<<20 {
			t.Fatalf("the file has %d bytes", end)
		}
	}
	if rewritten < 5 || rewritten > 20 {
		t.Errorf("the log was rewritten %d times", rewritten)
	}
}

// FuzzOpen opens a file with any content. It is damaged, or can be read to its end.
func FuzzOpen(f *testing.F) {
	content, _ := history(f, nil)
	f.Add(content, uint16(0), byte(0))
	f.Add(content[:1100], uint16(1040), byte(1))
	f.Add([]byte("text"), uint16(0), byte(0))
	file := openFile(f, nil)
	f.Fuzz(func(t *testing.T, sound []byte, at uint16, other byte) {
		content := bytes.Clone(sound)
		if len(content) > 0 {
			content[int(at)%len(content)] ^= other
		}
		check(t, file.Truncate(0))
		_, err := file.WriteAt(content, 0)
		check(t, err)
		l, err := Open(file, "test log", "5", nil)
		_, version := errors.AsType[*VersionError](err)
		switch {
		case err != nil && !version && !errors.Is(err, ErrDamaged):
			t.Fatal(err)
		case err == nil && len(frames(t, l)) != int(l.count):
			t.Errorf("read %d frames of %d", len(frames(t, l)), l.count)
		}
	})
}
