package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// snapshot lists what there is in a folder or a container: the name and the size of each file or blob.
func snapshot(t *testing.T, place string) string {
	t.Helper()
	var s strings.Builder
	if !strings.HasPrefix(place, "http://") {
		err := filepath.WalkDir(place, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			info, err := entry.Info()
			fmt.Fprintln(&s, path, info.Size(), info.ModTime())
			return err
		})
		if !os.IsNotExist(err) {
			check(t, err)
		}
		return s.String()
	}
	pager := official(t, place).NewListBlobsFlatPager(nil)
	for pager.More() {
		page, err := pager.NextPage(t.Context())
		check(t, err)
		for _, item := range page.Segment.BlobItems {
			fmt.Fprintln(&s, *item.Name, *item.Properties.ContentLength, *item.Properties.ETag)
		}
	}
	return s.String()
}
