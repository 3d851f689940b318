package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"mddash/domain"
)

// A POST with an Idempotency-Key can be sent again when its answer was lost: for 24 hours the same caller with the same
// key and the same request gets the first answer and nothing happens twice. Only what worked is remembered: a request
// that was refused (4xx) or failed (5xx) before it wrote anything runs anew, since what it wanted may work by then.
const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotent-Replayed"
	keyMax         = 255
)

// replayable are the headers that are a part of the answer.
var replayable = []string{"Content-Type", "ETag", "Location", batchHeader}

// answer is one that is held back, or kept.
type answer struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header"`
	Body   []byte            `json:"body"`

	body bytes.Buffer
}

func (r *request) keyed() bool { return len(r.echo.Request().Header.Values(keyHeader)) > 0 }

// repeatable is what tells this request from every other.
func (r *request) repeatable() (domain.Repeatable, error) {
	keys := r.echo.Request().Header.Values(keyHeader)
	if len(keys) != 1 || keys[0] == "" || len(keys[0]) > keyMax || !domain.IsText(keys[0]) {
		return domain.Repeatable{}, r.at("header", domain.Problems{keyHeader: "Give one key of 1 to 255 characters."}.Err())
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s?%s\n", r.Method(), r.echo.Request().URL.Path, r.echo.Request().URL.RawQuery)
	sum.Write(r.body)
	if r.sum != nil {
		fmt.Fprintf(sum, "%x\n", r.sum.Sum(nil))
	}
	if r.files != nil {
		fmt.Fprintln(sum, r.files.Contents())
	}
	return domain.Repeatable{Key: keys[0], Fingerprint: hex.EncodeToString(sum.Sum(nil))}, nil
}

// once runs the operation unless it ran before under its key; then it is answered as it was.
func (r *request) once(run func()) {
	asked, err := r.repeatable()
	if err == nil {
		r.earlier, err = r.visit.Scope.Claim(r.Context(), asked)
		err = r.at("header", renamed(err, func(string) string { return keyHeader }))
	}
	switch {
	case err != nil:
		_ = r.refuse(err)
	case r.earlier.Answer != nil:
		if err := r.replay(r.earlier.Answer); err != nil {
			_ = r.refuse(err)
		}
	default:
		r.hold(asked, run)
	}
}

// hold runs the operation and keeps its answer before it goes out.
func (r *request) hold(asked domain.Repeatable, run func()) {
	// Who asked may have left; what was done for them still has to be kept.
	ctx := context.WithoutCancel(r.Context())
	scope, batch := r.visit.Scope, r.batch()
	r.held = &answer{Header: map[string]string{}}
	kept := false
	defer func() {
		if kept {
			return
		}
		if err := scope.GiveUp(ctx, asked); err != nil {
			r.doors.Note(r.echo, "an idempotency key was not given back", err)
		}
	}()
	run()
	if r.answered {
		return
	}
	held := r.held
	r.held = nil
	if held.Status < http.StatusBadRequest {
		for _, name := range replayable {
			if value := r.echo.Response().Header().Get(name); value != "" {
				held.Header[name] = value
			}
		}
		held.Body = held.body.Bytes()
		text, err := json.Marshal(held)
		if err == nil {
			err = scope.KeepAnswer(ctx, asked, batch, text)
		}
		if err != nil {
			r.doors.Note(r.echo, "an answer was not kept", err)
		}
		kept = true
	}
	r.send(held.Status, held.body.Bytes())
}

// replay gives the first answer again.
func (r *request) replay(text []byte) error {
	var kept answer
	if err := json.Unmarshal(text, &kept); err != nil {
		return fmt.Errorf("read a kept answer: %w", err)
	}
	for name, value := range kept.Header {
		r.SetHeader(name, value)
	}
	r.SetHeader(replayedHeader, "true")
	r.send(kept.Status, kept.Body)
	return nil
}

func (r *request) send(status int, body []byte) {
	r.SetStatus(status)
	if len(body) > 0 {
		_, _ = r.BodyWriter().Write(body) // whoever is gone can ask again
	}
	r.answered = true
}

// batch is what this request writes under, or wrote under when it came before.
func (r *request) batch() string {
	if r.earlier.Batch != "" {
		return r.earlier.Batch
	}
	return r.visit.Scope.Batch()
}

// lostAnswer is for what was done before and cannot be told again.
func lostAnswer() error {
	return domain.Fail(domain.Conflict, "This was done, and its answer was lost. Look at what there is before you try again.")
}
