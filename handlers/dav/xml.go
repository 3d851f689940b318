package dav

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Namespaces of what is said, and what they are called in our answers.
const (
	nsDAV    = "DAV:"
	nsCalDAV = "urn:ietf:params:xml:ns:caldav"
	nsServer = "http://calendarserver.org/ns/"
	nsApple  = "http://apple.com/ns/ical/"
)

func prefix(space string) string {
	switch space {
	case nsDAV:
		return "d:"
	case nsCalDAV:
		return "c:"
	case nsServer:
		return "cs:"
	case nsApple:
		return "a:"
	}
	return ""
}

const declared = ` xmlns:d="` + nsDAV + `" xmlns:c="` + nsCalDAV + `" xmlns:cs="` + nsServer + `" xmlns:a="` + nsApple + `"`

func d(local string) xml.Name { return xml.Name{Space: nsDAV, Local: local} }
func c(local string) xml.Name { return xml.Name{Space: nsCalDAV, Local: local} }

// What a body may be made of.
const (
	xmlDepth    = 30
	xmlElements = 20_000
	// propertiesMax is how many properties can be asked for of each thing, which may be thousands.
	propertiesMax = 200
)

// element is a piece of a body.
type element struct {
	name     xml.Name
	attrs    []xml.Attr
	children []*element
	text     string
	pieces   []string // of the text, until the element ends
}

var errXML = errors.New("the XML cannot be read")

// parseXML reads a body; nil where there is none. It knows no entities but the five of XML, and no declarations of any.
func parseXML(body io.Reader) (*element, error) {
	decoder := xml.NewDecoder(body)
	var root *element
	var open []*element
	for count := 0; ; {
		token, err := decoder.Token()
		switch {
		case err == io.EOF && len(open) == 0:
			return root, nil
		case err != nil:
			return nil, xmlError(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > xmlElements || len(open) >= xmlDepth || len(open) == 0 && root != nil {
				return nil, errXML
			}
			e := &element{name: t.Name, attrs: t.Copy().Attr}
			if len(open) == 0 {
				root = e
			} else {
				above := open[len(open)-1]
				above.children = append(above.children, e)
			}
			open = append(open, e)
		case xml.EndElement:
			ended := open[len(open)-1]
			ended.text, ended.pieces = strings.Join(ended.pieces, ""), nil
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].pieces = append(open[len(open)-1].pieces, string(t))
			} else if strings.TrimSpace(string(t)) != "" {
				return nil, errXML
			}
		case xml.Directive:
			return nil, errXML
		}
	}
}

// xmlError keeps what is not about XML, such as a body that is too long.
func xmlError(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || err == io.EOF || strings.HasPrefix(err.Error(), "xml:") {
		return errXML
	}
	return err
}

// child is the first one with a name, or nil.
func (e *element) child(name xml.Name) *element {
	if e == nil {
		return nil
	}
	for _, one := range e.children {
		if one.name == name {
			return one
		}
	}
	return nil
}

func (e *element) all(name xml.Name) []*element {
	var found []*element
	if e != nil {
		for _, one := range e.children {
			if one.name == name {
				found = append(found, one)
			}
		}
	}
	return found
}

// size is how many elements it is, itself among them.
func (e *element) size() int {
	n := 1
	for _, one := range e.children {
		n += one.size()
	}
	return n
}

func (e *element) value() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.text)
}

// attr is the value of an attribute, and whether there is one.
func (e *element) attr(local string) (string, bool) {
	for _, a := range e.attrs {
		if a.Name.Local == local && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;")

// escaped is text as it stands in XML, without what XML cannot hold.
func escaped(text string) string {
	if strings.IndexFunc(text, notXML) >= 0 {
		text = strings.Map(func(r rune) rune {
			if notXML(r) {
				return -1
			}
			return r
		}, text)
	}
	return escaper.Replace(text)
}

func notXML(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r == 0xFFFD
}

// tag is an element of ours with what is in it, which is XML already.
func tag(name xml.Name, inner string) string {
	called, space := prefix(name.Space)+name.Local, ""
	if prefix(name.Space) == "" && name.Space != "" {
		called, space = "x:"+name.Local, ` xmlns:x="`+escaped(name.Space)+`"`
	}
	if inner == "" {
		return "<" + called + space + "/>"
	}
	return "<" + called + space + ">" + inner + "</" + called + ">"
}
