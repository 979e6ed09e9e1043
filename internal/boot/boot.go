// Package boot tells one start of the machine from another. What a process wrote survives its own death in any case, but
// that of the machine only when the file system had brought it to the disk.
package boot

// ID returns a text that is the same until the machine starts anew, and empty where that can't be told.
func ID() string { return id() }

// Same reports whether two IDs are of one start. It is false when one of them is unknown.
func Same(a, b string) bool { return a != "" && a == b }
