package api_test

import (
	"testing"

	"mddash/handlers/apptest"
)

func TestWhatTheCalendarLeavesOutIsChosenOverTheAPI(t *testing.T) {
	app := apptest.New(t)
	ann := app.As("ann")
	const path = v1 + "/calendar/choices"
	before := ann.Get(path).Want(200, `"hidden_calendar_ids":[]`, `"hidden_dates":[]`)
	ann.JSON("PATCH", path, `{"hidden_calendar_ids":[1]}`).Want(200, `"hidden_calendar_ids":[1]`)
	ann.With("If-Match", before.Header.Get("ETag")).JSON("PATCH", path, `{"hidden_dates":["notes"]}`).Want(412)
	ann.JSON("PATCH", path, `{"hidden_dates":["notes"]}`).Want(200, `"hidden_calendar_ids":[1]`, `"hidden_dates":["notes"]`)
	ann.JSON("PATCH", path, `{"hidden_dates":["birthdays"]}`).Want(422, "body.hidden_dates")
	ann.JSON("PUT", path, `{"hidden_calendar_ids":[424242]}`).Want(422, "body.hidden_calendar_ids")
	ann.JSON("PUT", path, `{}`).Want(200, `"hidden_calendar_ids":[]`, `"hidden_dates":[]`)
	app.Nobody().Get(path).Want(401)
}

func TestACalendarIsGivenBackOverTheAPI(t *testing.T) {
	app := apptest.New(t)
	ann, ben := app.As("ann"), app.As("ben")
	calendar := ann.JSON("POST", v1+"/calendars", `{"name":"Rowing"}`).Want(201).Header.Get("Location")
	ben.JSON("POST", calendar+"/leave", nil).Want(404)
	app.SQL(`UPDATE users SET "emailVerified" = 1`)
	ann.JSON("POST", calendar+"/share", `{"email":"ben@example.com","permission":"view"}`).Want(201, `"email":"ben@example.com"`, `"name":null`)
	ben.Get(calendar).Want(200, `"permission":"view"`)
	ben.JSON("POST", calendar+"/leave", nil).Want(204)
	ben.Get(calendar).Want(404)
	ann.JSON("POST", calendar+"/leave", nil).Want(409)
	ann.Get(calendar+"/shares").Want(200, `"total":0`)
	me := ann.JSON("PATCH", v1+"/auth/me", `{"work_start":"08:30","work_end":"16:00","week_numbers":true}`).Want(200, `"work_start":"08:30"`, `"week_numbers":true`)
	ann.JSON("PATCH", v1+"/auth/me", `{}`).Want(200, me.Body)
	ann.JSON("PATCH", v1+"/auth/me", `{"work_end":"08:00"}`).Want(422, "body.work_end")
	ann.JSON("PATCH", v1+"/auth/me", `{"work_start":"soon"}`).Want(422, "body.work_start")
	ann.JSON("PATCH", v1+"/auth/me", `{"work_start":null,"work_end":null,"week_numbers":null}`).Want(200, `"work_start":"09:00"`, `"work_end":"17:00"`, `"week_numbers":false`)
}
