package plan

import "testing"

// Where a path is split, by the rules of either system. A row without a name is a path that can only mean a folder.
func TestSplit(t *testing.T) {
	for _, tt := range []struct{ path, windowsFolder, windowsName, unixFolder, unixName string }{
		{`C:\dir\x`, `C:\dir`, "x", ".", `C:\dir\x`},
		{`C:\dir\`, `C:\dir\`, "", ".", `C:\dir\`},
		{`C:\x`, `C:\`, "x", ".", `C:\x`},
		{`C:\`, `C:\`, "", ".", `C:\`},
		{`C:`, `C:`, "", ".", `C:`},
		{`C:x`, `C:.`, "x", ".", `C:x`},
		{`C:dir\x`, `C:dir`, "x", ".", `C:dir\x`},
		{`C:..`, `C:..`, "", ".", `C:..`},
		{`\\server\share\dir`, `\\server\share\`, "dir", ".", `\\server\share\dir`},
		{`\\server\share\dir\x`, `\\server\share\dir`, "x", ".", `\\server\share\dir\x`},
		{`\\server\share\`, `\\server\share\`, "", ".", `\\server\share\`},
		{`\\server\share`, `\\server\share`, "", ".", `\\server\share`},
		{`\\server`, `\\server`, "", ".", `\\server`},
		{`\\\x`, `\\\x`, "", ".", `\\\x`},
		{`//server/share/x`, `//server/share/`, "x", "//server/share", "x"},
		{`\\?\C:\x`, `\\?\C:\`, "x", ".", `\\?\C:\x`},
		{`\\?\unc\server\share\x`, `\\?\unc\server\share\`, "x", ".", `\\?\unc\server\share\x`},
		{`\x`, `\`, "x", ".", `\x`},
		{`dir\`, `dir\`, "", ".", `dir\`},
		{`dir\x`, "dir", "x", ".", `dir\x`},
		{`C:\dir/x`, `C:\dir`, "x", "C:\\dir", "x"},
		{`dir/deep\x`, "dir/deep", "x", "dir", `deep\x`},
		{`dir\deep/x`, `dir\deep`, "x", `dir\deep`, "x"},
		{`dir/\`, `dir/\`, "", "dir", `\`},
		{"dir/x", "dir", "x", "dir", "x"},
		{"dir//x", "dir", "x", "dir", "x"},
		{"dir/", "dir/", "", "dir/", ""},
		{"dir//", "dir//", "", "dir//", ""},
		{"x", ".", "x", ".", "x"},
		{"/x", "/", "x", "/", "x"},
		{"//x", "//x", "", "/", "x"}, // a server without a share
		{"/", "/", "", "/", ""},
		{".", ".", "", ".", ""},
		{"..", "..", "", "..", ""},
		{"dir/..", "dir/..", "", "dir/..", ""},
		{"dir/...", "dir", "...", "dir", "..."},
		{"dir/../x", "dir/..", "x", "dir/..", "x"},
	} {
		if folder, name := (PathRules{Windows: true}).Split(tt.path); folder != tt.windowsFolder || name != tt.windowsName {
			t.Errorf("Windows: %q became %q and %q, want %q and %q", tt.path, folder, name, tt.windowsFolder, tt.windowsName)
		}
		if folder, name := (PathRules{}).Split(tt.path); folder != tt.unixFolder || name != tt.unixName {
			t.Errorf("Unix: %q became %q and %q, want %q and %q", tt.path, folder, name, tt.unixFolder, tt.unixName)
		}
	}
}

// What Folder returns is a folder to Split.
func TestFolder(t *testing.T) {
	for _, tt := range []struct{ path, windows, unix string }{
		{`C:\dir`, `C:\dir\`, `C:\dir/`},
		{`C:\dir\`, `C:\dir\`, `C:\dir\/`},
		{`C:\dir/`, `C:\dir/`, `C:\dir/`},
		{`C:\`, `C:\`, `C:\/`},
		{`\\server\share`, `\\server\share\`, `\\server\share/`},
		{"/dir", `/dir\`, "/dir/"},
		{"/dir/", "/dir/", "/dir/"},
		{"/", "/", "/"},
	} {
		for rules, want := range map[PathRules]string{{Windows: true}: tt.windows, {}: tt.unix} {
			got := rules.Folder(tt.path)
			if _, name := rules.Split(got); got != want || name != "" {
				t.Errorf("%+v: %q became %q, want %q", rules, tt.path, got, want)
			}
		}
	}
}
