package blob

import "azcopy/internal/emulator/content"

// change is a write to the index.
type change struct{ *content.Change }

// update carries out a change. When it fails nothing is changed.
func (s *Service) update(write func(*change) error) error {
	return s.contents.Update(func(c *content.Change) error { return write(&change{c}) })
}

// own makes the content of b changeable.
func (c *change) own(b *blob) (err error) {
	b.Content, err = c.Own(b.Content)
	return err
}

// dropStaged deletes the uncommitted blocks of a blob.
func (c *change) dropStaged(account, container, name string) error {
	c.Delete(stagingKey(account, container, name))
	return c.DropExtents(stagedPrefix(account, container, name))
}
