package storage

import "testing"

// Each kind has the meanings listed here, and no others.
func TestWhatFollowsFromAKind(t *testing.T) {
	const no = false
	rows := map[Kind]meaning{
		//               passes, concerns all, unseen, final
		Other:           {no, no, no, true},
		NotFound:        {no, no, true, true},
		Denied:          {true, true, true, no},
		ClockSkew:       {true, true, no, no},
		BadCredential:   {true, true, no, no},
		HostNotFound:    {true, true, no, no},
		Unreachable:     {true, true, no, no},
		HostLost:        {true, true, no, no},
		Busy:            {true, no, no, no},
		Changed:         {no, no, no, true},
		TypeMismatch:    {no, no, no, no},
		InvalidName:     {no, no, no, no},
		TooLarge:        {no, no, no, no},
		NotRegular:      {no, no, no, no},
		NoSpace:         {true, no, no, no},
		FolderCollision: {no, no, no, no},
		InvalidSize:     {no, no, no, no},
		OwnFile:         {no, no, no, no},
	}
	if len(rows) != int(kinds) {
		t.Errorf("of %d kinds, %d are decided", kinds, len(rows))
	}
	for kind, want := range rows {
		if got := (meaning{kind.Passes(), kind.ConcernsAll(), kind.Unseen(), kind.Final()}); got != want {
			t.Errorf("kind %d: %+v, want %+v", kind, got, want)
		}
	}
}

// Each kind has a name of its own, by which programs know it.
func TestKindsHaveNames(t *testing.T) {
	taken := map[string]bool{"": true}
	for k := range kinds {
		if taken[k.String()] {
			t.Errorf("kind %d is named %q, which is nothing or another's name", int(k), k)
		}
		taken[k.String()] = true
	}
}
