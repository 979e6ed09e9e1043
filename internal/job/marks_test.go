package job

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"azcopy/internal/journal"
	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/storage"
	"azcopy/internal/transfer"
)

// end stores that the run has ended, as cli does.
func (j *ledger) end(t *testing.T) {
	t.Helper()
	h := j.Header()
	h.State = journal.Ended
	check(t, j.Amend(h))
	check(t, j.Close())
}

// ended leaves the journal of a run that has ended: of five entries the second failed and the fourth stays.
func ended(t *testing.T, folder string) {
	t.Helper()
	j := beginLedger(t, folder)
	collect(t, j.planned(t.Context(), listing(1, 5)))
	check(t, j.Fail(2))
	check(t, j.stay(4, entry(4).Object))
	for _, id := range []uint64{1, 3, 5} {
		check(t, j.Finish(id))
	}
	j.end(t)
}

// again returns the IDs that a listing yields again to be moved, and those that stay.
func again(t *testing.T, j *ledger, listed iter.Seq2[plan.Entry, error]) (moved, stay []int) {
	t.Helper()
	for e, err := range j.unsettled(listed) {
		switch {
		case errors.Is(err, errStays) && e.Unplanned:
			stay = append(stay, int(e.ID))
		case err != nil:
			t.Fatal(err)
		default:
			moved = append(moved, int(e.ID))
		}
	}
	return moved, stay
}

// Failed entries come first, and the listing that starts again does not repeat them. It yields new ones, and marks those that
// stay.
func TestAListingThatStartsAgainRepeatsNothing(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	if !j.Resumes() || j.Header().State != journal.Ended {
		t.Fatalf("resumes %v, state %v", j.Resumes(), j.Header().State)
	}
	check(t, j.listAgain())
	if at := j.at(t); at.End || at.Name != nil || at.ID != 5 {
		t.Errorf("the listing continues at %+v", at)
	}
	if left := collect(t, j.unfinished()); !slices.Equal(left, []int{2}) {
		t.Errorf("left %v", left)
	}
	check(t, j.Finish(2))
	if moved, stay := again(t, j, listing(1, 7)); !slices.Equal(moved, []int{1, 3, 5, 6, 7}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed again %v, %v stays", moved, stay)
	}
}

// A run that is cut off while it lists again knows what it has tried, and continues where it was.
func TestAListingThatStartsAgainSurvivesAKill(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	check(t, j.listAgain())
	collect(t, j.unfinished())
	check(t, j.Finish(2))
	for range j.planned(t.Context(), j.unsettled(listing(1, 1))) {
	}
	check(t, j.Close())

	j = openLedger(t, folder)
	if state := j.Header().State; state != journal.ListingAgain || !state.Rechecks() {
		t.Errorf("the state is %v", state)
	}
	if left := collect(t, j.unfinished()); !slices.Equal(left, []int{1}) {
		t.Errorf("left %v", left)
	}
	if moved, stay := again(t, j, listing(1, 7)); !slices.Equal(moved, []int{3, 5, 6, 7}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed again %v, %v stays", moved, stay)
	}
}

// The objects that one run tried come again in the listing of the next run that lists again.
func TestWhatWasTriedIsForgottenWhenTheListingStartsAgain(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	check(t, j.listAgain())
	collect(t, j.unfinished())
	check(t, j.Finish(2))
	for range j.planned(t.Context(), j.unsettled(listing(1, 1))) {
		check(t, j.Fail(1))
	}
	j.end(t)
	j = openLedger(t, folder)
	check(t, j.listAgain())
	collect(t, j.unfinished())
	if moved, stay := again(t, j, listing(1, 5)); !slices.Equal(moved, []int{2, 3, 5}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed again %v, %v stays", moved, stay)
	}
}

// After a crash of the machine the run starts again: it does not ask again about what stays.
func TestWhatStaysIsKeptWhenTheSameRunStarts(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	warned := ""
	check(t, recheck(j.Journal, forgetful{}, false, func(w report.Warning) error { warned = w.Text; return nil }))
	if warned == "" || j.Header().State != journal.Checking {
		t.Errorf("warned %q, state %v", warned, j.Header().State)
	}
	if moved, stay := again(t, j, listing(1, 5)); !slices.Equal(moved, []int{1, 2, 3, 5}) || !slices.Equal(stay, []int{4}) {
		t.Errorf("listed %v, %v stays", moved, stay)
	}
	check(t, j.Begin(journal.Header{Command: "/Source:another /Dest:b", State: journal.Checking}))
	if listed := collect(t, j.unsettled(listing(1, 5))); len(listed) != 5 {
		t.Errorf("another run lists %v", listed)
	}
	check(t, j.Close())
	check(t, openLedger(t, folder).Close())
}

