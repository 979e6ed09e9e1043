package storage

import "testing"

// Every kind is either a reason to keep what was written for a later run, or none.
func TestKindsThatPass(t *testing.T) {
	passes := map[Kind]bool{
		HostNotFound: true, Unreachable: true, HostLost: true, Busy: true, Denied: true, BadCredential: true, ClockSkew: true, NoSpace: true,
		Other: false, NotFound: false, Changed: false, TypeMismatch: false, InvalidName: false, TooLarge: false, NotRegular: false,
		FolderCollision: false, InvalidSize: false, OwnFile: false,
	}
	for kind := Other; kind <= OwnFile; kind++ {
		want, listed := passes[kind]
		if !listed || kind.Passes() != want {
			t.Errorf("kind %d: passes %v, want %v; listed %v", kind, kind.Passes(), want, listed)
		}
	}
}
