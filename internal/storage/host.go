package storage

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// isPathStyle reports whether the account is the first segment of the path: where the host is an address or a name without
// dots, as emulators have; and where that segment is the development account, since an emulator in a container or a cluster
// has a name with dots.
func isPathStyle(host, segment string) bool {
	name := hostname(host)
	return net.ParseIP(name) != nil || !strings.Contains(name, ".") ||
		strings.TrimSuffix(segment, secondarySuffix) == DevelopmentAccount && !IsCloudHost(host)
}

func hostname(host string) string {
	return (&url.URL{Host: host}).Hostname()
}

// clouds are the suffixes of hosts in the public and sovereign clouds, after the label of the service.
func clouds() []string {
	return []string{".core.windows.net", ".core.chinacloudapi.cn", ".core.usgovcloudapi.net", ".core.cloudapi.de", ".storage.azure.net"}
}

// cloudHost splits the host of a known cloud into the labels before the service, the service and what follows it:
// account.z12, blob and .storage.azure.net. Between account and service there may be the name of a DNS zone, or privatelink.
// ok is false for any other host.
func cloudHost(host string) (before, service, cloud string, ok bool) {
	name := strings.ToLower(strings.TrimSuffix(hostname(host), "."))
	for _, cloud := range clouds() {
		if labels, found := strings.CutSuffix(name, cloud); found {
			if i := strings.LastIndexByte(labels, '.'); i > 0 {
				return labels[:i], labels[i+1:], cloud, true
			}
		}
	}
	return "", "", "", false
}

// IsCloudHost reports whether a host, with or without a port, belongs to an account in one of the known clouds.
func IsCloudHost(host string) bool {
	_, _, _, ok := cloudHost(host)
	return ok
}

// serviceAlone returns the service of a known cloud's host that lacks the account, as blob.core.windows.net does, and "" for
// any other host.
func serviceAlone(host string) Service {
	const account = "account"
	if before, label, _, known := cloudHost(account + "." + host); known && before == account {
		return serviceOfLabel(label)
	}
	return ""
}

// serviceOf returns the service that the hint or the host names. An endpoint of a known cloud with another protocol is
// refused whatever the hint.
func serviceOf(l Location, hint Service) (Service, error) {
	before, label, cloud, known := cloudHost(l.Host)
	if known {
		account, _, _ := strings.Cut(before, ".")
		switch label {
		case "dfs":
			return "", fmt.Errorf("%s is the Data Lake endpoint of the account; its Blob endpoint has the same data: %s://%s.blob%s",
				l.Host, l.Scheme, before, cloud)
		case "web":
			return "", fmt.Errorf("%s is the static website of the account; its content is in %s://%s.blob%s/$web",
				l.Host, l.Scheme, account, cloud)
		case "queue":
			return "", fmt.Errorf("%s serves queues, which can't be copied; give a location in Blob, File or Table storage", l.Host)
		}
	}
	service := hint
	switch {
	case hint != "":
	case known:
		service = serviceOfLabel(label)
	case l.PathStyle:
		service = serviceOfPort(l.Host)
	default:
		service = serviceOfLabel(strings.Split(hostname(l.Host), ".")[1])
	}
	if service == "" {
		return "", fmt.Errorf("the host \"%s\" does not say whether it serves blobs, files or tables; say so with /SourceType or /DestType", l.Host)
	}
	return service, nil
}

// serviceOfLabel returns the service that a label of a host name stands for, or "".
func serviceOfLabel(label string) Service {
	switch s := Service(strings.ToLower(label)); s {
	case Blob, File, Table:
		return s
	}
	return ""
}

// serviceOfPort returns the service of one of the emulator's usual ports, or "".
func serviceOfPort(host string) Service {
	switch (&url.URL{Host: host}).Port() {
	case "10000":
		return Blob
	case "10002":
		return Table
	case "10004":
		return File
	}
	return ""
}
