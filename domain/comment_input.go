package domain

import "strings"

// CommentMax is how long a comment may be, in characters.
const CommentMax = 10000

// CommentInput is a comment as typed.
type CommentInput struct {
	Body string `json:"body" minLength:"1" maxLength:"10000" doc:"Markdown"`
}

// Parse gives the comment's Markdown as it was typed; only blanks are Invalid.
func (in CommentInput) Parse() (string, error) {
	p := Problems{}
	if strings.TrimSpace(in.Body) == "" {
		p.Add("body", "Write something first.")
	}
	body := parseText(p, "body", in.Body, CommentMax)
	return body, p.Err()
}
