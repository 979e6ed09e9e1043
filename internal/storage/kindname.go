package storage

// String returns the name of the kind in output for programs. Scripts rely on it: a name that was released stays.
func (k Kind) String() string {
	return [...]string{
		Other: "other", NotFound: "notFound", Denied: "denied", ClockSkew: "clockSkew", BadCredential: "badCredential",
		HostNotFound: "hostNotFound", Unreachable: "unreachable", HostLost: "hostLost", Busy: "busy", Changed: "changed",
		TypeMismatch: "typeMismatch", InvalidName: "invalidName", TooLarge: "tooLarge", NotRegular: "notRegular",
		NoSpace: "noSpace", FolderCollision: "folderCollision", InvalidSize: "invalidSize", OwnFile: "ownFile",
	}[k]
}
