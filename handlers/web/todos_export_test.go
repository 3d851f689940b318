package web_test

import (
	"strings"
	"testing"

	"mddash/domain"
	"mddash/handlers/apptest"
)

func TestTodosGoOutAsAFileForSpreadsheetsThatRunsNothing(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	for _, in := range []domain.TodoInput{{Title: "=1+1"}, {Title: "Call Ana", Tags: []string{"sales", "big"}}} {
		if _, err := app.Scope("ann").AddTodo(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := app.Scope("ben").AddTodo(t.Context(), domain.TodoInput{Title: "ben's"}); err != nil {
		t.Fatal(err)
	}
	const path = "/settings/data/todos.csv"
	ann.Get("/settings/data").Want(200, path)
	file := ann.Get(path).Want(200, "id,title,description", "'=1+1", "\"sales, big\"").WantNot("ben's")
	if lines := strings.Count(file.Body, "\r\n"); lines != 3 {
		t.Errorf("%d lines in %s", lines, file.Body)
	}
	ben.Get(path).Want(200, "ben's").WantNot("Call Ana")
}
