package pictures_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"mddash/domain"
	"mddash/formats/pictures"
)

func look(t *testing.T, file []byte) domain.Picture {
	t.Helper()
	return pictures.New().Look(t.Context(), bytes.NewReader(file))
}

func decoded(t *testing.T, p domain.Picture) image.Image {
	t.Helper()
	small, kind, err := image.Decode(bytes.NewReader(p.Thumb))
	if err != nil || "image/"+kind != p.ThumbType {
		t.Fatalf("the smaller picture is %s, told to be %s: %v", kind, p.ThumbType, err)
	}
	return small
}

func made(encode func(*bytes.Buffer) error) []byte {
	var out bytes.Buffer
	if err := encode(&out); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// corner is a picture that is red in its upper left quarter and blue elsewhere.
func corner(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.Set(x, y, color.RGBA{B: 255, A: 255})
			if x < width/2 && y < height/2 {
				m.Set(x, y, color.RGBA{R: 255, A: 255})
			}
		}
	}
	return m
}

func asJPEG(m image.Image) []byte {
	return made(func(out *bytes.Buffer) error { return jpeg.Encode(out, m, nil) })
}

func asPNG(m image.Image) []byte {
	return made(func(out *bytes.Buffer) error { return png.Encode(out, m) })
}

// withEXIF puts an orientation, and where it was taken, before the picture.
func withEXIF(file []byte, orientation uint16, order binary.AppendByteOrder, mark string) []byte {
	tiff := order.AppendUint32(append([]byte(mark), order.AppendUint16(nil, 42)...), 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, tag := range []struct{ tag, kind, value uint16 }{{0x0100, 3, 1}, {0x0112, 3, orientation}} {
		tiff = order.AppendUint16(order.AppendUint16(tiff, tag.tag), tag.kind)
		tiff = order.AppendUint16(order.AppendUint16(order.AppendUint32(tiff, 1), tag.value), 0)
	}
	body := append([]byte("Exif\x00\x00"), append(tiff, "GPS 59.3N 18.0E"...)...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(body)+2))
	return slices.Concat(file[:2], segment, body, file[2:])
}

func TestASmallerPictureStandsUprightAndTellsNothingOfItsCamera(t *testing.T) {
	for orientation := uint16(1); orientation <= 8; orientation++ {
		order, mark := binary.AppendByteOrder(binary.BigEndian), "MM"
		if orientation%2 == 0 {
			order, mark = binary.LittleEndian, "II"
		}
		found := look(t, withEXIF(asJPEG(corner(1200, 800)), orientation, order, mark))
		small := decoded(t, found)
		width, height := 640, 426
		if orientation >= 5 {
			width, height = 426, 640
		}
		if size := small.Bounds().Size(); size != image.Pt(width, height) || (found.Width > found.Height) != (width > height) {
			t.Errorf("orientation %d: %v, told to be %d by %d", orientation, size, found.Width, found.Height)
		}
		// Where the red quarter has to be: right, below.
		at := map[uint16][2]bool{1: {false, false}, 2: {true, false}, 3: {true, true}, 4: {false, true}, 5: {false, false}, 6: {true, false}, 7: {true, true}, 8: {false, true}}[orientation]
		for _, quarter := range [][2]bool{{false, false}, {true, false}, {true, true}, {false, true}} {
			x, y := width/4, height/4
			if quarter[0] {
				x = width * 3 / 4
			}
			if quarter[1] {
				y = height * 3 / 4
			}
			r, _, b, _ := small.At(x, y).RGBA()
			if red := r > b; red != (quarter == at) {
				t.Errorf("orientation %d: at %v red is %v", orientation, quarter, red)
			}
		}
		if bytes.Contains(found.Thumb, []byte("GPS")) || bytes.Contains(found.Thumb, []byte("Exif")) {
			t.Error("what the camera wrote is in the smaller picture")
		}
	}
}

func TestPicturesOfEveryKindAreMadeSmaller(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 2000, 20))
	const webp = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
	for _, row := range []struct {
		what          string
		file          []byte
		width, height int
		kind          string
	}{
		{"a PNG that can be seen through", asPNG(clear), 640, 6, "image/png"},
		{"a PNG", asPNG(corner(30, 2000)), 9, 640, "image/jpeg"},
		{"a very small one", asPNG(corner(1, 1)), 1, 1, "image/jpeg"},
		{"a very thin one", asPNG(image.NewGray(image.Rect(0, 0, 5000, 1))), 640, 1, "image/jpeg"},
		{"one with 16 bits", asPNG(image.NewGray16(image.Rect(0, 0, 700, 700))), 640, 640, "image/jpeg"},
		{"a GIF", made(func(out *bytes.Buffer) error { return gif.Encode(out, corner(20, 10), nil) }), 20, 10, "image/jpeg"},
		{"a WebP", []byte(webp), 1, 1, "image/png"},
	} {
		found := look(t, row.file)
		if found.ThumbType != row.kind {
			t.Errorf("%s: %s of %d by %d", row.what, found.ThumbType, found.Width, found.Height)
			continue
		}
		if size := decoded(t, found).Bounds().Size(); size != image.Pt(row.width, row.height) {
			t.Errorf("%s: %v", row.what, size)
		}
	}
}

// hugePNG says of itself that it is very big, and is not.
func hugePNG(width, height uint32) []byte {
	file := asPNG(image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(file[16:], width)
	binary.BigEndian.PutUint32(file[20:], height)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

func TestWhatIsTooBigOrBrokenIsNotLookedAt(t *testing.T) {
	whole := asJPEG(corner(800, 600))
	for _, row := range []struct {
		what  string
		file  []byte
		shown bool
	}{
		{"nothing", nil, false},
		{"text", []byte("hello"), false},
		{"more pixels than anybody can show", hugePNG(40000, 40000), false},
		{"the biggest number", hugePNG(1<<31-1, 1<<31-1), false},
		{"a side of nothing", hugePNG(0, 5), false},
		{"more pixels than there is memory for", hugePNG(9999, 9999), true},
		{"a picture without its bytes", hugePNG(4000, 4000), true},
		{"a picture cut off", whole[:len(whole)/3], true},
		{"a script that begins like a GIF", []byte("GIF89a/*" + strings.Repeat("x", 500) + "*/=1;alert(1)"), false},
		{"an endless comment", append(append([]byte{}, whole[:2]...), bytes.Repeat([]byte{0xFF, 0xFE, 0x00, 0x02}, 5000)...), false},
	} {
		found := look(t, row.file)
		if (found.Width > 0) != row.shown {
			t.Errorf("%s: %d by %d", row.what, found.Width, found.Height)
		}
		if len(found.Thumb) > 0 && !strings.Contains(row.what, "cut off") {
			t.Errorf("%s: a smaller picture was made", row.what)
		}
	}
}

func TestNobodyWaitsForAPictureOnceTheyHaveLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if found := pictures.New().Look(ctx, bytes.NewReader(asJPEG(corner(800, 600)))); found.Width != 800 || found.Thumb != nil {
		t.Errorf("%d by %d, %d bytes", found.Width, found.Height, len(found.Thumb))
	}
}

func FuzzLook(f *testing.F) {
	f.Add(asPNG(corner(9, 9)))
	f.Add(withEXIF(asJPEG(corner(9, 9)), 6, binary.BigEndian, "MM"))
	f.Add(hugePNG(4000, 4000))
	f.Fuzz(func(t *testing.T, file []byte) {
		found := look(t, file)
		if len(found.Thumb) > 0 && (found.Width == 0 || found.ThumbType == "") {
			t.Errorf("%+v", found)
		}
	})
}
