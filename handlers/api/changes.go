package api

import (
	"net/http"
	"strconv"

	"mddash/domain"
	"mddash/handlers/visit"
)

func (a *API) addChanges() {
	add(a, "Changes", operation{
		method: http.MethodGet, path: "/changes", id: "list-changes", summary: "Read what changed, in order",
		about: "For programs that keep a copy: read the lists once, then everything since. What was deleted, or is out of your sight now, comes with the action delete and as nothing else. " +
			"A project that goes takes everything in it along, once; of one that you did not know, read the tasks from its list. So with a calendar and its events.",
	}, listChanges)
}

// ChangeList is a stretch of the change log.
type ChangeList struct {
	Items []Change `json:"items" nullable:"false"`
	Next  int64    `json:"next" doc:"Where to go on: the since of the next request, also when nothing is left now"`
	More  bool     `json:"more" doc:"Whether there is more already"`
}

type changesQuery struct {
	Since number `query:"since" minimum:"0" doc:"next of the answer before; 0 for the beginning"`
	Limit size   `query:"limit"`
}

type changeList struct{ Body ChangeList }

func listChanges(v *visit.Visit, in *changesQuery) (*changeList, error) {
	since, limit, err := in.parse(v)
	if err != nil {
		return nil, err
	}
	found, err := v.Scope.Changes(v.Ctx(), since, limit)
	if err != nil {
		return nil, err
	}
	out := &changeList{Body: ChangeList{Items: []Change{}, Next: found.Next, More: found.More}}
	for _, change := range found.Items {
		out.Body.Items = append(out.Body.Items, changeOf(change))
	}
	return out, nil
}

// parse refuses a place that the log has not come to: whoever has it kept a copy of another database.
func (q changesQuery) parse(v *visit.Visit) (since int64, limit int, err error) {
	p := domain.Problems{}
	limit = Paging{Limit: q.Limit}.limit(p)
	if q.Since != "" {
		since, err = strconv.ParseInt(string(q.Since), 10, 64)
	}
	last, lastErr := v.Scope.LastChange(v.Ctx())
	if lastErr != nil {
		return 0, 0, lastErr
	}
	if err != nil || since < 0 || since > last {
		p.Add("since", "Write the next of an answer before, or 0 to begin again.")
	}
	return since, limit, p.Err()
}
