package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// Finding is what a look at one side of a database, or of a backup, has shown.
type Finding struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Said is what was looked at, or what is wrong.
	Said string `json:"said"`
}

// CheckReport is what Check and CheckBackup found.
type CheckReport struct {
	Of       string    `json:"of"`
	OK       bool      `json:"ok"`
	Findings []Finding `json:"checks"`
	// Backup is what a backup says of itself.
	Backup *BackupReport `json:"backup,omitempty"`
}

func (r *CheckReport) add(name string, wrong []string, fine string) {
	if len(wrong) > 0 {
		r.Findings = append(r.Findings, Finding{name, false, some(wrong)})
		r.OK = false
		return
	}
	r.Findings = append(r.Findings, Finding{name, true, fine})
}

// look adds what a look has shown; that it could not be had is wrong too. Only an end of ctx is an error.
func (r *CheckReport) look(ctx context.Context, name string, at func() (wrong []string, fine string, err error)) error {
	wrong, fine, err := at()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	r.add(name, wrong, fine)
	return nil
}

// CheckBackup looks through a backup without restoring it. It needs room for its database among the temporary files.
func CheckBackup(ctx context.Context, path string, o Options, ro RestoreOptions) (CheckReport, error) {
	report := CheckReport{Of: path, OK: true, Findings: []Finding{}}
	s, err := unopened(o)
	if err != nil {
		return report, err
	}
	b, err := s.openBackup(path, ro.UnpackMax)
	var refused *Unusable
	if errors.As(err, &refused) {
		report.add("backup", []string{refused.Reason}, "")
		return report, nil
	}
	if err != nil {
		return report, err
	}
	defer b.close()
	about := b.manifest.report(path, b.size)
	report.Backup = &about
	report.add("backup", nil, fmt.Sprintf("made %s by mddash %s from %s, migrations up to %s", about.MadeAt.Format("2006-01-02 15:04:05 MST"), b.manifest.Program,
		b.manifest.From, b.manifest.Migrations[len(b.manifest.Migrations)-1]))
	return report, report.look(ctx, "contents", func() ([]string, string, error) {
		return nil, fmt.Sprintf("%d rows in %d tables, every one as it was", about.Rows, about.Tables), s.lookThrough(ctx, b, ro.Tell)
	})
}

// lookThrough reads a backup as a restore would.
func (s *Store) lookThrough(ctx context.Context, b *backupFile, tell told) error {
	if b.manifest.inRows() {
		return b.prove(ctx, tell)
	}
	d, err := scratch()
	if err != nil {
		return err
	}
	defer d.end()
	path := d.file(draftDatabase)
	if err := b.unpack(ctx, path, tell); err != nil {
		return d.explain(err)
	}
	unpacked := &Store{dialect: onSQLite, target: target{dialect: onSQLite, file: sqliteFile{path: path}}, migrations: s.migrations, clock: s.clock, reference: s.reference}
	return unpacked.proveUnpacked(ctx, b, tell)
}

// Check looks through a database, changing nothing, while others go on with it.
func Check(ctx context.Context, o Options, tell func(Progress)) (CheckReport, error) {
	s, err := unopened(o)
	if err != nil {
		return CheckReport{}, err
	}
	report := CheckReport{Of: s.target.name(), OK: true, Findings: []Finding{}}
	if there, err := s.dialect.there(s.target); err == nil && !there {
		report.add("database", []string{"is not there"}, "")
		return report, nil
	}
	s, err = Open(ctx, o)
	var refused *Unusable
	if errors.As(err, &refused) {
		report.add("database", []string{refused.Reason}, "")
		return report, nil
	}
	if err != nil {
		return report, err
	}
	defer s.Close()
	blank, err := s.Blank(ctx)
	if err != nil {
		return report, err
	}
	if blank {
		report.add("database", []string{"is empty: nothing has been made in it yet"}, "")
		return report, nil
	}
	return report, s.checkAll(ctx, &report, tell)
}

func (s *Store) checkAll(ctx context.Context, report *CheckReport, tell told) error {
	tell.rows("Checking the database", 0, 0)
	if err := report.look(ctx, "database", func() ([]string, string, error) { return s.dialect.checkWhole(ctx, s) }); err != nil || !report.OK {
		return err
	}
	applied, err := s.applied(ctx)
	if err != nil {
		return err
	}
	if len(applied) < len(s.migrations) {
		report.add("migrations", nil, fmt.Sprintf("%d of %d made; the next start of mddash makes the others, and then there is more to check", len(applied), len(s.migrations)))
		return nil
	}
	report.add("migrations", nil, fmt.Sprintf("all %d made", len(applied)))
	for _, one := range []struct {
		name string
		look func(context.Context, told) ([]string, string, error)
	}{{"schema", s.checkSchema}, {"references", s.checkReferences}, {"ids", s.checkIDs}, {"attachments", s.checkBlobs}, {"search index", s.checkIndex}} {
		if err := report.look(ctx, one.name, func() ([]string, string, error) { return one.look(ctx, tell) }); err != nil {
			return err
		}
	}
	return nil
}

