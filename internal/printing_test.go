package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// console lists the functions and variables that use the streams of the process, or end it.
var console = regexp.MustCompile(`^(os\.(Stdin|Stdout|Stderr|Exit)|fmt\.(Print|Scan)(f|ln)?|log\.(Print|Fatal|Panic)(f|ln)?|syscall\.Exit|print|println)$`)

// Only internal/cli prints, asks and exits, through what main passes to it.
func TestOnlyTheCommandLinePrints(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files++
		if filepath.Dir(path) != "cli" {
			reportConsole(t, path)
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("only %d files were checked, %v", files, err)
	}
}

func reportConsole(t *testing.T, path string) {
	t.Helper()
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, path, nil, 0)
	if err != nil {
		t.Error(err)
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if used := called(n); console.MatchString(used) {
			t.Errorf("%s: %s is for internal/cli alone", positions.Position(n.Pos()), used)
		}
		return true
	})
}

// called returns package.Name for a name of another package, the name of a function that is called without one, or "".
func called(n ast.Node) string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if pkg, ok := n.X.(*ast.Ident); ok {
			return pkg.Name + "." + n.Sel.Name
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok {
			return name.Name
		}
	}
	return ""
}
