package plan

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"azcopy/internal/storage"
)

// Two objects of a source may map to one name at the destination, where the second would replace the first: a//b and a/%2Fb
// become the same file, the files a/b and a\b the same blob, and a snapshot of a.txt may get the name that another blob has.
// One of the two keeps it, and the other fails. Which one follows from the names alone, so that nothing has to be remembered
// about the millions that were seen before; and only names that look like the losing one, which are few, cost a look-up. A
// download prefers the name that was changed on the way, an upload the one that was not.

// Ambiguous reports whether an entry's name at the destination could also be that of another object of the source, which
// takes precedence. It sends nothing.
func (p *Planner) Ambiguous(e Entry) bool {
	if p.Pattern.exact != "" || e.Object.Snapshot != "" {
		return false
	}
	return p.Names.becomeSlashes(e.Object.Name) || p.Snapshots && snapshotName.MatchString(e.Object.Name) ||
		len(p.Names.rivals(e.Object.Name)) > 0
}

// Distinct returns an error of kind InvalidName when another object of the source takes precedence over an ambiguous entry.
func (p *Planner) Distinct(ctx context.Context, e Entry) error {
	rival, err := p.rival(ctx, e)
	if err != nil || rival == "" {
		return err
	}
	return storage.Errorf("copy "+e.Object.Name, storage.InvalidName,
		"it would get the same name at the destination, %s, as %s of the same source; copy it separately, to another destination", e.Dest, rival)
}

// rival returns the name of an object of the source that takes precedence over an ambiguous entry, or "".
func (p *Planner) rival(ctx context.Context, e Entry) (string, error) {
	if p.Names.becomeSlashes(e.Object.Name) {
		r := &uploadRivals{planner: p, name: e.Object.Name}
		return r.first(ctx, "", strings.Split(e.Dest, "/"))
	}
	for _, name := range p.Names.rivals(e.Object.Name) {
		if !p.selects(name) {
			continue
		}
		if _, err := p.Source.Stat(ctx, name); storage.KindOf(err) != storage.NotFound {
			return name, err
		}
	}
	if !p.Snapshots {
		return "", nil
	}
	return p.snapshotRival(ctx, e)
}

// selects reports whether an object of this name would be listed.
func (p *Planner) selects(name string) bool {
	q := p.Pattern.Query()
	below, ok := strings.CutPrefix(name, q.Prefix)
	return ok && (q.Recursive || !strings.Contains(below, p.Names.Delimiter)) && p.Pattern.Matches(name)
}

// snapshotName matches and splits the names that snapshotNames makes.
var snapshotName = regexp.MustCompile(`^(.*) \(\d{4}-\d{2}-\d{2} \d{6}(?: \d{7})?\)(\.[^./]*)?$`)

// snapshotRival searches for a snapshot whose copy gets the entry's name.
func (p *Planner) snapshotRival(ctx context.Context, e Entry) (string, error) {
	parts := snapshotName.FindStringSubmatch(e.Object.Name)
	if parts == nil {
		return "", nil
	}
	original := parts[1] + parts[2]
	if !p.selects(original) {
		return "", nil
	}
	query := p.Pattern.Query()
	query.Prefix, query.Snapshots = original, true
	var names snapshotNames
	for obj, err := range p.Source.List(ctx, query) {
		if _, one := errors.AsType[*storage.ObjectError](err); one {
			continue
		}
		if err != nil || obj.Name != original {
			return "", err
		}
		dest, err := p.dest(obj, names.suffix(obj))
		if err == nil && dest == e.Dest {
			return obj.Name + "?snapshot=" + obj.Snapshot, nil
		}
	}
	return "", nil
}

// escaped matches what escape writes for a character.
var escaped = regexp.MustCompile(`%[0-9A-F]{2}`)

// decodings is how many escapes are decoded in all combinations. For a name with more of them, only the one without any is
// looked up.
const decodings = 2

// becomeSlashes reports whether a name has a \ that becomes a '/' at the destination.
func (n Names) becomeSlashes(name string) bool {
	return !n.To.Folders && n.To.BackslashIsSlash && !n.From.BackslashIsSlash && strings.Contains(name, `\`)
}

// rivals returns names that map to the same file as a name does, and hold fewer escapes or blanks at the ends of their
// parts. A name without either has none.
func (n Names) rivals(name string) []string {
	if !n.To.Folders || !strings.Contains(name, "%") && !(n.To.DropsBlanks && strings.Contains(name, " ")) {
		return nil
	}
	dest, err := n.path(name)
	if err != nil {
		return nil
	}
	at := n.escapes(name)
	masks := []uint{1<<len(at) - 1}
	if len(at) > 0 && len(at) <= decodings {
		masks = masks[:0]
		for mask := uint(1); mask < 1<<len(at); mask++ {
			masks = append(masks, mask)
		}
	}
	var rivals []string
	for _, mask := range masks {
		rival := n.trimmed(decoded(name, at, mask))
		if mapped, err := n.path(rival); rival != name && err == nil && mapped == dest {
			rivals = append(rivals, rival)
		}
	}
	return rivals
}

// escapes returns the places in the name of what could be escaped characters.
func (n Names) escapes(name string) []int {
	var at []int
	for _, found := range escaped.FindAllStringIndex(name, 64) {
		if c := unescaped(name[found[0]:]); n.To.Forbids(c) || c == '.' && n.To.DropsDots {
			at = append(at, found[0])
		}
	}
	return at
}

// decoded returns the name with the escapes decoded whose bit is set in the mask.
func decoded(name string, at []int, mask uint) string {
	var b strings.Builder
	from := 0
	for i, place := range at {
		if mask>>i&1 == 0 {
			continue
		}
		b.WriteString(name[from:place])
		b.WriteByte(unescaped(name[place:]))
		from = place + len("%2F")
	}
	return b.String() + name[from:]
}

// unescaped decodes the escaped character that a text starts with.
func unescaped(text string) byte {
	c, _ := strconv.ParseUint(text[1:3], 16, 8)
	return byte(c)
}

// trimmed returns the name without the blanks that the destination drops.
func (n Names) trimmed(name string) string {
	if !n.To.DropsBlanks || n.Delimiter == "" {
		return name
	}
	parts := strings.Split(name, n.Delimiter)
	for i := range parts {
		parts[i] = strings.TrimRight(parts[i], " ")
	}
	return strings.Join(parts, n.Delimiter)
}
