package background

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"mddash/background/fetch"
	"mddash/domain"
)

// deliverers is how many webhooks are served at once: a slow one holds up only one of them.
const deliverers = 4

// hookWithin is how long a receiver may take.
const hookWithin = 10 * time.Second

// HookFetcher sends what webhooks are told.
func HookFetcher(private bool, agent string) *fetch.Fetcher {
	return fetch.New(fetch.Options{Private: private, Agent: agent, Within: hookWithin})
}

// queueHooks looks for what webhooks are to be told.
func (w Work) queueHooks(ctx context.Context) error {
	for ctx.Err() == nil {
		if more, err := w.Store.System().QueueWebhooks(ctx); err != nil || !more {
			return err
		}
	}
	return nil
}

// deliver tells webhooks what waits for them.
func (w Work) deliver(ctx context.Context) error {
	for ctx.Err() == nil {
		due, err := w.Store.System().NextHook(ctx)
		if domain.KindOf(err) == domain.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if err := w.deliverOne(ctx, due); err != nil {
			return err
		}
	}
	return nil
}

// tellHooks does both, for the one who looks for work.
func (w Work) tellHooks(ctx context.Context) error {
	if err := w.queueHooks(ctx); err != nil {
		return err
	}
	return w.deliver(ctx)
}

// message is what is sent: little, and what there is to know more of is asked for, or comes along as it is now.
type message struct {
	Type      string      `json:"type"`
	Timestamp string      `json:"timestamp"`
	Data      messageData `json:"data"`
}

type messageData struct {
	Kind      string        `json:"kind"`
	ID        any           `json:"id"`
	ProjectID *int64        `json:"project_id"`
	TodoID    *int64        `json:"todo_id,omitempty"`
	Changed   []string      `json:"changed"`
	Actor     *messageActor `json:"actor"`
	Sequence  int64         `json:"sequence"`
	URL       string        `json:"url,omitempty"`
	Object    any           `json:"object,omitempty"`
}

type messageActor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// messageOf puts together what a webhook is told.
func (w Work) messageOf(ctx context.Context, due domain.DueHook) ([]byte, error) {
	data := messageData{Kind: due.Kind, ID: idOf(due.SubjectID), Changed: append([]string{}, due.Changed...), Sequence: due.Sequence}
	if due.ProjectID != 0 {
		data.ProjectID = &due.ProjectID
	}
	if due.Actor.ID != "" {
		data.Actor = &messageActor{ID: due.Actor.ID, Name: due.Actor.Name}
	}
	there := due.Type != domain.WebhookTest && !strings.HasSuffix(due.Type, ".deleted")
	if there {
		if err := w.fill(ctx, due, &data); err != nil {
			return nil, err
		}
	}
	return json.Marshal(message{Type: due.Type, Timestamp: due.HappenedAt.UTC().Format(time.RFC3339), Data: data})
}

// fill says where the thing is and, for whoever wants it, what it is now, as far as it is still there.
func (w Work) fill(ctx context.Context, due domain.DueHook, data *messageData) error {
	scope, page := w.Store.As(due.Owner), pageOf(due.Kind, due.SubjectID)
	if due.Kind == "comment" {
		id, err := strconv.ParseInt(due.SubjectID, 10, 64)
		if err != nil {
			return err
		}
		comment, err := scope.CommentAnywhere(ctx, id)
		if domain.KindOf(err) == domain.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		data.TodoID, page = &comment.TodoID, pageOf("todo", strconv.FormatInt(comment.TodoID, 10))
	}
	if page != "" && w.FullURL != nil {
		data.URL = w.FullURL(page)
	}
	if !due.To.Objects || w.Object == nil {
		return nil
	}
	object, err := w.Object(ctx, scope, due.Kind, due.SubjectID)
	if domain.KindOf(err) == domain.NotFound {
		return nil
	}
	data.Object = object
	return err
}

// pageOf is where a thing is shown; empty for what has no page of its own.
func pageOf(kind, id string) string {
	switch kind {
	case "todo", "project", "note", "event", "decision", "client":
		return "/" + kind + "s/" + id
	}
	return ""
}

// idOf is an id as the API has it: a number for most kinds.
func idOf(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && strconv.FormatInt(n, 10) == text {
		return n
	}
	if text == "" {
		return nil
	}
	return text
}

func (w Work) deliverOne(ctx context.Context, due domain.DueHook) error {
	body, err := w.messageOf(ctx, due)
	if err != nil {
		return err
	}
	began := time.Now()
	header, err := signed(due, body, began)
	if err != nil {
		return err
	}
	status, err := w.Hooks.Post(ctx, due.To.URL, header, body)
	var problem *fetch.Problem
	if err != nil && !errors.As(err, &problem) {
		return err // the program is about to stop
	}
	took := time.Since(began)
	// Also when the program is about to stop: what was taken need not be sent again.
	ctx = context.WithoutCancel(ctx)
	if err == nil && status >= 200 && status < 300 {
		w.told("webhook", "sent")
		return w.Store.System().HookTaken(ctx, due, status, took)
	}
	w.told("webhook", "later")
	why := ""
	if err != nil {
		why = problem.Text
	} else {
		why = "The server answers " + strconv.Itoa(status) + "."
	}
	stopped, err := w.Store.System().HookRefused(ctx, due, status, took, why, status == http.StatusGone, w.stoppedLetter())
	if stopped {
		w.Log.WarnContext(ctx, "a webhook takes nothing and is stopped", "webhook", due.To.ID, "why", why)
	}
	return err
}

// signed are the headers of Standard Webhooks 1.0: the receiver knows by them who sent it, that it is whole, that it is
// not an old one, and whether it has it already.
func signed(due domain.DueHook, body []byte, at time.Time) (http.Header, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(due.To.Secret, "whsec_"))
	if err != nil {
		return nil, err
	}
	seconds := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(due.Message + "." + seconds + "."))
	mac.Write(body)
	return http.Header{
		"Content-Type":      {"application/json"},
		"Webhook-Id":        {due.Message},
		"Webhook-Timestamp": {seconds},
		"Webhook-Signature": {"v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}, nil
}

// stoppedLetter tells somebody that their webhook was stopped; nil where no mail is sent.
func (w Work) stoppedLetter() func(domain.DueHook) domain.Mail {
	if w.Mail == nil {
		return nil
	}
	return func(due domain.DueHook) domain.Mail {
		name, l := domain.InLetter(due.To.Name), w.Languages.Of(due.Owner.Reads())
		body := l.T("Your webhook “%s” was stopped: nothing that was sent there arrived any more.", name) + "\n"
		if w.FullURL != nil {
			body += "\n" + l.T("What went wrong, and how to let it go on:") + "\n" + w.FullURL("/settings/webhooks/"+strconv.FormatInt(due.To.ID, 10)) + "\n"
		}
		return domain.Mail{To: due.Owner.Email, Subject: l.T("Your webhook was stopped: %s", name), Body: body}
	}
}