// A run that overwrites without asking replaces what was to stay, after a crash of the machine as well.
func TestWhatStaysIsReplacedByARunThatOverwrites(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	check(t, recheck(j.Journal, forgetful{}, true, func(report.Warning) error { return nil }))
	if moved, stay := again(t, j, listing(1, 5)); len(moved) != 5 || len(stay) > 0 {
		t.Errorf("listed %v, %v stays", moved, stay)
	}
}

// An object that failed while it was planned, with its chunks known, has not been tried: the listing that starts again brings it.
func TestWhatFailedWhilePlannedIsListedAgain(t *testing.T) {
	folder := t.TempDir()
	j := beginLedger(t, folder)
	collected := 0
	for range j.planned(t.Context(), func(yield func(plan.Entry, error) bool) {
		e := entry(1)
		e.Unplanned = true
		yield(e, errors.New("its destination can't be looked at"))
	}) {
		collected++
	}
	j.end(t)
	j = openLedger(t, folder)
	check(t, j.listAgain())
	for e, err := range j.unfinished() {
		check(t, err)
		check(t, j.Finish(e.ID)) // as a run does with what it is to list again
		collected++
	}
	if moved, _ := again(t, j, listing(1, 1)); len(moved) != 1 || collected != 2 {
		t.Errorf("%v is listed again; %d entries before", moved, collected)
	}
}

// forgetful is a destination that may lose what was written to it.
type forgetful struct{ storage.Destination }

func (forgetful) Traits(storage.Object) storage.Traits { return storage.Traits{} }

// An answer holds for the object that the question was about. Once that has changed in any way, the question is a new one, as
// it is for a snapshot; an unchanged object also stays in the next run.
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
			j := openLedger(t, folder)
			check(t, j.listAgain())
			e := entry(4)
			change(&e.Object)
			moved, stay := again(t, j, one(e, nil))
			for e := range j.unsettled(one(e, nil)) {
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

// A run that overwrites without asking forgets what stays, for itself and for later runs.
func TestWhatStaysIsForgottenWhenNothingIsAsked(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	_, err := newResumption(j, &plan.Planner{}, true, nil)
	check(t, err)
	for range 2 {
		if moved, stay := again(t, j, listing(1, 5)); !slices.Equal(moved, []int{1, 2, 3, 4, 5}) || len(stay) > 0 {
			t.Errorf("listed %v, %v stays", moved, stay)
		}
		check(t, j.Close())
		j = openLedger(t, folder)
	}
}

// What stays is neither moved nor failed: the next run does not try it, and the cursor moves past it.
func TestWhatStaysIsNotKeptAsFailed(t *testing.T) {
	folder := t.TempDir()
	ended(t, folder)
	j := openLedger(t, folder)
	check(t, j.listAgain())
	for e := range j.unfinished() {
		check(t, j.Finish(e.ID))
	}
	for e, err := range j.planned(t.Context(), j.unsettled(listing(4, 4))) {
		if !errors.Is(err, errStays) {
			t.Errorf("entry %d has the error %v", e.ID, err)
		}
	}
	check(t, j.Close())
	j = openLedger(t, folder)
	if left := collect(t, j.unfinished()); len(left) > 0 || string(j.at(t).Name) != entry(4).Object.Name {
		t.Errorf("left %v, at %+v", left, j.at(t))
	}
}

// The question is about the source as it is when it is asked, which may differ from what an earlier run listed.
func TestWhatStaysIsTheSourceThatWasAskedAbout(t *testing.T) {
	j := beginLedger(t, t.TempDir())
	collect(t, j.planned(t.Context(), listing(1, 1)))
	now := entry(1)
	now.Object.Size = 1000
	check(t, j.Replace(now))
	r := &recorder{handler: failing{}, journal: j}
	r.Finished(entry(1), &transfer.StaysError{Object: now.Object})
	check(t, j.listAgain())
	if _, stay := again(t, j, one(now, nil)); len(stay) != 1 {
		t.Error("the question is asked again")
	}
	if left := collect(t, j.unfinished()); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
