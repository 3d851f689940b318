package store

import (
	"slices"
	"strconv"
)

// topicsOf are the topics of changes that somebody hears of, and apart from them those of what they did themselves.
func topicsOf(rows []heardRow, userID string) (topics []string, own map[string][]string) {
	for _, row := range rows {
		if row.Heard == unheard {
			continue
		}
		if row.UserID != userID || row.Batch == "" {
			topics = mixIn(topics, row.topics())
			continue
		}
		if own == nil {
			own = map[string][]string{}
		}
		own[row.Batch] = mixIn(own[row.Batch], row.topics())
	}
	return topics, own
}

func mixIn(topics, more []string) []string {
	for _, topic := range more {
		if !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	return topics
}

// topics are the kind of thing that has changed, and where the name may be told the thing itself and what it is in.
func (r heardRow) topics() []string {
	out := r.kinds()
	if r.Heard != heardFull {
		return out
	}
	switch r.Kind {
	case kindTodo, kindProject, kindClient, kindDecision, kindCalendar, kindEvent:
		out = append(out, r.Kind+":"+r.SubjectID)
	case kindNote:
		if r.Action == actionEditors {
			return []string{"editors:" + r.SubjectID}
		}
		out = append(out, r.Kind+":"+r.SubjectID)
	}
	if r.On != "" {
		out = append(out, r.On)
	}
	if r.ProjectID != 0 {
		out = append(out, "project:"+strconv.FormatInt(r.ProjectID, 10))
	}
	if about := r.about(); about != "" {
		out = append(out, "about:"+about)
	}
	return out
}

// about is the project that has changed itself, and not something in it; empty for none.
func (r heardRow) about() string {
	switch r.Kind {
	case kindProject:
		return r.SubjectID
	case kindMember, kindBoard:
		return strconv.FormatInt(r.ProjectID, 10)
	}
	return ""
}

// kinds are the lists that something stands in.
func (r heardRow) kinds() []string {
	switch r.Kind {
	case kindTodo, kindNote, kindClient, kindDecision:
		return []string{r.Kind + "s"}
	case kindProject, kindMember, kindBoard, kindRate:
		out := []string{"projects"}
		if r.Kind == kindMember || r.Action != actionUpdate && r.Action != actionCreate {
			// What is in it comes and goes with it.
			out = append(out, "todos", "notes", "decisions", "calendar")
		}
		return out
	case kindCalendar, kindEvent:
		return []string{"calendar"}
	case kindUser, kindInvite:
		return []string{"users"}
	case kindComment, kindAttachment:
		return nil
	}
	return []string{r.Kind}
}
