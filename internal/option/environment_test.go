package option

import (
	"strings"
	"testing"
)

// A secret from the environment is used for an end in Azure Storage for which the command line has none.
func TestSecretsFromTheEnvironment(t *testing.T) {
	both := ends(container, container+"2")
	for _, tt := range []struct {
		name                                   string
		args                                   []string
		env                                    map[string]string
		sourceKey, sourceSAS, destKey, destSAS string
	}{
		{"keys", both, map[string]string{"AZCOPY_SOURCE_KEY": "s==", "AZCOPY_DEST_KEY": "d=="}, "s==", "", "d==", ""},
		{"SAS", both, map[string]string{"AZCOPY_SOURCE_SAS": "?sig=s", "AZCOPY_DEST_SAS": "sig=d\n"}, "", "sig=s", "", "sig=d"},
		{"one of each", both, map[string]string{"AZCOPY_SOURCE_SAS": "sig=s", "AZCOPY_DEST_KEY": " d== "}, "", "sig=s", "d==", ""},
		{"none", both, nil, "", "", "", ""},
		{"key given", upload("/DestKey:given"), map[string]string{"AZCOPY_DEST_KEY": "env"}, "", "", "given", ""},
		{"key given, SAS set", upload("/DestKey:given"), map[string]string{"AZCOPY_DEST_SAS": "sig=env"}, "", "", "given", ""},
		{"SAS given, key set", upload("/DestSAS:sig=given"), map[string]string{"AZCOPY_DEST_KEY": "env"}, "", "", "", "sig=given"},
		{"SAS in URL, key set", ends(container+"?sig=given", folder), map[string]string{"AZCOPY_SOURCE_KEY": "env"}, "", "sig=given", "", ""},
		{"given, and a pair set", upload("/DestKey:given"),
			map[string]string{"AZCOPY_DEST_KEY": "a", "AZCOPY_DEST_SAS": "b"}, "", "", "given", ""},
		{"local source", upload(), map[string]string{"AZCOPY_SOURCE_KEY": "env", "AZCOPY_DEST_KEY": "d"}, "", "", "d", ""},
		{"local destination", download(), map[string]string{"AZCOPY_DEST_SAS": "sig=env", "AZCOPY_DEST_KEY": "k"}, "", "", "", ""},
		{"a share", ends(share, folder, "/S"), map[string]string{"AZCOPY_SOURCE_KEY": "env"}, "env", "", "", ""},
		{"the embedded emulator", ends(folder, "emulator://blob/con"), map[string]string{"AZCOPY_DEST_KEY": "env", "AZCOPY_DEST_SAS": "sig=env"}, "", "", "", ""},
		{"a sole journal", []string{"/Z"}, map[string]string{"AZCOPY_SOURCE_KEY": "env"}, "", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse(tt.args, func(name string) string { return tt.env[name] })
			if err != nil {
				t.Fatal(err)
			}
			o := c.Options
			got := [4]string{o.SourceKey.Reveal(), o.SourceSAS.Reveal(), o.DestKey.Reveal(), o.DestSAS.Reveal()}
			if want := [4]string{tt.sourceKey, tt.sourceSAS, tt.destKey, tt.destSAS}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestWrongEnvironment(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"AZCOPY_DEST_KEY": "topsecret", "AZCOPY_DEST_SAS": "sig=topsecret"},
			"both AZCOPY_DEST_KEY and AZCOPY_DEST_SAS are set"},
		{map[string]string{"AZCOPY_DEST_KEY": "top secret"}, "AZCOPY_DEST_KEY in the environment: the value contains a blank"},
		{map[string]string{"AZCOPY_DEST_SAS": "?sig=topsecret\nsv=1"}, "AZCOPY_DEST_SAS in the environment: the value contains a blank"},
		{map[string]string{"AZCOPY_DEST_KEY": " \t"}, "AZCOPY_DEST_KEY in the environment: the value is empty"},
		{map[string]string{"AZCOPY_DEST_SAS": "?"}, "AZCOPY_DEST_SAS in the environment: the value is empty"},
	} {
		_, err := Parse(upload(), func(name string) string { return tt.env[name] })
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v, want %q and no secret", err, tt.want)
		}
	}
}
