package file

import (
	"encoding/xml"
	"net/http"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// serviceProperties is the document of the service's properties, which nothing here acts on. It is stored as JSON.
type serviceProperties struct {
	XMLName          xml.Name  `xml:"StorageServiceProperties" json:"-"`
	HourMetrics      *element  `xml:",omitempty"`
	MinuteMetrics    *element  `xml:",omitempty"`
	Cors             *element  `xml:",omitempty"`
	ProtocolSettings *element  `xml:",omitempty"`
	Others           []element `xml:",any" json:"-"`
}

// element is an element of a document, with what it holds as it is written.
type element struct {
	XMLName xml.Name `json:"-"`
	Inner   string   `xml:",innerxml"`
}

func servicePropertiesKey(account string) string { return "v/" + account }

const maxProperties = 64 << 10 // bytes

func defaultServiceProperties() serviceProperties {
	const metrics = "<Version>1.0</Version><Enabled>false</Enabled><RetentionPolicy><Enabled>false</Enabled></RetentionPolicy>"
	return serviceProperties{
		HourMetrics: &element{Inner: metrics}, MinuteMetrics: &element{Inner: metrics}, Cors: &element{},
		ProtocolSettings: &element{Inner: "<SMB><Multichannel><Enabled>false</Enabled></Multichannel></SMB>"},
	}
}

// getServiceProperties is Get File Service Properties:
// https://learn.microsoft.com/rest/api/storageservices/get-file-service-properties.
func (s *Service) getServiceProperties(w http.ResponseWriter, r *service.Request) error {
	p := defaultServiceProperties()
	err := s.index.View(func(tx index.Reader) error {
		_, err := index.Read(tx, servicePropertiesKey(r.Account), &p)
		return err
	})
	if err != nil {
		return err
	}
	text, err := xml.Marshal(p)
	if err != nil {
		return err
	}
	x := rest.NewXML(nil)
	x.Raw(string(text))
	return rest.WriteXML(w, x)
}

// setServiceProperties is Set File Service Properties:
// https://learn.microsoft.com/rest/api/storageservices/set-file-service-properties. What the document does not have stays.
func (s *Service) setServiceProperties(w http.ResponseWriter, r *service.Request) error {
	var asked serviceProperties
	if err := rest.ReadXML(r.HTTP.Body, maxProperties, &asked); err != nil {
		return err
	}
	if len(asked.Others) > 0 {
		return rest.New(rest.InvalidXMLDocument, rest.Detail{Name: "XmlNodeName", Value: asked.Others[0].XMLName.Local})
	}
	err := s.contents.Update(func(tx *content.Change) error {
		p := defaultServiceProperties()
		if _, err := index.Read(tx, servicePropertiesKey(r.Account), &p); err != nil {
			return err
		}
		for _, part := range []struct{ stored, asked **element }{
			{&p.HourMetrics, &asked.HourMetrics}, {&p.MinuteMetrics, &asked.MinuteMetrics},
			{&p.Cors, &asked.Cors}, {&p.ProtocolSettings, &asked.ProtocolSettings},
		} {
			if *part.asked != nil {
				*part.stored = *part.asked
			}
		}
		return index.Write(tx, servicePropertiesKey(r.Account), p)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}
