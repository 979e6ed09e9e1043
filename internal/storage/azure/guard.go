package azure

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"azcopy/internal/storage"
)

// guard is the Transport as the SDK sees it. The SDK reads every answer except the content of blobs into memory, and quotes
// refusals in its errors: guard bounds the answers, and removes the request's secrets from the errors, since a service or a
// proxy may repeat what it was sent.
type guard struct {
	transport  *Transport
	credential Credential
}

const (
	// maxListing suffices for a page of 5000 entries, each with a name of 1024 characters that take 9 bytes when they are
	// encoded, 8 KiB of metadata, and as much of other properties.
	maxListing = 128 << 20
	// maxDocument suffices for all other answers. The longest is the list of 100,000 staged blocks, of 170 bytes each.
	maxDocument = 32 << 20
	// maxHeaders suffices for the head of an answer. The service stores 8 KiB of metadata.
	maxHeaders = 1 << 20
	// maxSecretText is more than a secret takes in any usual encoding.
	maxSecretText = 4 << 10
)

// Do sends one request.
func (g guard) Do(req *http.Request) (*http.Response, error) {
	resp, err := g.transport.Do(req)
	if err != nil {
		return nil, g.withoutSecrets(req, err)
	}
	switch {
	case resp.StatusCode >= http.StatusMultipleChoices:
		return g.refusal(req, resp)
	case req.Method != http.MethodGet:
		g.cleanDescription(req, resp)
		if err := buffer(resp); err != nil {
			return nil, g.withoutSecrets(req, err)
		}
	case !isContent(req, resp):
		resp.Body = bounded(resp, req.URL.Query().Get("comp"))
	}
	return resp, nil
}

// isContent reports whether the answer is the content of a blob, which is read in parts.
func isContent(req *http.Request, resp *http.Response) bool {
	return !req.URL.Query().Has("comp") && (resp.StatusCode == http.StatusOK || resp.StatusCode == http.StatusPartialContent)
}

// refusal reads the body of the answer, as far as it may be of use.
func (g guard) refusal(req *http.Request, resp *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody+maxSecretText))
	if closing := resp.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, g.withoutSecrets(req, err)
	}
	secrets := g.secrets(req)
	text := secrets.Redact(string(body))
	if len(body) > maxErrorBody { // a secret at its end may have been cut off
		text = text[:min(len(text), maxErrorBody)]
	}
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	for _, values := range resp.Header {
		for i := range values {
			values[i] = secrets.Redact(values[i])
		}
	}
	return resp, nil
}

// cleanDescription removes secrets from the one header that is shown although the request succeeded.
func (g guard) cleanDescription(req *http.Request, resp *http.Response) {
	const name = "x-ms-copy-status-description"
	if text := resp.Header.Get(name); text != "" {
		resp.Header.Set(name, g.secrets(req).Redact(text))
	}
}

// withoutSecrets returns the error of a request, with secrets removed that it quotes, as net/http does with an answer that
// it can't read.
func (g guard) withoutSecrets(req *http.Request, err error) error {
	failed, ok := errors.AsType[*connectionError](err)
	if !ok {
		return err
	}
	text := failed.err.Error()
	if clean := g.secrets(req).Redact(text); clean != text {
		cleaned := *failed
		cleaned.err = errors.New(clean)
		return &cleaned
	}
	return err
}

// secrets returns those of the endpoint and of this request: its SAS, its own signature, and that of the link to a copy's
// source.
func (g guard) secrets(req *http.Request) *storage.Redactor {
	_, key, _ := g.credential.SharedKey()
	_, signed, _ := strings.Cut(req.Header.Get("Authorization"), ":")
	r := storage.NewRedactor(key, storage.Secret(signed))
	r.AddSAS(storage.Secret(req.URL.RawQuery))
	r.AddSAS(storage.Secret(req.Header.Get("x-ms-copy-source")))
	return r
}

// bounded returns the body of a document, which fails once it has more bytes than it can have.
func bounded(resp *http.Response, comp string) io.ReadCloser {
	b := &boundedBody{ReadCloser: resp.Body, most: maxDocument}
	if comp == "list" {
		b.most = maxListing
	}
	if b.left = b.most; resp.ContentLength > b.most {
		b.left = -1
	}
	return b
}

type boundedBody struct {
	io.ReadCloser
	left, most int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, fmt.Errorf("the answer has more than %d MiB, which no answer to this request can have; "+
			"check the URL, and that no proxy answers in the service's place", b.most>>20)
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left+1)])
	b.left -= int64(n)
	return n, err
}