// checkSchema looks whether everything is there that the migrations make.
func (s *Store) checkSchema(ctx context.Context, _ told) (wrong []string, fine string, err error) {
	var names []string
	for _, m := range s.migrations {
		names = append(names, m.Name)
	}
	shapes, err := s.catalog(names)
	if err != nil {
		return nil, "", err
	}
	for _, shape := range shapes {
		columns, err := texts(ctx, s.read, s.dialect.columnsQuery(shape.Name))
		if err != nil {
			return nil, "", err
		}
		there := "\n" + strings.ToLower(strings.Join(columns, "\n")) + "\n"
		for _, name := range shape.names() {
			if !strings.Contains(there, "\n"+strings.ToLower(name)+"\n") {
				wrong = append(wrong, shape.Name+" has no column "+name)
			}
		}
	}
	missing, err := s.dialect.missingParts(ctx, s)
	return append(wrong, missing...), fmt.Sprintf("%d tables with all their parts", len(shapes)), err
}

func (s *Store) checkReferences(ctx context.Context, _ told) ([]string, string, error) {
	wrong, err := s.dialect.looseReferences(ctx, s)
	return wrong, "every row that another points to is there", err
}

// checkIDs looks whether the next id of each table is one that none of its rows has.
func (s *Store) checkIDs(ctx context.Context, _ told) (wrong []string, fine string, err error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, "", err
	}
	defer snap.close()
	var names []string
	for _, m := range s.migrations {
		names = append(names, m.Name)
	}
	shapes, err := s.catalog(names)
	if err != nil {
		return nil, "", err
	}
	last, err := snap.dialect.counters(ctx, snap.tx, shapes)
	if err != nil {
		return nil, "", err
	}
	for table, given := range last {
		var highest int64
		if err := snap.tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM `+quoted(table)).Scan(&highest); err != nil {
			return nil, "", err
		}
		if highest > given {
			wrong = append(wrong, fmt.Sprintf("%s would give the id %d again", table, given+1))
		}
	}
	return wrong, "no id would be given twice", nil
}

// checkBlobs reads every file that hangs on something and adds it up again.
func (s *Store) checkBlobs(ctx context.Context, tell told) (wrong []string, fine string, err error) {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return nil, "", err
	}
	defer snap.close()
	var all, done int64
	if err := snap.tx.QueryRowContext(ctx, `SELECT coalesce(sum(size), 0) FROM blobs WHERE sha256 IS NOT NULL`).Scan(&all); err != nil {
		return nil, "", err
	}
	rows, err := snap.tx.QueryContext(ctx, `SELECT b.id, b.sha256, b.size, c.bytes FROM blobs AS b LEFT JOIN blob_chunks AS c ON c.blob_id = b.id WHERE b.sha256 IS NOT NULL ORDER BY b.id, c.number`)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	var blob checkedBlob
	files := 0
	for rows.Next() {
		var next checkedBlob
		var piece []byte
		if err := rows.Scan(&next.id, &next.sum, &next.size, &piece); err != nil {
			return wrong, "", err
		}
		if next.id != blob.id {
			wrong = append(wrong, blob.wrong()...)
			blob, files = next, files+1
			blob.hash = sha256.New()
		}
		blob.hash.Write(piece)
		blob.n, done = blob.n+int64(len(piece)), done+int64(len(piece))
		tell.bytes("Reading attachments", done, all)
	}
	return append(wrong, blob.wrong()...), fmt.Sprintf("%d files, every one as it came", files), rows.Err()
}

// checkedBlob is a file that is being added up.
type checkedBlob struct {
	id, size, n int64
	sum         string
	hash        hash.Hash
}

func (b checkedBlob) wrong() []string {
	switch {
	case b.id == 0:
		return nil
	case b.n != b.size:
		return []string{fmt.Sprintf("the file %d has %d bytes instead of %d", b.id, b.n, b.size)}
	case hex.EncodeToString(b.hash.Sum(nil)) != b.sum:
		return []string{fmt.Sprintf("the bytes of the file %d are not those that came", b.id)}
	}
	return nil
}
