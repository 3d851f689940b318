package store

import (
	"archive/zip"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// BackupOptions say what to note in a backup, and who is told how far it is.
type BackupOptions struct {
	Program string
	// AsRows writes rows that any program reads also where the database is a file.
	AsRows bool
	Tell   func(Progress)
}

// BackupReport is what a backup holds.
type BackupReport struct {
	Path       string    `json:"path"`
	Size       int64     `json:"size"`
	Program    string    `json:"program"`
	MadeAt     time.Time `json:"made_at"`
	From       string    `json:"from"`
	Migrations int       `json:"migrations"`
	Tables     int       `json:"tables"`
	Rows       int64     `json:"rows"`
}

func (m manifest) report(path string, size int64) BackupReport {
	return BackupReport{Path: path, Size: size, Program: m.Program, MadeAt: m.MadeAt, From: string(m.From), Migrations: len(m.Migrations), Tables: len(m.Tables), Rows: m.rows()}
}

// Backup writes everything into a file that is not there yet, while others go on reading and writing: what they have committed
// by the time it begins is in it. It is there under its name only when it is complete, on the disk, and was read again and found
// to be right; whatever ends it before leaves nothing but a draft, which the next backup into the same directory removes.
func (s *Store) Backup(ctx context.Context, path string, o BackupOptions) (BackupReport, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return BackupReport{}, err
	}
	m, err := s.newManifest(ctx, o.Program)
	if err != nil {
		return BackupReport{}, err
	}
	m.AsRows = o.AsRows && m.From == onSQLite
	d, err := newDraft(path)
	if err != nil {
		return BackupReport{}, err
	}
	defer d.end()
	if err := s.writeBackup(ctx, d, &m, o.Tell); err != nil {
		return BackupReport{}, d.explain(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return BackupReport{}, err
	}
	return m.report(path, info.Size()), nil
}

// newManifest refuses a database that mddash has not made its own yet.
func (s *Store) newManifest(ctx context.Context, program string) (manifest, error) {
	m := manifest{Format: backupFormat, Version: backupVersion, Program: program, MadeAt: s.now(), From: s.dialect}
	there, err := s.dialect.there(s.target)
	if err != nil {
		return m, err
	}
	if !there {
		return m, unusable(s.target.name(), "is not there")
	}
	applied, err := s.applied(ctx)
	if err != nil {
		return m, err
	}
	if len(applied) == 0 {
		return m, unusable(s.target.name(), "was not made by mddash, or not made its own yet; “mddash migrate up” does that, and keeps a copy of the file as it was")
	}
	for _, done := range applied {
		m.Migrations = append(m.Migrations, done.Name)
	}
	shapes, err := s.catalog(m.Migrations)
	for _, shape := range shapes {
		m.Tables = append(m.Tables, manifestTable{tableShape: shape})
	}
	return m, err
}

const draftZip = "backup.zip"

func (s *Store) writeBackup(ctx context.Context, d *draft, m *manifest, tell told) error {
	file, err := os.OpenFile(d.file(draftZip), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	z := &zipping{ctx: ctx, zip: zip.NewWriter(file)}
	z.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	if err := s.fillBackup(ctx, d, z, m, tell); err != nil {
		return err
	}
	m.Files = z.files
	text, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = z.add(manifestName, strings.NewReader(string(text)), nil)
	}
	if err != nil {
		return err
	}
	if err := z.zip.Close(); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if err := s.proveBackup(ctx, d.file(draftZip), *m, tell); err != nil {
		return err
	}
	return d.keep(draftZip)
}

// fillBackup writes the database itself into a backup, or its rows.
func (s *Store) fillBackup(ctx context.Context, d *draft, z *zipping, m *manifest, tell told) error {
	if m.inRows() {
		return s.backupRows(ctx, z, m, tell)
	}
	return s.backupFile(ctx, d, z, m, tell)
}

// zipping is a backup that is being written.
type zipping struct {
	ctx   context.Context
	zip   *zip.Writer
	files []manifestFile
}

// add writes a file and notes its size and sum.
func (z *zipping) add(name string, from io.Reader, tell func(done int64)) error {
	return z.write(name, func(to io.Writer) error {
		buffer, done := make([]byte, 1<<20), int64(0)
		for {
			if z.ctx.Err() != nil {
				return z.ctx.Err()
			}
			n, err := from.Read(buffer)
			if _, err := to.Write(buffer[:n]); err != nil {
				return err
			}
			if done += int64(n); tell != nil {
				tell(done)
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}

func (z *zipping) write(name string, fill func(to io.Writer) error) error {
	entry, err := z.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	sum, size := sha256.New(), &counting{}
	if err := fill(io.MultiWriter(entry, sum, size)); err != nil {
		return err
	}
	z.files = append(z.files, manifestFile{Name: name, Size: size.n, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

type counting struct{ n int64 }

func (c *counting) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// backupFile puts a copy of a SQLite database into a backup, once that was looked through.
func (s *Store) backupFile(ctx context.Context, d *draft, z *zipping, m *manifest, tell told) error {
	path := d.file(databaseName)
	tell.bytes("Copying the database", 0, 0)
	source, err := s.target.file.single("mode=ro&_busy_timeout=10000")
	if err != nil {
		return err
	}
	_, err = source.NewRaw("VACUUM INTO ?", path).Exec(ctx)
	if err := errors.Join(err, source.Close()); err != nil {
		return err
	}
	copied := &Store{dialect: onSQLite, target: target{dialect: onSQLite, file: sqliteFile{path: path}}}
	if err := copied.proveFile(ctx, m, tell); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	err = z.add(databaseName, file, func(done int64) { tell.bytes("Packing", done, info.Size()) })
	if err != nil {
		return err
	}
	return os.Remove(path)
}

// proveFile looks through a copy, and notes the sums of its tables.
func (s *Store) proveFile(ctx context.Context, m *manifest, tell told) error {
	db, err := s.target.file.single(readOnlyCopy)
	if err != nil {
		return err
	}
	tell.rows("Checking the copy", 0, 0)
	if err := errors.Join(s.target.file.intact(ctx, db, "integrity_check"), db.Close()); err != nil {
		return err
	}
	snap, err := s.target.file.still(ctx)
	if err != nil {
		return err
	}
	defer snap.close()
	return m.addUp(ctx, snap, tell)
}

// addUp notes what a snapshot holds.
func (m *manifest) addUp(ctx context.Context, snap *snapshot, tell told) error {
	shapes := m.shapes()
	sums, err := snap.sums(ctx, shapes, tell, "Adding up")
	if err != nil {
		return err
	}
	for i := range m.Tables {
		m.Tables[i].tableSum = sums[m.Tables[i].Name]
	}
	m.LastIDs, err = snap.dialect.counters(ctx, snap.tx, shapes)
	return err
}

// backupRows writes the rows of all tables as they were at one moment into a backup.
func (s *Store) backupRows(ctx context.Context, z *zipping, m *manifest, tell told) error {
	snap, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.close()
	shapes := m.shapes()
	_, all, err := snap.counts(ctx, shapes)
	if err != nil {
		return err
	}
	done := int64(0)
	for i, t := range shapes {
		add := newSum()
		err := z.write(rowsName(t.Name), func(to io.Writer) error {
			for r, err := range snap.rows(ctx, t, nil) {
				if err != nil {
					return err
				}
				add.add(r)
				if err := writeRow(to, r); err != nil {
					return err
				}
				if done++; done%1000 == 0 {
					tell.rows("Writing rows", done, all)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		m.Tables[i].tableSum = tableSum{add.Rows, add.text()}
	}
	m.LastIDs, err = snap.dialect.counters(ctx, snap.tx, shapes)
	return err
}

// writeRow writes a line.
func writeRow(to io.Writer, r row) error {
	line := make(row, len(r))
	for i, value := range r {
		if bytes, ok := value.([]byte); ok {
			value = base64.StdEncoding.EncodeToString(bytes)
		}
		line[i] = value
	}
	encoder := json.NewEncoder(to)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(line)
}
