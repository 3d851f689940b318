package pictures

import (
	"bufio"
	"encoding/binary"
	"image"
	"io"
)

// taken is what a JPEG file tells of itself before the picture begins.
type taken struct {
	// upright is EXIF's orientation, 1 to 8: how the picture has to be turned to stand upright.
	upright int
	// progressive is a picture that comes in passes, each over all of it.
	progressive bool
}

// Markers of a JPEG file.
const (
	markerSOF2 = 0xC2
	markerSOS  = 0xDA
	markerAPP1 = 0xE1
	// segmentsMax is how many are looked at; a camera writes a dozen.
	segmentsMax = 500
)

// lookAtJPEG reads the segments before the picture. What can't be read counts as not said.
func lookAtJPEG(file io.Reader) taken {
	found := taken{upright: 1}
	from := bufio.NewReader(file)
	_, _ = from.Discard(2) // the marker that every JPEG begins with
	for range segmentsMax {
		kind, size, ok := nextSegment(from)
		if !ok || kind == markerSOS {
			break
		}
		found.progressive = found.progressive || kind == markerSOF2
		if kind != markerAPP1 {
			_, _ = from.Discard(size)
			continue
		}
		body := make([]byte, size)
		if _, err := io.ReadFull(from, body); err != nil {
			break
		}
		if turn := orientation(body); turn != 0 {
			found.upright = turn
		}
	}
	return found
}

// nextSegment reads a marker and how long what follows is. Any number of 0xFF may stand before it.
func nextSegment(from *bufio.Reader) (kind byte, size int, ok bool) {
	first, err := from.ReadByte()
	if err != nil || first != 0xFF {
		return 0, 0, false
	}
	for kind = 0xFF; kind == 0xFF; {
		if kind, err = from.ReadByte(); err != nil {
			return 0, 0, false
		}
	}
	var length [2]byte
	if _, err := io.ReadFull(from, length[:]); err != nil {
		return 0, 0, false
	}
	size = int(binary.BigEndian.Uint16(length[:])) - 2
	return kind, size, size >= 0
}

// orientation reads the tag 0x0112 of EXIF's first directory; 0 where there is none.
func orientation(body []byte) int {
	const header = "Exif\x00\x00"
	if len(body) < len(header)+8 || string(body[:len(header)]) != header {
		return 0
	}
	tiff := body[len(header):]
	var order binary.ByteOrder = binary.BigEndian
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := uint64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if turn := int(order.Uint16(tiff[entry+8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return 0
		}
	}
	return 0
}

// turned puts a picture upright: EXIF's orientation says which corner its first pixel belongs into.
func turned(picture *image.RGBA, upright int) *image.RGBA {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	var from func(x, y int) (int, int)
	size := image.Pt(w, h)
	if upright >= 5 {
		size = image.Pt(h, w)
	}
	switch upright {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return picture
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			fromX, fromY := from(x, y)
			copy(out.Pix[out.PixOffset(x, y):][:4], picture.Pix[picture.PixOffset(fromX, fromY):][:4])
		}
	}
	return out
}
