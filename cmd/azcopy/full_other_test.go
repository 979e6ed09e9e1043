//go:build !unix

package main

// confined is for systems that limit the length of files.
func confined() { panic("this system has no limit of the length of files") }
