package api

import (
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mddash/domain"
	"mddash/formats/query"
	"mddash/handlers/visit"
)

func (a *API) addSearch() {
	add(a, "Search", operation{method: http.MethodGet, path: "/search", id: "search", summary: "Search todos, projects, notes, events, decisions, clients, comments and names of files",
		about: "Finds words, beginnings of the last one, \"phrases\" and what has no -word; case and accents don't count. Filters in words: " +
			"type:note tag:sales in:Website from:ana is:open|done|overdue|mine|archived due<friday. Best first: by where the words stand, then the newest."}, search)
}

type searching struct {
	Query string `query:"q" maxLength:"500" doc:"What to look for"`
	Type  string `query:"type" doc:"Only these: todo, note, project, event, decision, client, comment, attachment; several with commas"`
	Paging
}

// SearchHit is one thing that was found.
type SearchHit struct {
	Type  string `json:"type" enum:"todo,note,project,event,decision,client,comment,attachment"`
	ID    any    `json:"id" doc:"A number, of a client a text"`
	Title string `json:"title" doc:"Of a comment that of the todo it is on"`
	// Highlight is HTML whose only element is mark.
	Highlight SearchHighlight `json:"highlight"`
	Reference *string         `json:"reference" doc:"What people call it by, such as WEB-12, D-7 or a project's key"`
	ProjectID *int64          `json:"project_id" doc:"Of a project its own"`
	TodoID    *int64          `json:"todo_id" doc:"The todo that a comment or a file is on"`
	NoteID    *int64          `json:"note_id" doc:"The note that a file is on"`
	Status    *string         `json:"status"`
	DueDate   *string         `json:"due_date" format:"date"`
	Start     *time.Time      `json:"start" nullable:"true" doc:"Of an event; at midnight UTC where it is all day"`
	UpdatedAt *time.Time      `json:"updated_at" nullable:"true"`
	URL       string          `json:"url" doc:"Its page"`
}

// SearchHighlight is where the words stand.
type SearchHighlight struct {
	Title string `json:"title" doc:"The title as HTML, with what was found in mark elements"`
	Text  string `json:"text" doc:"The piece of the text that has most of the words, as HTML, with what was found in mark elements; empty where it has none"`
}

func search(v *visit.Visit, in *searching) (*page[SearchHit], error) {
	p := domain.Problems{}
	limit := in.limit(p)
	if err := p.Err(); err != nil {
		return nil, err
	}
	asked, err := query.Parse(in.Query, v.Now().In(v.User.Location()))
	if err != nil {
		return nil, err
	}
	for _, kind := range strings.FieldsFunc(in.Type, func(r rune) bool { return r == ',' }) {
		if !slices.Contains(domain.FoundKinds(), kind) {
			p.Add("type", "Choose of: "+strings.Join(domain.FoundKinds(), ", ")+".")
		}
		asked.Kinds = append(asked.Kinds, kind)
	}
	if asked.IsEmpty() {
		p.Add("q", "Write what to look for.")
	}
	if err := p.Err(); err != nil {
		return nil, err
	}
	asked.Limit, asked.Cursor = limit, in.Cursor
	found, err := v.Scope.Search(v.Ctx(), asked)
	if err != nil {
		return nil, err
	}
	items := make([]SearchHit, len(found.Items))
	for i, hit := range found.Items {
		items[i] = searchHitOf(v, hit)
	}
	return pageOf(v, items, found.Total, found.Next), nil
}

// marked is text as HTML.
func marked(pieces []domain.Piece) string {
	var out strings.Builder
	for _, piece := range pieces {
		text := html.EscapeString(piece.Text)
		if piece.Hit {
			text = "<mark>" + text + "</mark>"
		}
		out.WriteString(text)
	}
	return out.String()
}

func plain(pieces []domain.Piece) string {
	var out strings.Builder
	for _, piece := range pieces {
		out.WriteString(piece.Text)
	}
	return out.String()
}

func searchHitOf(v *visit.Visit, hit domain.SearchHit) SearchHit {
	out := SearchHit{Type: hit.Kind, ID: hit.ID, Title: plain(hit.Title), Highlight: SearchHighlight{Title: marked(hit.Title), Text: marked(hit.Text)},
		Reference: text(hit.Reference), ProjectID: count(hit.Project.ID), Status: text(hit.Status), DueDate: text(hit.Due), Start: moment(hit.Start), UpdatedAt: moment(hit.UpdatedAt)}
	if n, err := strconv.ParseInt(hit.ID, 10, 64); err == nil && hit.Kind != domain.FoundClient {
		out.ID = n
	}
	place := map[string]string{domain.FoundTodo: "/todos/", domain.FoundNote: "/notes/", domain.FoundProject: "/projects/", domain.FoundDecision: "/decisions/", domain.FoundClient: "/clients/", domain.FoundFile: "/attachments/", domain.FoundEvent: "/events/"}
	out.URL = v.URL(place[hit.Kind] + hit.ID)
	if on, err := strconv.ParseInt(hit.On.ID, 10, 64); err == nil {
		switch hit.On.Kind {
		case domain.FoundTodo:
			out.TodoID = &on
		case domain.FoundNote:
			out.NoteID = &on
		case domain.FoundProject:
			out.ProjectID = &on
		}
	}
	if hit.Kind == domain.FoundComment {
		out.URL = v.URL("/todos/" + hit.On.ID + "#comment-" + hit.ID)
	}
	return out
}
