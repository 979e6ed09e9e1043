package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each test of a module must pass, which the program proves, or is left out for a reason that is stated.
func TestSuitesAreAccountedFor(t *testing.T) {
	for _, s := range suites() {
		dir, err := s.dir(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.tests(dir); err != nil {
			t.Errorf("%s: %v", s.name(), err)
		}
	}
}

// What is wrong with a list is said, with the test.
func TestListsOfTestsThatAreLeftOut(t *testing.T) {
	for _, tt := range []struct{ list, wrong string }{
		{"# It needs tags.\nblob TestTags\nservice TestTags\n\n# It needs tiers.\nblob TestTier\n", ""},
		{"blob TestTags\n", "no reason is stated for blob TestTags"},
		{"# It needs tags.\nblob TestTags\n\nblob TestTier\n", "no reason is stated for blob TestTier"},
		{"# It needs tags.\nblob TestTags\n\n# It needs tiers.\nblob TestTags\n", "blob TestTags is listed twice"},
	} {
		tests, err := parseLeftOut(tt.list)
		if tt.wrong == "" && (err != nil || len(tests) != 3) || tt.wrong != "" && (err == nil || err.Error() != tt.wrong) {
			t.Errorf("%q: %v, %v, want %q", tt.list, tests, err, tt.wrong)
		}
	}
}

// A test of the list that the module lacks is an error, and so is a module in which fewer tests are left than passed.
func TestTestsThatAreMissing(t *testing.T) {
	module := t.TempDir()
	for _, tt := range []struct {
		s     suite
		wrong string
	}{
		{suite{module: "example.org/azblob"}, ". TestAzBlobClientCustomAudience is left out, and the module does not have it"},
		{suite{module: "example.org/aztables"}, "aztables-left-out.txt: file does not exist"},
	} {
		if _, _, err := tt.s.tests(module); err == nil || !strings.HasSuffix(err.Error(), tt.wrong) {
			t.Errorf("%v, want %s", err, tt.wrong)
		}
	}
	s := suites()[0]
	dir, err := s.dir(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	required, _, err := s.tests(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.least = len(required) + 1
	if _, _, err := s.tests(dir); err == nil {
		t.Error("a test that was lost is not noticed")
	}
}

// Only methods of suites are tests: the suites themselves are started by functions.
func TestFindTests(t *testing.T) {
	dir := t.TempDir()
	source := `package blob
func Test(t *testing.T) {}
func (s *BlobRecordedTestsSuite) TestB() {}
func (s *BlobUnrecordedTestsSuite) TestA() {}
func (s *BlobUnrecordedTestsSuite) SetupTest() {}
func (c *client) TestC() {}
`
	for _, file := range []string{"blob/client_test.go", "blob/client.go", "client_test.go"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(file)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := []test{{".", "TestA"}, {".", "TestB"}, {"blob", "TestA"}, {"blob", "TestB"}}
	if got, err := findTests(dir); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

// A test that did not run has failed, as one that panicked, or comes after it, and the output is shown.
func TestResults(t *testing.T) {
	r := result{
		batch: []test{{"blob", "TestA"}, {"blob", "TestAB"}, {"blob", "TestC"}, {"blob", "TestD"}},
		output: "=== RUN   Test/TestA\n--- FAIL: Test (0.00s)\n    --- PASS: Test/TestAB (0.00s)\n" +
			"    --- FAIL: Test/TestA (0.00s)\n    --- SKIP: Test/TestD (0.00s)\npanic: oh\n",
	}
	if got := r.failed(); !slices.Equal(got, []test{{"blob", "TestA"}, {"blob", "TestC"}, {"blob", "TestD"}}) {
		t.Errorf("failed: %v", got)
	}
	if got := r.excerpt(); !strings.HasPrefix(got, "--- FAIL: Test (0.00s)\n") || !strings.HasSuffix(got, "panic: oh\n") {
		t.Errorf("shown: %s", got)
	}
	if r.batch = r.batch[1:2]; r.excerpt() != "" {
		t.Errorf("shown of a batch that passed: %s", r.excerpt())
	}
}

// A batch is of one folder, whose program runs it.
func TestBatches(t *testing.T) {
	var tests []test
	for range batchSize + 1 {
		tests = append(tests, test{folder: "blob"})
	}
	tests = append(tests, test{folder: "lease"})
	var sizes []int
	for _, b := range batches(tests) {
		sizes = append(sizes, len(b))
		if slices.ContainsFunc(b, func(t test) bool { return t.folder != b[0].folder }) {
			t.Errorf("%v is of several folders", b)
		}
	}
	if !slices.Equal(sizes, []int{batchSize, 1, 1}) {
		t.Errorf("batches of %v", sizes)
	}
}
