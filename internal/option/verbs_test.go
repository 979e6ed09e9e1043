package option

import "testing"

// Each verb of AzCopy v10 as the first argument, and what is said about it.
func TestVerbsOfOtherVersions(t *testing.T) {
	const (
		line   = `copy is not a command here: the command line is AzCopy /Source:<source> /Dest:<destination>`
		inside = `, and what is in a folder is copied without the folder's own name.`
		other  = "https://other.blob.core.windows.net/c/vd"
	)
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"copy"}, line + inside + ` For more details, please type "AzCopy /?".`},
		{[]string{"copy", "--help"}, "copy is not a command here: the command line is azcopy --source <source> --destination <destination>" + inside + ` For more details, please type "azcopy --help".`},
		{[]string{"Copy", container}, "Copy is not a command here: the command line is AzCopy /Source:<source>"},
		{[]string{"copy", folder, container + "?sv=1&sig=topsecret", "--recursive"},
			`the command line is azcopy --source "` + folder + `" --destination "` + container + `?******" --recursive` + inside},
		{[]string{"copy", folder, container}, `the command line is AzCopy /Source:"` + folder + `" /Dest:"` + container + `"` + inside},
		{[]string{"cp", container + "?sig=topsecret", other + "?sig=topsecret", "--recursive=true"},
			`the command line is azcopy --source "` + container + `?******" --destination "` + other + `?******" --recursive` + inside},
		{[]string{"c", "/home/me", container, "--recursive=false"}, `is azcopy --source "/home/me" --destination "` + container + `"` + inside},
		{[]string{"copy", "--recursive", "/home/me", container}, `is azcopy --source "/home/me" --destination "` + container + `" --recursive` + inside},
		{[]string{"copy", "/home/me/*", container, "--recursive"}, `is azcopy --source "/home/me" --destination "` + container + `" --recursive` + inside},
		{[]string{"copy", `C:\me\*`, container}, `is AzCopy /Source:"C:\me" /Dest:"` + container + `"` + inside},
		{[]string{"copy", container + "/vd/*?sig=topsecret", "x"}, `is AzCopy /Source:"` + container + `/vd?******" /Dest:"x"` + inside},
		{[]string{"copy", "a", "b"}, line},
		{[]string{"copy", "a", "https://user:topsecret@host/c"}, `/Dest:"https://******@host/c"`},
		{[]string{"copy", "a\nb", container}, line},
		{[]string{"copy", "/Source:a", "/Dest:" + container}, "copy is not a command here: leave it out, and start with /Source."},
		{[]string{"copy", "--source", "a"}, "copy is not a command here: leave it out, and start with --source."},
		{[]string{"sync", folder, container}, `sync is not a command here: the command line is AzCopy /Source:"` + folder + `" /Dest:"` + container + `" /S /XO, which copies what is newer than at the destination or missing there, and deletes nothing.`},
		{[]string{"login"}, "login is not a command here: give the key of an account with /SourceKey or /DestKey, or a SAS with /SourceSAS or /DestSAS."},
		{[]string{"login", "--identity"}, "login is not a command here: give the key of an account with --source-key or --dest-key, or"},
		{[]string{"logout"}, "logout is not a command here: there is no login to end."},
		{[]string{"make", container}, "make is not a command here: the container that /Dest names is created when something is copied there."},
		{[]string{"mb"}, "mb is not a command here: the container that /Dest names is created"},
		{[]string{"remove", container}, "remove is not a command here: nothing is deleted in Azure Storage; the Azure portal and the Azure CLI can."},
		{[]string{"rm"}, "rm is not a command here: nothing is deleted"},
		{[]string{"list", container + "?sig=topsecret"}, "list is not a command here: /L lists what would be copied, as in AzCopy /Source:<source> /Dest:<destination> /S /L."},
		{[]string{"ls"}, "ls is not a command here: /L lists"},
		{[]string{"jobs", "resume", "topsecret"}, "jobs is not a command here: /Z resumes the last run, or with a journal folder"},
		{[]string{"env"}, "env is not a command here: the help of /SourceKey and /SourceSAS names the environment variables."},
		{[]string{"bench", container}, "bench is not a command here, and nothing replaces it."},
		{[]string{"benchmark"}, "benchmark is not a command here, and nothing replaces it"},
		{[]string{"set-properties"}, "set-properties is not a command here, and properties of existing objects can't be changed; /SetContentType sets the type of what is uploaded."},
		{[]string{"doc"}, "doc is not a command here: AzCopy /? prints the whole help."},
		{[]string{"completion", "bash"}, "completion is not a command here, and nothing replaces it."},
		{[]string{"version"}, "version is not a command here: --version prints it."},
		{[]string{"load"}, "load is not a command here, and nothing replaces it."},
		{[]string{"/S", "copy"}, "argument 2 does not start with the name of an option"},
		{[]string{"xcopy", "a", "b"}, "argument 1 does not start with the name of an option"},
	} {
		mustSay(t, tt.args, tt.want)
	}
}
