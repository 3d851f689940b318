package domain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kinds of notifications, each of which a person chooses the channels of.
const (
	ToldMentioned = "mentioned"
	ToldAssigned  = "assigned"
	ToldCommented = "commented"
	ToldShared    = "shared"
	ToldInvited   = "invited" // to an event, and what was answered to an invitation of one's own
	ToldDecided   = "decided" // also: named to decide
	ToldDue       = "due"
	ToldReminder  = "reminder"
)

// ToldKinds are all of them, as they are offered. Of what one act tells the same person of one thing, the first is told.
func ToldKinds() []string {
	return []string{ToldMentioned, ToldAssigned, ToldDue, ToldReminder, ToldInvited, ToldCommented, ToldDecided, ToldShared}
}

// What a notification can be about, beside FoundTodo, FoundNote, FoundProject, FoundEvent and FoundDecision.
const (
	AboutCalendar = "calendar"
	// AboutInvitation is what somebody was asked to come to; the id is the guest's.
	AboutInvitation = "invitation"
)

// AskedToDecide is the detail of a notification about a decision that still waits for the person.
const AskedToDecide = "asked"

// Notification is what one person is told: that somebody did something, or that it is time. What it is called is read
// whenever it is shown, and so is whether the person sees it at all.
type Notification struct {
	ID   int64
	Kind string // one of the Told…
	// Actor is who did it; empty where nobody did, or where they are gone.
	Actor Person
	// About is the kind of thing, and AboutID its id.
	About   string
	AboutID int64
	Title   string
	// Excerpt is the beginning of the comment that it is about.
	CommentID int64
	Excerpt   string
	// Detail is what somebody answered, AskedToDecide, or when what one is reminded of begins.
	Detail string
	// Secret leads to what has an address of its own for this person; empty for most.
	Secret string

	At           time.Time
	ReadAt       time.Time
	SnoozedUntil time.Time
}

// Read tells whether the person has read it.
func (n Notification) Read() bool { return !n.ReadAt.IsZero() }

// Version changes whenever anything of it does that is shown.
func (n Notification) Version() string {
	return fingerprint(n.ID, n.Kind, n.Actor.Name, n.Title, n.Excerpt, n.Detail, n.ReadAt.UnixMilli(), n.SnoozedUntil.UnixMilli())
}

// Path is the page that it leads to.
func (n Notification) Path() string {
	id := strconv.FormatInt(n.AboutID, 10)
	switch n.About {
	case FoundTodo:
		if n.CommentID != 0 {
			return "/todos/" + id + "#comment-" + strconv.FormatInt(n.CommentID, 10)
		}
		return "/todos/" + id
	case AboutInvitation:
		return "/invitations/" + n.Secret
	case AboutCalendar:
		return "/calendar"
	}
	return "/" + n.About + "s/" + id
}

// OpenPath is the page that marks it as read and leads on to Path.
func (n Notification) OpenPath() string { return "/inbox/" + strconv.FormatInt(n.ID, 10) }

// Says is what happened, without what it happened to, as a sentence about it in a language: “Ana Ruiz mentioned you”.
func (n Notification) Says(l Language) string {
	who := n.Actor.Name
	if who == "" {
		who = l.T("Somebody")
	}
	switch n.Kind {
	case ToldMentioned:
		return l.T("%s mentioned you", who)
	case ToldAssigned:
		return l.T("%s assigned it to you", who)
	case ToldCommented:
		return l.T("%s commented", who)
	case ToldShared:
		return n.saysShared(who, l)
	case ToldInvited:
		return n.saysInvited(who, l)
	case ToldDecided:
		if n.Detail == AskedToDecide {
			return l.T("%s asks you to decide", who)
		}
		return fmt.Sprintf(l.Sense("%s decided", "somebody"), who)
	case ToldDue:
		return l.T("Due today")
	}
	return l.T("Reminder")
}

func (n Notification) saysShared(who string, l Language) string {
	switch n.About {
	case FoundProject:
		return l.T("%s added you to the project", who)
	case AboutCalendar:
		return l.T("%s shared the calendar with you", who)
	}
	return l.T("%s shared the note with you", who)
}

func (n Notification) saysInvited(who string, l Language) string {
	answer, guest, answered := strings.Cut(n.Detail, " ")
	if !answered {
		return l.T("%s invited you", who)
	}
	if n.Actor.Name == "" {
		who = guest
	}
	switch answer {
	case AnswerYes:
		return l.T("%s is coming", who)
	case AnswerNo:
		return l.T("%s is not coming", who)
	case AnswerMaybe:
		return l.T("%s may come", who)
	}
	return l.T("%s took the answer back", who)
}

// Begins is when what one is reminded of begins; ok is false where it has no time.
func (n Notification) Begins() (at time.Time, day Date, ok bool) {
	if n.Kind != ToldReminder {
		return at, "", false
	}
	if day, ok := ParseDate(n.Detail); ok {
		return at, day, true
	}
	at, err := time.Parse(time.RFC3339, n.Detail)
	return at, "", err == nil
}

// NotificationFilter is which of the caller's notifications are asked for.
type NotificationFilter struct {
	// State is one of the Notified…; empty means all that are not snoozed.
	State string
	Kind  string
	// Before is the id that the page ends before; 0 begins with the newest.
	Before int64
	Limit  int
}

// Which notifications: what was not read, what was, and what is out of sight for now.
const (
	NotifiedUnread  = "unread"
	NotifiedRead    = "read"
	NotifiedSnoozed = "snoozed"
)

// NotificationPage is one page of a list of notifications, the newest first. Next is 0 on the last one.
type NotificationPage struct {
	Items []Notification
	Total int
	Next  int64
}

// Delivery is what one person is still to be told outside of the program, as they may see it now.
type Delivery struct {
	For     User
	Channel string
	// Notifications are the newest of it first. Empty where there is nothing left to tell.
	Notifications []Notification
	// IDs are the rows that Delivered takes away.
	IDs []int64
	// Tries is how often the first of them was tried, this time included.
	Tries int
}

// Channels outside of the program.
const (
	ChannelEmail  = "email"  // a letter at once
	ChannelDigest = "digest" // in the morning's letter
	ChannelPush   = "push"
)

// DeliveredWithin is how long what is told outside of the program is news.
const DeliveredWithin = 48 * time.Hour

// StrongestTold is the kind that is told of several.
func StrongestTold(a, b string) string {
	kinds := ToldKinds()
	if slices.Index(kinds, a) <= slices.Index(kinds, b) {
		return a
	}
	return b
}
