package views

// topic is what open pages are told by that show a project: see domain.News.
func (h ProjectHead) topic() string { return "project:" + idText(h.Project.ID) }

// topics are those of a note to read, and of who writes in it.
func (p NotePage) topics() string {
	return "note:" + idText(p.Note.ID) + " editors:" + idText(p.Note.ID)
}
