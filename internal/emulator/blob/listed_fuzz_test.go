package blob

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/emulator/rest"
)

// A document that is not exactly one block list is refused, above all an empty one, which would empty the blob.
func TestParseBlockListRefusals(t *testing.T) {
	for _, document := range []string{
		"", " ", "<!-- -->", "<Latest>QQ==</Latest>", "<BlockList>", "<BlockList><Latest>QQ==</Latest>", "<BlockList/><BlockList/>",
		"<BlockList/><Latest>QQ==</Latest>", "<BlockList><BlockList/></BlockList>", "<BlockList><Newest>QQ==</Newest></BlockList>", "<Blocks/>",
	} {
		_, err := parseBlockList([]byte(document))
		if refusal, ok := errors.AsType[*rest.Error](err); !ok || refusal.Code != rest.InvalidXMLDocument {
			t.Errorf("%q: %v", document, err)
		}
	}
}

// Whatever a client sends as a block list is refused in the service's form, or read as a list of blocks.
func FuzzParseBlockList(f *testing.F) {
	for _, seed := range []string{
		"", "<BlockList/>", "<BlockList><Latest>QQ==</Latest></BlockList>",
		"<?xml version=\"1.0\"?><BlockList><Committed>QQ==</Committed><Uncommitted>Qg==</Uncommitted></BlockList>",
		"<BlockList><Latest>", "<BlockList><Other>QQ==</Other></BlockList>", "<Latest>QQ==</Latest>", "<BlockList><Latest></Latest></BlockList>",
		"<!DOCTYPE x [<!ENTITY e \"QQ==\">]><BlockList><Latest>&e;</Latest></BlockList>", "</BlockList>", "<BlockList></BlockList></BlockList>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		list, err := parseBlockList(document)
		if err != nil {
			if _, ok := errors.AsType[*rest.Error](err); !ok {
				t.Fatalf("%q is refused with %v", document, err)
			}
			return
		}
		var again strings.Builder
		again.WriteString("<BlockList>")
		for _, item := range list {
			if len(item.id) == 0 || len(item.id) > maxBlockID {
				t.Fatalf("%q lists the ID %q", document, item.id)
			}
			again.WriteString("<" + item.kind + ">" + base64.StdEncoding.EncodeToString([]byte(item.id)) + "</" + item.kind + ">")
		}
		again.WriteString("</BlockList>")
		if same, err := parseBlockList([]byte(again.String())); err != nil || !slices.Equal(same, list) {
			t.Errorf("%q is %q, and written again %q, %v", document, list, same, err)
		}
	})
}
