package blob

import (
	"net/http"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/lease"
	"azcopy/internal/emulator/policy"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// createContainer is Create Container: https://learn.microsoft.com/rest/api/storageservices/create-container.
func (s *Service) createContainer(w http.ResponseWriter, r *service.Request) error {
	if err := checkContainerName(r.Container); err != nil {
		return err
	}
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	c := container{State: s.clock.State(r.Now, metadata)}
	if c.PublicAccess, err = parsePublicAccess(r); err != nil {
		return err
	}
	key := containerKey(r.Account, r.Container)
	err = s.update(func(tx *change) error {
		if tx.Get(key) != nil {
			return rest.New(codeContainerAlreadyExists)
		}
		return index.Write(tx, key, c)
	})
	if err != nil {
		return err
	}
	c.Write(w.Header())
	w.WriteHeader(http.StatusCreated)
	return nil
}

func parsePublicAccess(r *service.Request) (string, error) {
	const name = "x-ms-blob-public-access"
	switch value := r.Header(name); value {
	case "", "blob", "container":
		return value, nil
	default:
		return "", rest.BadHeader(name, value)
	}
}

// viewContainer returns the request's container.
func (s *Service) viewContainer(r *service.Request) (c container, err error) {
	id, err := lease.ParseID(r, lease.Header)
	if err != nil {
		return c, err
	}
	err = s.index.View(func(tx index.Reader) error {
		if c, err = readContainer(tx, r.Account, r.Container); err != nil {
			return err
		}
		return c.Lease.Check(id, r.Now, false, containerLeaseCodes())
	})
	return c, err
}

// openContainer returns the request's container for a change. Only deleting the container needs its lease.
func openContainer(tx index.Reader, r *service.Request, conditions rest.Conditions, deleting bool) (container, error) {
	c, err := readContainer(tx, r.Account, r.Container)
	if err != nil {
		return c, err
	}
	if err := conditions.CheckWrite(c.ETag, c.Modified); err != nil {
		return c, err
	}
	id, err := lease.ParseID(r, lease.Header)
	if err != nil {
		return c, err
	}
	return c, c.Lease.Check(id, r.Now, deleting, containerLeaseCodes())
}

// getContainer is Get Container Properties and Get Container Metadata:
// https://learn.microsoft.com/rest/api/storageservices/get-container-properties.
func (s *Service) getContainer(w http.ResponseWriter, r *service.Request) error {
	c, err := s.viewContainer(r)
	if err != nil {
		return err
	}
	h := w.Header()
	c.Write(h)
	c.Metadata.Write(h)
	c.Lease.WriteHeaders(h, r.Now)
	h.Set("x-ms-has-immutability-policy", "false")
	h.Set("x-ms-has-legal-hold", "false")
	if c.PublicAccess != "" {
		h.Set("x-ms-blob-public-access", c.PublicAccess)
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

// setContainerMetadata is Set Container Metadata:
// https://learn.microsoft.com/rest/api/storageservices/set-container-metadata.
func (s *Service) setContainerMetadata(w http.ResponseWriter, r *service.Request) error {
	metadata, err := rest.ParseMetadata(r.HTTP.Header)
	if err != nil {
		return err
	}
	return s.changeContainer(w, r, func(c *container) { c.Metadata = metadata })
}

// changeContainer changes the record of the request's container and answers with its new state.
func (s *Service) changeContainer(w http.ResponseWriter, r *service.Request, apply func(*container)) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	var c container
	err = s.update(func(tx *change) error {
		if c, err = openContainer(tx, r, conditions, false); err != nil {
			return err
		}
		c.State = s.clock.State(r.Now, c.Metadata)
		apply(&c)
		return index.Write(tx, containerKey(r.Account, r.Container), c)
	})
	if err != nil {
		return err
	}
	c.Write(w.Header())
	w.WriteHeader(http.StatusOK)
	return nil
}

// deleteContainer is Delete Container: https://learn.microsoft.com/rest/api/storageservices/delete-container. The name
// is free at once, while the service keeps it reserved for half a minute.
func (s *Service) deleteContainer(w http.ResponseWriter, r *service.Request) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	err = s.update(func(tx *change) error {
		if _, err := openContainer(tx, r, conditions, true); err != nil {
			return err
		}
		tx.Delete(containerKey(r.Account, r.Container))
		return tx.dropBlobs(r.Account, r.Container)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// dropBlobs deletes all blobs, snapshots and staged blocks of a container.
func (c *change) dropBlobs(account, container string) error {
	below := account + "/" + container + "/"
	for _, prefix := range []string{"b/", "t/"} {
		for _, key := range index.KeysBelow(c, prefix+below) {
			if err := c.dropBlob(key); err != nil {
				return err
			}
		}
	}
	for _, key := range index.KeysBelow(c, stagingKey(account, container, "")) {
		c.Delete(key)
	}
	return c.DropExtents("u/" + below)
}

// Policy returns a stored access policy of a container.
func (s *Service) Policy(account, name, id string) (stored auth.Policy, found bool, err error) {
	err = s.index.View(func(tx index.Reader) error {
		var c container
		if _, err := index.Read(tx, containerKey(account, name), &c); err != nil {
			return err
		}
		stored, found = policy.Find(c.Policies, id)
		return nil
	})
	return stored, found, content.Damaged(err)
}

// Public returns who may read a container without authorization; nobody if there is no such container.
func (s *Service) Public(account, name string) (service.PublicAccess, error) {
	var c container
	err := s.index.View(func(tx index.Reader) error {
		_, err := index.Read(tx, containerKey(account, name), &c)
		return err
	})
	return c.public(), content.Damaged(err)
}
