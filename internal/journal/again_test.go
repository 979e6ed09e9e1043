package journal

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// ended leaves the journal of a run that came to its end: of five entries the second failed and the fourth stays.
func ended(t *testing.T, folder string) {
	t.Helper()
	j := begin(t, folder)
	collect(t, j.Planned(t.Context(), listing(1, 5)))
	check(t, j.Fail(entry(2)))
	check(t, j.Stay(entry(4)))
	for _, id := range []uint64{1, 3, 5} {
		check(t, j.Finish(id))
	}
	check(t, j.End())
	check(t, j.Close())
}

// again returns the IDs that a listing brings again to be moved, and those that stay.
func again(t *testing.T, j *Journal, listed iter.Seq2[plan.Entry, error]) (moved, stay []int) {
	t.Helper()
	for e, err := range j.Unsettled(listed) {
		switch {
		case errors.Is(err, ErrStays) && e.Unplanned:
			stay = append(stay, int(e.ID))
		case err != nil:
			t.Fatal(err)
		default:
			moved = append(moved, int(e.ID))
		}
	}
	return moved, stay
}

// What failed comes first, and the listing that begins again does not bring that. What stays it brings as such, and what is new.
func TestAListingThatBeginsAgainBringsNothingTwice(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := open(t, folder)
	if !j.Resumes() || !j.Header().Ended {
		t.Fatalf("resumes %v, ended %v", j.Resumes(), j.Header().Ended)
	}
	check(t, j.ListAgain())
	if at := j.Cursor(); at.End || at.Name != "" || at.ID != 5 {
		t.Errorf("the listing goes on at %+v", at)
	}
	if left := collect(t, j.Unfinished()); !slices.Equal(left, []int{2}) {
		t.Errorf("left %v", left)
	}
	check(t, j.Finish(2))
	if moved, stay := again(t, j, listing(1, 7)); !slices.Equal(moved, []int{1, 3, 5, 6, 7}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed again %v, %v stays", moved, stay)
	}
}

// A run that is cut off while it lists again knows what it has tried, and goes on where it was.
func TestAListingThatBeginsAgainSurvivesAKill(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := open(t, folder)
	check(t, j.ListAgain())
	collect(t, j.Unfinished())
	check(t, j.Finish(2))
	for range j.Planned(t.Context(), j.Unsettled(listing(1, 1))) {
	}
	check(t, j.Close())

	j = open(t, folder)
	if h := j.Header(); h.Ended || !h.Again || !h.Recheck {
		t.Errorf("the header is %+v", h)
	}
	if left := collect(t, j.Unfinished()); !slices.Equal(left, []int{1}) {
		t.Errorf("left %v", left)
	}
	if moved, stay := again(t, j, listing(1, 7)); !slices.Equal(moved, []int{3, 5, 6, 7}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed again %v, %v stays", moved, stay)
	}
}

// What is tried by one run is brought by the listing of the next one that begins again.
func TestWhatWasTriedIsForgottenWhenTheListingBeginsAgain(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := open(t, folder)
	check(t, j.ListAgain())
	collect(t, j.Unfinished())
	check(t, j.Finish(2))
	check(t, j.Fail(entry(1)))
	check(t, j.End())
	check(t, j.Close())
	j = open(t, folder)
	check(t, j.ListAgain())
	collect(t, j.Unfinished())
	if moved, stay := again(t, j, listing(1, 5)); !slices.Equal(moved, []int{2, 3, 5}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed again %v, %v stays", moved, stay)
	}
}

// The header of the same command line may be written again, as after a crash of the machine: what stays is not asked about.
func TestWhatStaysIsKeptWhenTheSameRunBegins(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := open(t, folder)
	h := j.Header()
	h.Recheck = true
	check(t, j.Begin(h))
	if moved, stay := again(t, j, listing(1, 5)); !slices.Equal(moved, []int{1, 2, 3, 5}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed %v, %v stays", moved, stay)
	}
	h.Command = "/Source:another /Dest:b"
	check(t, j.Begin(h))
	if listed := collect(t, j.Unsettled(listing(1, 5))); len(listed) != 5 {
		t.Errorf("another run lists %v", listed)
	}
	check(t, j.Close())
	check(t, open(t, folder).Close())
}

// What stays is the object that the question was about. Once that has changed in any way, the question is a new one, and so it is
// for a snapshot of it; where it can't have changed, it stays in the next run, too.
func TestAChangedSourceDoesNotStay(t *testing.T) {
	for name, change := range map[string]func(obj *storage.Object){
		"size":     func(obj *storage.Object) { obj.Size++ },
		"time":     func(obj *storage.Object) { obj.ModTime = obj.ModTime.Add(time.Nanosecond) },
		"ETag":     func(obj *storage.Object) { obj.ETag = `"2"` },
		"snapshot": func(obj *storage.Object) { obj.Snapshot = "2020-01-01T00:00:00.0000000Z" },
		"":         func(obj *storage.Object) { obj.ModTime = obj.ModTime.Local() },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			ended(t, folder)
			j := open(t, folder)
			check(t, j.ListAgain())
			e := entry(4)
			change(&e.Object)
			listed := func(yield func(plan.Entry, error) bool) { yield(e, nil) }
			moved, stay := again(t, j, listed)
			for e := range j.Unsettled(listed) {
				if changed := name != "" && name != "snapshot"; e.Declined != changed {
					t.Errorf("declined %v", e.Declined)
				}
			}
			if unchanged := name == ""; unchanged != (len(stay) == 1) || unchanged == (len(moved) == 1) {
				t.Errorf("moved %v, %v stays", moved, stay)
			}
		})
	}
}

// The question is about the source as it is when it is asked, which an earlier run may have listed otherwise.
func TestWhatStaysIsTheSourceThatWasAskedAbout(t *testing.T) {
	folder := t.TempDir()
	j := begin(t, folder)
	collect(t, j.Planned(t.Context(), listing(1, 1)))
	now := entry(1)
	now.Object.Size = 1000
	check(t, j.Replace(now))
	check(t, j.Stay(entry(1)))
	check(t, j.End())
	check(t, j.ListAgain())
	if _, stay := again(t, j, func(yield func(plan.Entry, error) bool) { yield(now, nil) }); len(stay) != 1 {
		t.Error("it is asked about again")
	}
}

// A run that overwrites without a question has nothing that stays, nor has any run after it.
func TestWhatStaysIsForgottenWhenNothingIsAsked(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := open(t, folder)
	check(t, j.ListAgain())
	check(t, j.ForgetStays())
	check(t, j.ForgetStays())
	for range 2 {
		if moved, stay := again(t, j, listing(1, 5)); !slices.Equal(moved, []int{1, 2, 3, 4, 5}) || len(stay) > 0 {
			t.Errorf("listed %v, %v stays", moved, stay)
		}
		check(t, j.Close())
		j = open(t, folder)
	}
}

// What stays is neither moved nor failed: the next run does not try it, and its place in the listing is passed.
func TestWhatStaysIsNotKeptAsFailed(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := open(t, folder)
	check(t, j.ListAgain())
	check(t, j.Finish(2))
	for e, err := range j.Planned(t.Context(), j.Unsettled(listing(4, 4))) {
		if !errors.Is(err, ErrStays) {
			t.Errorf("entry %d has the error %v", e.ID, err)
		}
	}
	check(t, j.Close())
	j = open(t, folder)
	if left := collect(t, j.Unfinished()); len(left) > 0 || j.Cursor().Name != entry(4).Object.Name {
		t.Errorf("left %v, at %+v", left, j.Cursor())
	}
}
