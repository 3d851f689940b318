package store

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

const (
	// manifestMax is how big a manifest may be, and lineMax one row of a table.
	manifestMax = 8 << 20
	lineMax     = 64 << 20
	// unpackedAtLeast and unpackedTimes are how much a backup may hold: a gigabyte, or so many times its own size.
	unpackedAtLeast = 1 << 30
	unpackedTimes   = 200
)

// backupFile is a backup that is being read. Nothing that it says is believed: what is in it is known from the migrations, and
// its files are read by the names that we give them.
type backupFile struct {
	path     string
	file     *os.File
	size     int64
	entries  map[string]*zip.File
	manifest manifest
}

// openBackup refuses what is no whole backup. limit is how many bytes it may hold, 0 for what is usual.
func (s *Store) openBackup(path string, limit int64) (*backupFile, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, unusable(path, "is not there")
	}
	if err != nil {
		return nil, unusable(path, "can't be read: "+reasonOf(err))
	}
	b := &backupFile{path: path, file: file, entries: map[string]*zip.File{}}
	if err := s.readBackup(b, limit); err != nil {
		_ = file.Close()
		return nil, err
	}
	return b, nil
}

func (s *Store) readBackup(b *backupFile, limit int64) error {
	info, err := b.file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return unusable(b.path, "is not a file")
	}
	b.size = info.Size()
	archive, err := zip.NewReader(b.file, b.size)
	if err != nil {
		return unusable(b.path, "is no backup of mddash, or was cut off: "+err.Error())
	}
	for _, entry := range archive.File {
		if b.entries[entry.Name] != nil {
			return unusable(b.path, "is no backup of mddash: it holds "+printableName(entry.Name)+" twice")
		}
		b.entries[entry.Name] = entry
	}
	text, err := b.readManifest()
	if err != nil {
		return err
	}
	if b.manifest, err = s.parseManifest(text, b.path); err != nil {
		return err
	}
	return b.checkEntries(limit)
}

func (b *backupFile) readManifest() ([]byte, error) {
	entry := b.entries[manifestName]
	if entry == nil {
		return nil, unusable(b.path, "is no backup of mddash: it has no "+manifestName)
	}
	reader, err := entry.Open()
	if err != nil {
		return nil, b.damaged(manifestName, err)
	}
	defer reader.Close()
	text, err := io.ReadAll(io.LimitReader(reader, manifestMax+1))
	if err != nil {
		return nil, b.damaged(manifestName, err)
	}
	if len(text) > manifestMax {
		return nil, unusable(b.path, "is no backup of mddash: its manifest is too big")
	}
	return text, nil
}

// checkEntries holds what is in the zip against what the manifest says.
func (b *backupFile) checkEntries(limit int64) error {
	var all int64
	for _, f := range b.manifest.Files {
		entry := b.entries[f.Name]
		if entry == nil {
			return unusable(b.path, "is damaged: "+f.Name+" is missing in it")
		}
		if entry.UncompressedSize64 != uint64(f.Size) {
			return unusable(b.path, fmt.Sprintf("is damaged: %s has %d bytes instead of %d", f.Name, entry.UncompressedSize64, f.Size))
		}
		if all += f.Size; all < 0 {
			return unusable(b.path, "is damaged: its sizes make no sense")
		}
	}
	for name := range b.entries {
		if name != manifestName && !slices.ContainsFunc(b.manifest.Files, func(f manifestFile) bool { return f.Name == name }) {
			return unusable(b.path, "holds "+printableName(name)+", which is in no backup of mddash")
		}
	}
	if limit == 0 {
		limit = max(unpackedAtLeast, b.size*unpackedTimes)
	}
	if all > limit {
		return unusable(b.path, "would be "+domain.SizeText(all)+" when unpacked, which is more than it looks like; if that is right, say so with --unpack-max")
	}
	return nil
}

func (b *backupFile) damaged(name string, err error) error {
	return &Unusable{Name: b.path, Reason: "is damaged: " + name + " can't be read: " + err.Error(), cause: err}
}

func (b *backupFile) close() { _ = b.file.Close() }

// read gives a file of the backup to a function, which reads it to its end, and then checks its size and sum.
func (b *backupFile) read(ctx context.Context, f manifestFile, take func(io.Reader) error) error {
	entry, err := b.entries[f.Name].Open()
	if err != nil {
		return b.damaged(f.Name, err)
	}
	defer entry.Close()
	source := &summing{ctx: ctx, from: io.LimitReader(entry, f.Size+1), sum: sha256.New()}
	if err := take(source); err != nil {
		if source.err != nil && source.err != ctx.Err() {
			return b.damaged(f.Name, source.err)
		}
		return err
	}
	if _, err := io.Copy(io.Discard, source); err != nil {
		return b.damaged(f.Name, err)
	}
	if source.n != f.Size || hex.EncodeToString(source.sum.Sum(nil)) != f.SHA256 {
		return unusable(b.path, "is damaged: "+f.Name+" is not what it was when the backup was made")
	}
	return nil
}

