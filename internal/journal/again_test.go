package journal

import (
	"slices"
	"testing"
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

// What failed comes first, and the listing that begins again brings neither that nor what stays; it does bring what is new.
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
	if again := collect(t, j.Unsettled(listing(1, 7))); !slices.Equal(again, []int{1, 3, 5, 6, 7}) {
		t.Errorf("listed again %v", again)
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
	if again := collect(t, j.Unsettled(listing(1, 7))); !slices.Equal(again, []int{3, 5, 6, 7}) {
		t.Errorf("listed again %v", again)
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
	if again := collect(t, j.Unsettled(listing(1, 5))); !slices.Equal(again, []int{2, 3, 5}) {
		t.Errorf("listed again %v", again)
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
	if listed := collect(t, j.Unsettled(listing(1, 5))); !slices.Equal(listed, []int{1, 2, 3, 5}) {
		t.Errorf("listed %v", listed)
	}
	h.Command = "/Source:another /Dest:b"
	check(t, j.Begin(h))
	if listed := collect(t, j.Unsettled(listing(1, 5))); len(listed) != 5 {
		t.Errorf("another run lists %v", listed)
	}
	check(t, j.Close())
	check(t, open(t, folder).Close())
}
