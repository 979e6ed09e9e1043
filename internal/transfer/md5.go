package transfer

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// MD5Error tells that what was read is not what the MD5 stored with the source says, or that none is stored.
type MD5Error struct {
	Source             string // path or URL
	Calculated, Stored []byte // Stored is nil when there is none
}

// Lines returns the text's lines, which are those that scripts know from AzCopy.
func (e *MD5Error) Lines() []string {
	stored := base64.StdEncoding.EncodeToString(e.Stored)
	if len(e.Stored) == 0 {
		stored = "none. Who wrote the source stored no MD5 with it, so that nothing proves what was read; without /CheckMD5 it is copied all the same."
	}
	return []string{
		fmt.Sprintf("The MD5 hash calculated from the downloaded data does not match the MD5 hash stored in the property of source: %s. "+
			"Please refer to help or documentation for detail.", e.Source),
		"MD5 calculated: " + base64.StdEncoding.EncodeToString(e.Calculated),
		"MD5 in property: " + stored,
	}
}

func (e *MD5Error) Error() string { return strings.Join(e.Lines(), "\n") }

// needsMD5 reports whether anybody wants to know the MD5: Azure keeps it, the file system has no place for it.
func (c *Copy) needsMD5() bool { return c.CheckMD5 || c.DestAt.Service != storage.Local }

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
