package domain

import (
	"io"
	"slices"
	"strconv"
	"time"
)

// What files can hang on.
const (
	OnNote    = "note"
	OnTodo    = "todo"
	OnProject = "project"
)

// Holder is what a file hangs on: a note, a todo or a project. Who sees it sees its files.
type Holder struct {
	Kind string
	ID   int64
}

// AttachmentsMax is how many files can hang on one thing.
const AttachmentsMax = 500

// Attachment is a file that hangs on something. The same bytes are kept once, however often they are attached.
type Attachment struct {
	ID        int64
	On        Holder
	Name      string // without anything that a path or a header could be made of
	Type      string // found in the bytes; what the sender says of it does not count
	Size      int64
	SHA256    string
	Width     int // 0 for what is no picture, or one that is too big to be looked at
	Height    int
	Thumb     bool // there is a smaller picture of it
	By        Person
	CreatedAt time.Time
	DeletedAt time.Time

	// Access is what the caller may do with it: Edit is to take it away or bring it back.
	Access Access
}

// Image tells whether browsers may show it in a page. Everything else is for downloading only.
func (a Attachment) Image() bool { return a.Width > 0 && slices.Contains(imageTypes(), a.Type) }

// Path is where people find it.
func (a Attachment) Path() string { return "/attachments/" + strconv.FormatInt(a.ID, 10) }

// Version changes whenever anything of it does.
func (a Attachment) Version() string {
	return fingerprint(a.ID, a.On.Kind, a.On.ID, a.Name, a.Type, a.SHA256, a.DeletedAt.UnixMilli())
}

// Attachments are the files of one thing, the oldest first, and those of them that are in the trash.
type Attachments struct {
	Items, Trashed []Attachment
	// Access is what the caller may do with the thing: with Work they attach more.
	Access Access
}

// OpenFile is an attachment with its bytes, which come as they are read.
type OpenFile struct {
	Attachment
	// Tag tells these bytes from all others.
	Tag     string
	Content io.ReadSeeker
}

// Picture is what looking at a file found: nothing where it is no picture, or one that would take too much to look at.
// Thumb is a smaller one of it, empty where none could be made.
type Picture struct {
	Width, Height int
	Thumb         []byte
	ThumbType     string
}
