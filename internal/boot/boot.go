// Package boot tells one start of the machine from another. What a process wrote always survives the process, but
// survives the machine going down only when the file system had brought it to the disk.
package boot

// ID returns a text that stays the same until the machine is started again; it is empty where that can't be told.
func ID() string { return id() }

// Same reports whether two IDs are of one start. It is false when one of them is unknown.
func Same(a, b string) bool { return a != "" && a == b }
