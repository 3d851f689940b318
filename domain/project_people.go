package domain

// ProjectPerson is somebody in a project, or somebody who can be taken into it.
type ProjectPerson struct {
	Person
	// Role is one of the project's roles; empty for somebody who is not in it.
	Role string
	// Client tells that they have the client role, with which they are a viewer whatever else they were given.
	Client bool
	// Disabled tells that their account is shut, so that they see nothing.
	Disabled bool
}

// ParseProjectRole reads a role that somebody can be given; owners are made by handing over.
func ParseProjectRole(p Problems, field, text string) string {
	return parseChoice(p, field, text, ProjectMember, ProjectManager, ProjectMember, ProjectViewer)
}

// Reasons to see something, besides the roles in a project.
const (
	WhyAssignee = "assignee"
	// WhyAbove is being assigned to the todo that this one is a step of, or to one above that.
	WhyAbove = "assignee_above"
)

// Onlooker is somebody who sees something, and why: a role in its project, or one of the reasons above. A personal
// todo's owner is ProjectOwner too.
type Onlooker struct {
	Person
	Why    string
	Client bool // with the client role they only read
}

// Audience is who sees something.
type Audience struct {
	People []Onlooker
	// Team tells that every member of staff does, whether named or not.
	Team bool
	// Others tells that people of its project do, whom the caller does not know because they don't see the project.
	Others bool
}

// ProjectActivity is an entry of a project's history with what it is about, as far as the person who asked sees that.
type ProjectActivity struct {
	Activity
	// Title of the task, decision or note; of a comment's or an hour's task; the name of a member.
	Title string
	// TodoID leads to the task, of a comment and of time too; 0 where there is none.
	TodoID int64
}

// ProjectHistory is a page of it, the newest first. Next is where the next one begins; 0 on the last.
type ProjectHistory struct {
	Items []ProjectActivity
	Next  int64
}
