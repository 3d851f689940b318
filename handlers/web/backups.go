package web

import (
	"io"
	"net/http"
	"strconv"

	"mddash/handlers/visit"
	"mddash/views"
)

// ShowBackups lists the backups that the server made; while one is being made the page asks for that piece again and again.
func (s *Site) ShowBackups(v *visit.Visit) error {
	list, plan, err := v.Scope.Backups(v.Ctx())
	if err != nil {
		return err
	}
	page := views.BackupsPage{List: list, Plan: plan, Now: local(v)}
	if v.Partial() && v.Target() == "backups" {
		return s.show(v, http.StatusOK, views.BackupsNow(page))
	}
	return s.show(v, http.StatusOK, views.Backups(page))
}

// AskForBackup has one made.
func (s *Site) AskForBackup(v *visit.Visit) error {
	if err := v.Scope.AskForBackup(v.Ctx()); err != nil {
		return err
	}
	return v.To(views.BackupsPath)
}

// DownloadBackup sends the file of one.
func (s *Site) DownloadBackup(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	file, err := v.Scope.OpenBackup(v.Ctx(), id)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	out := v.Download(info.Name(), "application/zip")
	v.Response().Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	if _, err := io.Copy(out, io.LimitReader(file, info.Size())); err != nil {
		v.Note("a backup was not sent to its end", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// AskToDeleteBackup asks before one is taken away.
func (s *Site) AskToDeleteBackup(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	backup, err := v.Scope.Backup(v.Ctx(), id)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, views.BackupRemoval(backup, local(v)))
}

// DeleteBackup takes one away, its file too.
func (s *Site) DeleteBackup(v *visit.Visit) error {
	id, err := v.ID("id")
	if err != nil {
		return err
	}
	if err := v.Scope.DeleteBackup(v.Ctx(), id); err != nil {
		return err
	}
	v.Toast(v.T("Backup deleted"), "")
	return v.To(views.BackupsPath)
}
