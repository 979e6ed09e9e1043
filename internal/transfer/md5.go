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

// MD5Error reports that the MD5 of what was read is not the one stored with the source, or that no MD5 is stored.
type MD5Error struct {
	Source     string // path or URL
	Calculated []byte // nil when nothing was read, since no MD5 is stored
	Stored     []byte // nil when there is none
}

// Lines returns the text's lines, which are those that scripts know from AzCopy.
func (e *MD5Error) Lines() []string {
	stored := base64.StdEncoding.EncodeToString(e.Stored)
	if len(e.Stored) == 0 {
		stored = "none. Who wrote the source stored no MD5 with it, so that nothing proves what was read; without /CheckMD5 it is copied all the same."
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

// needsMD5 reports whether anybody wants to know the MD5: Azure keeps it, the file system has no place for it.
func (c *Copy) needsMD5() bool { return c.CheckMD5 || c.DestAt.Service != storage.Local }

// checkable returns the error of an object that can't pass the check, whatever its content is: no MD5 is stored with it, or
// none that could be one. Nothing of it has to be read to know that.
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

// storedMD5 returns the MD5 to be stored with an object whose content has this one, nil when none is. That of the source
// is kept even when it is wrong: it is the only trace of what the content once was, and another would hide the damage
// from whoever checks the copy.
func (c *Copy) storedMD5(e plan.Entry, sum []byte) []byte {
	if own := e.Object.Props.ContentMD5; own != nil && c.DestAt.Service != storage.Local {
		return own
	}
	return sum
}

// inOneChunk writes a small object with an MD5 that is not that of its content, which a service may refuse to put.
func (c *Copy) inOneChunk(ctx context.Context, obj storage.Object, p []byte) error {
	w, err := c.Dest.Create(ctx, obj, nil)
	if err != nil {
		return err
	}
	if len(p) > 0 {
		err = w.WriteChunk(ctx, storage.Chunk{Length: int64(len(p))}, p)
	}
	if err == nil {
		err = w.Commit(ctx, obj.Props)
	}
	if err == nil {
		return nil
	}
	grace, cancel := storage.Grace(ctx)
	defer cancel()
	return withEnd(err, w.Abort(grace))
}
