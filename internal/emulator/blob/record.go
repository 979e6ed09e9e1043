package blob

import (
	"time"

	"azcopy/internal/emulator/copystate"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/policy"
	"azcopy/internal/emulator/resource"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// The keys of the index, beside those of the packages content and copystate. Neither accounts nor containers have a '/' in their names, and no name has a zero byte.
//
//	c/account/container                    a container
//	b/account/container/blob               a blob
//	t/account/container/blob\x00time       a snapshot of it, by the time as it is written
//	u/account/container/blob\x00block-ID   a block that is staged but not committed
//	w/account/container/blob               how many blocks are staged, and when the last one was

func containerKey(account, container string) string { return "c/" + account + "/" + container }

func blobKey(account, container, name string) string {
	return "b/" + account + "/" + container + "/" + name
}

func snapshotKey(account, container, name, id string) string {
	return "t/" + account + "/" + container + "/" + name + "\x00" + id
}

func stagedPrefix(account, container, name string) string {
	return "u/" + account + "/" + container + "/" + name + "\x00"
}

func stagingKey(account, container, name string) string {
	return "w/" + account + "/" + container + "/" + name
}

type container struct {
	resource.State
	PublicAccess string        `json:",omitempty"` // "blob", "container" or nothing, as in its header
	Policies     []policy.Rule `json:",omitempty"`
	Lease        *lease.Lease  `json:",omitempty"`
}

func (c container) public() service.PublicAccess {
	switch c.PublicAccess {
	case "container":
		return service.PublicContainers
	case "blob":
		return service.PublicObjects
	}
	return service.Private
}

type blob struct {
	resource.State
	Created time.Time
	Type    string
	Size    int64
	// Content names what the blob holds: see package content.
	Content string `json:",omitempty"`
	// Coming is the content that a pending copy from a file brings.
	Coming     string `json:",omitempty"`
	Properties resource.Properties
	// Sequence is the sequence number of a page blob.
	Sequence int64 `json:",omitempty"`
	// Blocks counts the blocks of an append blob.
	Blocks int `json:",omitempty"`
	// Copy is the last copy to the blob, unless it was changed since in a way that makes the copy meaningless.
	Copy  *copystate.State `json:",omitempty"`
	Lease *lease.Lease     `json:",omitempty"`
}

// readContainer returns the request's container, which must exist.
func readContainer(r index.Reader, account, name string) (container, error) {
	var c container
	ok, err := index.Read(r, containerKey(account, name), &c)
	if err == nil && !ok {
		err = rest.New(codeContainerNotFound)
	}
	return c, err
}

// readBlob returns the request's blob, which must exist.
func readBlob(r index.Reader, req *service.Request) (blob, error) {
	b, ok, err := findBlob(r, req)
	if err == nil && !ok {
		err = rest.New(codeBlobNotFound)
	}
	return b, err
}

// findBlob returns the request's blob and whether it exists; its container must.
func findBlob(r index.Reader, req *service.Request) (b blob, ok bool, err error) {
	if _, err := readContainer(r, req.Account, req.Container); err != nil {
		return b, false, err
	}
	ok, err = index.Read(r, blobKey(req.Account, req.Container, req.Object), &b)
	return b, ok, err
}
