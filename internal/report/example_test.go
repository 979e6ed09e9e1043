package report_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"azcopy/internal/report"
	"azcopy/internal/storage"
)

// jsonLines writes the events that a program acts on, one JSON object per line. It needs none of the console's texts.
type jsonLines struct{ *json.Encoder }

func (j jsonLines) Handle(e report.Event) error {
	line := map[string]any{"event": e.Name()}
	switch e := e.(type) {
	case report.Finished:
		line["source"], line["dest"], line["size"], line["outcome"] = e.Source, e.Dest, e.Size, e.Outcome.String()
		if e.Err != nil {
			line["kind"] = storage.KindOf(e.Err).String()
		}
	case report.Warning:
		line["code"], line["object"] = e.Code, e.Object
	case report.Summary:
		line["succeeded"], line["skipped"], line["failed"], line["bytes"] = e.Succeeded, e.Skipped, e.Failed, e.Bytes
	case report.Failure:
		line["kind"], line["option"], line["cancelled"] = storage.KindOf(e.Err).String(), e.Option, e.Cancelled
	default:
		return nil
	}
	return j.Encode(line)
}

// A new form of output is a new handler.
func ExampleHandler() {
	denied := storage.Errorf("put block 7", storage.Denied, "the SAS does not allow it")
	var h report.Handler = jsonLines{json.NewEncoder(os.Stdout)}
	for _, e := range []report.Event{
		report.Started{},
		report.Warning{Code: report.SourceGone, Object: "old.txt", Text: "The source old.txt does not exist any more."},
		report.Finished{Source: "a.txt", Dest: "https://myaccount.blob.core.windows.net/c/a.txt", Size: 12},
		report.Finished{Source: "b.txt", Size: 5, Outcome: report.Failed, Err: denied},
		report.Summary{Succeeded: 1, Failed: 1, Bytes: 12},
		report.Failure{Err: errors.New("interrupted"), Cancelled: true},
	} {
		if err := h.Handle(e); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// {"code":"sourceGone","event":"warning","object":"old.txt"}
	// {"dest":"https://myaccount.blob.core.windows.net/c/a.txt","event":"finished","outcome":"succeeded","size":12,"source":"a.txt"}
	// {"dest":"","event":"finished","kind":"denied","outcome":"failed","size":5,"source":"b.txt"}
	// {"bytes":12,"event":"summary","failed":1,"skipped":0,"succeeded":1}
	// {"cancelled":true,"event":"failure","kind":"other","option":""}
}
