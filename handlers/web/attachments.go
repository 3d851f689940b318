package web

import (
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
	"mddash/views"
)

// AttachToNote hangs the files of a form on a note.
func (s *Site) AttachToNote(v *visit.Visit) error { return s.attach(v, domain.OnNote) }

// AttachToTodo hangs them on a todo.
func (s *Site) AttachToTodo(v *visit.Visit) error { return s.attach(v, domain.OnTodo) }

// AttachToProject hangs them on a project.
func (s *Site) AttachToProject(v *visit.Visit) error { return s.attach(v, domain.OnProject) }

// ShowNoteAttachments are the files of a note by themselves.
func (s *Site) ShowNoteAttachments(v *visit.Visit) error { return s.showAttachments(v, domain.OnNote) }

// ShowTodoAttachments are those of a todo.
func (s *Site) ShowTodoAttachments(v *visit.Visit) error { return s.showAttachments(v, domain.OnTodo) }

// ShowProjectAttachments are those of a project.
func (s *Site) ShowProjectAttachments(v *visit.Visit) error {
	return s.showAttachments(v, domain.OnProject)
}

func (s *Site) attach(v *visit.Visit, kind string) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	on := domain.Holder{Kind: kind, ID: id}
	upload, err := v.Receive(on)
	var added []domain.Attachment
	if err == nil {
		defer upload.Discard()
		added, err = upload.Attach()
	}
	if v.AsksJSON() {
		return answerAttached(v, added, err)
	}
	if err != nil {
		return s.notAttached(v, on, err)
	}
	v.Toast(attachedText(v, added), v.Scope.Batch())
	return s.attachmentsChanged(v, on)
}

func attachedText(v *visit.Visit, added []domain.Attachment) string {
	if len(added) == 1 {
		return v.T("%s attached", named(v, added[0].Name))
	}
	return v.T("%s files attached", strconv.Itoa(len(added)))
}

// attachedFile is what the script of a page is told of a file that it sent.
type attachedFile struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	URL   string `json:"url"` // as a text refers to it, wherever mddash lives
	Type  string `json:"type"`
	Size  int64  `json:"size"`
	Image bool   `json:"image"`
}

// answerAttached answers with the file, or with all of them where there were several.
func answerAttached(v *visit.Visit, added []domain.Attachment, err error) error {
	if err != nil {
		return err
	}
	var files []attachedFile
	for _, a := range added {
		files = append(files, attachedFile{ID: a.ID, Name: a.Name, URL: a.Path(), Type: a.Type, Size: a.Size, Image: a.Image()})
	}
	if len(files) == 1 {
		return v.JSON(http.StatusCreated, files[0])
	}
	return v.JSON(http.StatusCreated, map[string]any{"items": files})
}

// notAttached shows the files that there are, and what has to be done about those that were sent.
func (s *Site) notAttached(v *visit.Visit, on domain.Holder, err error) error {
	message, fields, status, ok := said(v, err)
	if !ok || status == http.StatusForbidden {
		return err
	}
	part, listErr := s.attachmentsPart(v, on)
	if listErr != nil {
		return listErr
	}
	if part.Error = fields[visit.FileField]; part.Error == "" {
		part.Error = message
	}
	return s.showAttachmentsPart(v, status, part)
}

// attachmentsChanged shows the files as they are now, or goes back to where they were shown.
func (s *Site) attachmentsChanged(v *visit.Visit, on domain.Holder) error {
	if !v.Partial() {
		if from := v.CameFrom(); from != "" && from != views.AttachmentsPath(on) {
			return v.To(from)
		}
		return v.To(views.HolderPath(on))
	}
	part, err := s.attachmentsPart(v, on)
	if err != nil {
		return err
	}
	return s.showAttachmentsPart(v, http.StatusOK, part)
}

func (s *Site) showAttachments(v *visit.Visit, kind string) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	part, err := s.attachmentsPart(v, domain.Holder{Kind: kind, ID: id})
	if err != nil {
		return err
	}
	return s.showAttachmentsPart(v, http.StatusOK, part)
}

func (s *Site) showAttachmentsPart(v *visit.Visit, status int, part views.AttachmentsPart) error {
	if v.Partial() {
		return s.showPieces(v, status, views.Attachments(part))
	}
	return s.show(v, status, views.AttachmentsPage(part))
}

// showProjectFiles are the files of a project, on its page.
func (s *Site) showProjectFiles(v *visit.Visit, head views.ProjectHead) error {
	part, err := s.attachmentsPart(v, domain.Holder{Kind: domain.OnProject, ID: head.Project.ID})
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.ProjectFiles(head, part))
}

// attachmentsPart are the files of something that the caller sees.
func (s *Site) attachmentsPart(v *visit.Visit, on domain.Holder) (views.AttachmentsPart, error) {
	list, err := v.Scope.Attachments(v.Ctx(), on)
	return views.AttachmentsPart{On: on, List: list, Max: v.UploadMax()}, err
}

// ShowAttachment is a file itself.
func (s *Site) ShowAttachment(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	file, err := v.Scope.OpenAttachment(v.Ctx(), id)
	if err != nil {
		return err
	}
	return v.SendFile(file, v.QueryParams().Has("download"))
}

// ShowThumb is the smaller picture of a file.
func (s *Site) ShowThumb(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	file, err := v.Scope.OpenThumb(v.Ctx(), id)
	if err != nil {
		return err
	}
	return v.SendFile(file, false)
}

// DeleteAttachment takes a file to the trash.
func (s *Site) DeleteAttachment(v *visit.Visit) error {
	return s.onAttachment(v, "deleted", func(id int64) (domain.Attachment, error) {
		return v.Scope.DeleteAttachment(v.Ctx(), id, "")
	})
}

// RestoreAttachment brings a file back from the trash.
func (s *Site) RestoreAttachment(v *visit.Visit) error {
	return s.onAttachment(v, "restored", func(id int64) (domain.Attachment, error) { return v.Scope.RestoreAttachment(v.Ctx(), id) })
}

// PurgeAttachment deletes for good what is in the trash.
func (s *Site) PurgeAttachment(v *visit.Visit) error {
	return s.onAttachment(v, "", func(id int64) (domain.Attachment, error) { return v.Scope.PurgeAttachment(v.Ctx(), id) })
}

func (s *Site) onAttachment(v *visit.Visit, done string, act func(id int64) (domain.Attachment, error)) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	file, err := act(id)
	if err != nil {
		return err
	}
	if done == "" {
		v.Toast(v.T("Deleted for good"), "")
	} else {
		v.Toast(named(v, file.Name)+" "+done, v.Scope.Batch())
	}
	return s.attachmentsChanged(v, file.On)
}
