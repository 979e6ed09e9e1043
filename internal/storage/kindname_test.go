package storage

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// Each kind has a name, which is that of its constant.
func TestKindsHaveNames(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := kindConstants(file)
	if len(kinds) < int(OwnFile)+1 {
		t.Fatalf("only %d constants were found: %v", len(kinds), kinds)
	}
	for k, constant := range kinds {
		if got, want := Kind(k).String(), strings.ToLower(constant[:1])+constant[1:]; got != want {
			t.Errorf("%s is named %q, want %q", constant, got, want)
		}
	}
}

// kindConstants returns the names of the constants of type Kind, in the order of their values.
func kindConstants(file *ast.File) []string {
	var names []string
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		if typ, ok := group.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); !ok || typ.Name != "Kind" {
			continue
		}
		for _, spec := range group.Specs {
			names = append(names, spec.(*ast.ValueSpec).Names[0].Name)
		}
	}
	return names
}
