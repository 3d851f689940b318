// Package pictures looks at files that are pictures and makes smaller ones of them.
package pictures

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/gif" // each of these tells image.Decode how to read one kind
	"image/jpeg"
	"image/png"
	"io"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"mddash/domain"
)

const (
	// pixelsMax is how many pixels a picture may have to be shown at all: a small file can hold more than any browser's
	// memory.
	pixelsMax = 100_000_000
	// memoryMax is how much a picture may take in memory while a smaller one is made of it.
	memoryMax = 256 << 20
	// thumbMax is how long the longer side of the smaller one is.
	thumbMax = 640
	// patience is how long a smaller one may take to make, since some small files are a lot of work, and queue how long
	// others may be waited for.
	patience = 10 * time.Second
	queue    = time.Minute
	quality  = 82
)

// Pictures looks at one file at a time, so that many at once don't take the memory of many.
type Pictures struct{ turn chan struct{} }

// New looks at nothing yet.
func New() *Pictures { return &Pictures{turn: make(chan struct{}, 1)} }

// Look finds out what a file is from its beginning, and only then, where there is room for it, reads all of it and
// makes a smaller one, the right way up and with nothing of what cameras write into files. It never fails: what is
// no picture is a Picture without size, and what can't be read to its end one without a smaller one.
func (p *Pictures) Look(ctx context.Context, file io.ReadSeeker) domain.Picture {
	config, kind, err := image.DecodeConfig(file)
	if err != nil || config.Width <= 0 || config.Height <= 0 || int64(config.Width)*int64(config.Height) > pixelsMax {
		return domain.Picture{}
	}
	found := domain.Picture{Width: config.Width, Height: config.Height}
	camera := taken{upright: 1}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return found
	}
	if kind == "jpeg" {
		camera = lookAtJPEG(file)
	}
	if camera.upright >= 5 {
		found.Width, found.Height = found.Height, found.Width
	}
	if need(config, camera) > memoryMax {
		return found
	}
	if !p.mayLook(ctx) {
		return found
	}
	defer func() { <-p.turn }()
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	found.Thumb, found.ThumbType = smaller(ctx, file, camera.upright)
	return found
}

// mayLook waits until nobody else looks at anything.
func (p *Pictures) mayLook(ctx context.Context) bool {
	ctx, done := context.WithTimeout(ctx, queue)
	defer done()
	select {
	case p.turn <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// need is how many bytes a picture takes in memory.
func need(config image.Config, camera taken) int64 {
	each := int64(4)
	switch config.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		each = 8
	}
	if camera.progressive {
		each += 4 * 4 // it is put together from passes over all of it
	}
	return each * int64(config.Width) * int64(config.Height)
}

// smaller reads a picture and makes a small one; nothing where it can't be read, or takes too long.
func smaller(ctx context.Context, file io.ReadSeeker, upright int) (thumb []byte, kind string) {
	defer func() {
		if recover() != nil { // a decoder that stumbles over a file must not take the program along
			thumb, kind = nil, ""
		}
	}()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, ""
	}
	picture, _, err := image.Decode(hurried{ctx, file})
	if err != nil {
		return nil, ""
	}
	return encode(turned(shrunk(picture), upright))
}

// hurried stops reading when the time is up.
type hurried struct {
	ctx  context.Context
	file io.Reader
}

func (h hurried) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.file.Read(p[:min(len(p), 4096)])
}

// shrunk fits a picture into a square of thumbMax. A very big one is first made four times that size in a quick way,
// since the good way needs memory for each line of the original.
func shrunk(picture image.Image) *image.RGBA {
	size := picture.Bounds().Size()
	if most := max(size.X, size.Y); most > 4*thumbMax {
		picture = scaled(draw.ApproxBiLinear, picture, fit(size, 4*thumbMax))
	}
	return scaled(draw.BiLinear, picture, fit(size, thumbMax))
}

func scaled(by draw.Scaler, picture image.Image, size image.Point) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: size})
	if picture.Bounds().Size() == size {
		draw.Draw(out, out.Rect, picture, picture.Bounds().Min, draw.Src)
		return out
	}
	by.Scale(out, out.Rect, picture, picture.Bounds(), draw.Src, nil)
	return out
}

// fit keeps the sides' ratio, and each at least one pixel.
func fit(size image.Point, most int) image.Point {
	longer := max(size.X, size.Y)
	if longer <= most {
		return size
	}
	return image.Pt(max(1, size.X*most/longer), max(1, size.Y*most/longer))
}

// encode makes a JPEG, or a PNG of what can be seen through.
func encode(picture *image.RGBA) ([]byte, string) {
	var out bytes.Buffer
	if picture.Opaque() {
		if jpeg.Encode(&out, picture, &jpeg.Options{Quality: quality}) != nil {
			return nil, ""
		}
		return out.Bytes(), "image/jpeg"
	}
	if png.Encode(&out, picture) != nil {
		return nil, ""
	}
	return out.Bytes(), "image/png"
}
