//go:build unix

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// tree is a folder of generated files.
type tree struct {
	name  string
	small int   // files of smallSize bytes
	large int64 // bytes of one more file; 0 for none
}

const smallSize = 4 << 10

func trees() []tree {
	return []tree{
		{name: "mixed", small: 5_000, large: 1 << 30},
		{name: "small", small: 10_000},
		{name: "large", large: 1 << 30},
	}
}

func (t tree) files() int {
	if t.large > 0 {
		return t.small + 1
	}
	return t.small
}

func (t tree) bytes() int64 { return int64(t.small)*smallSize + t.large }

// create writes the files. It holds few bytes in memory: see program.copy.
func (t tree) create(folder string) error {
	random := rand.NewChaCha8([32]byte{1})
	for i := range t.small {
		file := filepath.Join(folder, fmt.Sprintf("%02d", i%100), fmt.Sprintf("file-%05d.bin", i))
		if err := writeFile(file, random, smallSize); err != nil {
			return err
		}
	}
	if t.large == 0 {
		return nil
	}
	return writeFile(filepath.Join(folder, "large.bin"), random, t.large)
}

func writeFile(path string, content io.Reader, size int64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, content, size); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
