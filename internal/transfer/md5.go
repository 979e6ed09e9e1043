package transfer

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"strings"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// MD5Error reports that the MD5 of what was read is not the one that is stored with the source, or that none is stored.
type MD5Error struct {
	Source     string // path or URL
	Calculated []byte // nil when nothing was read, since no MD5 is stored
	Stored     []byte // nil when there is none
}

// Lines returns the lines of the message. Scripts know them from the classic AzCopy.
func (e *MD5Error) Lines() []string {
	stored := base64.StdEncoding.EncodeToString(e.Stored)
	if len(e.Stored) == 0 {
		stored = "none. The source has no MD5, so nothing proves what was read; without /CheckMD5 it is copied anyway."
	}
	calculated := base64.StdEncoding.EncodeToString(e.Calculated)
	if len(e.Calculated) == 0 {
		calculated = "none. Nothing was read, since there is no MD5 to compare with."
	}
	return []string{
		fmt.Sprintf("The MD5 hash calculated from the downloaded data does not match the MD5 hash stored in the property of source: %s. "+
			"Please refer to help or documentation for detail.", e.Source),
		"MD5 calculated: " + calculated,
		"MD5 in property: " + stored,
	}
}

func (e *MD5Error) Error() string { return strings.Join(e.Lines(), "\n") }

// checkable returns the error for an object that can't pass the check whatever its content is, since no valid MD5 is stored
// with it. That saves reading it.
func (c *Copy) checkable(e plan.Entry) error {
	if !c.CheckMD5 || len(e.Object.Props.ContentMD5) == md5.Size {
		return nil
	}
	return &MD5Error{Source: c.SourceAt.Join(e.Object.Name), Stored: e.Object.Props.ContentMD5}
}

// check compares the MD5 of what was read with the one that is stored with the source.
func (c *Copy) check(e plan.Entry, sum []byte) error {
	if !c.CheckMD5 || bytes.Equal(sum, e.Object.Props.ContentMD5) {
		return nil
	}
	return &MD5Error{Source: c.SourceAt.Join(e.Object.Name), Calculated: sum, Stored: e.Object.Props.ContentMD5}
}

// storedMD5 returns the MD5 to store with an object whose content has this sum, or nil for none. It keeps the source's MD5
// even when that is wrong: it is the only trace of what the content once was, and another would hide the damage from anybody
// who checks the copy.
func storedMD5(e plan.Entry, traits storage.Traits, sum []byte) []byte {
	if own := e.Object.Props.ContentMD5; own != nil && traits.KeepsMD5 {
		return own
	}
	return sum
}

// inOneChunk writes a small object whose stored MD5 differs from that of its content, which a service may refuse to Put.
func (c *Copy) inOneChunk(ctx context.Context, obj storage.Object, p []byte) error {
	w, err := c.Dest.Create(ctx, obj, nil)
	if err != nil {
		return err
	}
	return storage.PutChunk(ctx, w, obj, p)
}
