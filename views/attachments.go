package views

import (
	"context"

	"mddash/domain"
	"mddash/views/ui"
)

// AttachmentsPart are the files of something: shown on its page, and by themselves where a form of theirs failed.
type AttachmentsPart struct {
	On   domain.Holder
	List domain.Attachments
	// Max is how many bytes a file may have.
	Max int64
	// Error is what has to be done about those that were sent.
	Error string
}

// HolderPath is the page that the files of something are shown on.
func HolderPath(on domain.Holder) string {
	if on.Kind == domain.OnProject {
		return ProjectPath(on.ID) + "?view=" + ProjectFilesView
	}
	return "/" + on.Kind + "s/" + idText(on.ID)
}

// AttachmentsPath is where its files are sent, and shown by themselves.
func AttachmentsPath(on domain.Holder) string {
	return "/" + on.Kind + "s/" + idText(on.ID) + "/attachments"
}

func (p AttachmentsPart) mayAttach() bool { return p.List.Access.CanWork() }

// empty: there is nothing to show, and nothing to do.
func (p AttachmentsPart) empty() bool {
	return len(p.List.Items) == 0 && len(p.List.Trashed) == 0 && !p.mayAttach()
}

func (p AttachmentsPart) count() string {
	if len(p.List.Items) == 0 {
		return ""
	}
	return idText(int64(len(p.List.Items)))
}

// about is what stands below a file's name.
func attachmentAbout(ctx context.Context, a domain.Attachment) string {
	text := sizeText(ctx, a.Size)
	if a.By.Name != "" {
		text += ", " + a.By.Name
	}
	return text
}

func attachmentIcon(a domain.Attachment) string {
	if a.Image() {
		return "image"
	}
	return "notes"
}

// crumbs lead back to what the files hang on.
func (p AttachmentsPart) crumbs(ctx context.Context, path string) []ui.Place {
	return []ui.Place{{Text: map[string]string{domain.OnNote: ui.T(ctx, "Note"), domain.OnTodo: ui.T(ctx, "Todo"), domain.OnProject: ui.T(ctx, "Project")}[p.On.Kind], Href: path}}
}

func (p AttachmentsPart) section() string {
	return map[string]string{domain.OnNote: "notes", domain.OnTodo: "todos", domain.OnProject: "projects"}[p.On.Kind]
}