// summing adds up what is read, and remembers what broke it.
type summing struct {
	ctx  context.Context
	from io.Reader
	sum  hash.Hash
	n    int64
	err  error
}

func (s *summing) Read(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, s.ctx.Err()
	}
	n, err := s.from.Read(p)
	_, _ = s.sum.Write(p[:n])
	s.n += int64(n)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// rows of a table, for a backup that has them. The last thing that may come is an error: only without it they are what they were.
func (b *backupFile) rows(ctx context.Context, place int) rowSource {
	t := b.manifest.Tables[place].tableShape
	return func(yield func(row, error) bool) {
		stopped := false
		err := b.read(ctx, b.manifest.Files[place], func(from io.Reader) error {
			lines := bufio.NewScanner(from)
			lines.Buffer(make([]byte, 64<<10), lineMax)
			for lines.Scan() {
				r, err := t.parse(lines.Bytes())
				if err != nil {
					return unusable(b.path, "is damaged: "+err.Error())
				}
				if !yield(r, nil) {
					stopped = true
					return errStopped
				}
			}
			return lines.Err()
		})
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

var errStopped = errors.New("no more is wanted")

// parse reads a line as writeRow writes it.
func (t tableShape) parse(line []byte) (row, error) {
	var values []any
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil || len(values) != len(t.Columns) {
		return nil, fmt.Errorf("a row of %s can't be read", t.Name)
	}
	for i, c := range t.Columns {
		value, ok := c.parse(values[i])
		if !ok {
			return nil, fmt.Errorf("%s of a row of %s can't be read", c.Name, t.Name)
		}
		values[i] = value
	}
	return values, nil
}

func (c columnShape) parse(value any) (any, bool) {
	if value == nil {
		return nil, c.missing == nil
	}
	switch c.Holds {
	case holdsInt:
		number, ok := value.(json.Number)
		n, err := number.Int64()
		return n, ok && err == nil
	case holdsTime:
		text, _ := value.(string)
		at, err := time.Parse(time.RFC3339Nano, text)
		return text, err == nil && timeText(at) == text
	case holdsBlob:
		text, ok := value.(string)
		blob, err := base64.StdEncoding.DecodeString(text)
		return blob, ok && err == nil
	}
	text, ok := value.(string)
	return text, ok && !strings.ContainsRune(text, 0)
}

// proveBackup reads a backup that was just written from the disk, and holds it against what it was made of.
func (s *Store) proveBackup(ctx context.Context, path string, want manifest, tell told) error {
	b, err := s.openBackup(path, 1<<62)
	if err != nil {
		return err
	}
	defer b.close()
	for i, t := range want.Tables {
		if got := b.manifest.Tables[i]; got.tableSum != t.tableSum {
			return differing(t.Name, got.tableSum, t.tableSum)
		}
	}
	return b.prove(ctx, tell)
}

// prove reads every file to its end and checks its sum, and where there are rows those of the tables too.
func (b *backupFile) prove(ctx context.Context, tell told) error {
	if !b.manifest.inRows() {
		f, done := b.manifest.Files[0], int64(0)
		return b.read(ctx, f, func(from io.Reader) error {
			_, err := io.Copy(writing(func(p []byte) { done += int64(len(p)); tell.bytes("Reading it again", done, f.Size) }), from)
			return err
		})
	}
	done, all := int64(0), b.manifest.rows()
	for i, t := range b.manifest.Tables {
		add := newSum()
		for r, err := range b.rows(ctx, i) {
			if err != nil {
				return err
			}
			add.add(r)
			if done++; done%1000 == 0 {
				tell.rows("Reading it again", done, all)
			}
		}
		if got := (tableSum{add.Rows, add.text()}); got != t.tableSum {
			return unusable(b.path, "is damaged: "+differing(t.Name, got, t.tableSum).Error())
		}
	}
	return nil
}

// writing is a writer that only looks.
type writing func(p []byte)

func (w writing) Write(p []byte) (int, error) { w(p); return len(p), nil }

// unpack writes the database of a backup into a file that is not there yet.
func (b *backupFile) unpack(ctx context.Context, path string, tell told) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer to.Close()
	f, done := b.manifest.Files[0], int64(0)
	look := writing(func(p []byte) { done += int64(len(p)); tell.bytes("Unpacking", done, f.Size) })
	err = b.read(ctx, f, func(from io.Reader) error {
		_, err := io.Copy(io.MultiWriter(to, look), from)
		return err
	})
	if err != nil {
		return err
	}
	return errors.Join(to.Sync(), to.Close())
}
