package azure

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"azcopy/internal/storage"
)

// DevelopmentKey is the published key of storage.DevelopmentAccount, the same in every emulator.
const DevelopmentKey = storage.Secret("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==")

// Credential authorizes the requests to one location: with the account's shared key, with a SAS, or, when it is the zero
// value, not at all, which is anonymous access. It prints as what it is, without the secret.
type Credential struct {
	// reveal is a function because no verb of package fmt looks into one. For a value in an unexported field, fmt would call
	// neither Format here nor the methods of storage.Secret, and some verbs follow pointers.
	reveal func() authorization
}

type authorization struct {
	account string
	key     storage.Secret // base64; empty with a SAS
	sas     storage.Secret // as parseSAS returns it; empty with a key
}

func sealed(a authorization) Credential {
	return Credential{func() authorization { return a }}
}

func (c Credential) authorization() authorization {
	if c.reveal == nil {
		return authorization{}
	}
	return c.reveal()
}

// NewCredential returns the credential for a location: key and sas are those given beside the URL; either may be empty. A
// SAS in the URL counts like one beside it. The development account at a loopback address gets its published key when
// nothing else is given. Errors are of kind BadCredential and don't repeat the secret.
func NewCredential(at storage.Location, key, sas storage.Secret) (Credential, error) {
	token, err := chooseSAS(at, sas)
	if err != nil {
		return Credential{}, err
	}
	if key != "" && token != "" {
		return Credential{}, badCredential(at, "both an account key and a SAS are given; give only one of them")
	}
	if token != "" {
		return sealed(authorization{sas: token}), nil
	}
	if key == "" && at.IsLoopback() && at.Account == storage.DevelopmentAccount {
		key = DevelopmentKey
	}
	if key == "" {
		return Credential{}, nil
	}
	if key, err = parseKey(at, key); err != nil {
		return Credential{}, err
	}
	return sealed(authorization{account: at.Account, key: key}), nil
}

// SharedKey returns the account's name and its key in base64, and whether this is what authorizes.
func (c Credential) SharedKey() (account string, key storage.Secret, ok bool) {
	a := c.authorization()
	return a.account, a.key, a.key != ""
}

// SAS returns the shared access signature without its '?', in the encoding it was given in, and whether this is what
// authorizes.
func (c Credential) SAS() (storage.Secret, bool) {
	a := c.authorization()
	return a.sas, a.sas != ""
}

// Format prints what authorizes the requests, whatever the verb.
func (c Credential) Format(f fmt.State, _ rune) {
	switch a := c.authorization(); {
	case a.key != "":
		io.WriteString(f, "the shared key of "+a.account)
	case a.sas != "":
		io.WriteString(f, "a SAS")
	default:
		io.WriteString(f, "anonymous access")
	}
}

func parseKey(at storage.Location, key storage.Secret) (storage.Secret, error) {
	trimmed := strings.TrimSpace(key.Reveal())
	decoded, err := base64.StdEncoding.DecodeString(trimmed)
	if err != nil || len(decoded) == 0 {
		return "", badCredential(at, "the account key is malformed: a key is base64 text, usually of 88 characters that end in ==, "+
			"and this one of %d characters is not; copy it again from the account's access keys", len(trimmed))
	}
	return storage.Secret(trimmed), nil
}

// chooseSAS returns the SAS of the URL or the one given beside it.
func chooseSAS(at storage.Location, beside storage.Secret) (storage.Secret, error) {
	inURL, err := parseSAS(at, at.SAS)
	if err != nil {
		return "", err
	}
	token, err := parseSAS(at, beside)
	if err != nil {
		return "", err
	}
	if inURL == "" {
		return token, nil
	}
	if token != "" && token != inURL {
		return "", badCredential(at, "the URL contains a SAS and another one is given beside it; give only one of them")
	}
	return inURL, nil
}

func badCredential(at storage.Location, format string, args ...any) error {
	return storage.Errorf("credential for "+at.String(), storage.BadCredential, format, args...)
}
