package scan

// Reading protobuf, as far as PBF needs it, without trusting a byte.
// protobuf.dev/programming-guides/encoding

// Wire types.
const (
	wireVarint = 0
	wireFixed8 = 1
	wireBytes  = 2
	wireFixed4 = 5
)

// uvarint reads the varint at b[i] and returns where it ends, or a negative
// end where it is cut off or too long.
func uvarint(b []byte, i int) (v uint64, end int) {
	if i < len(b) && b[i] < 0x80 {
		return uint64(b[i]), i + 1
	}
	return uvarintLong(b, i)
}

func uvarintLong(b []byte, i int) (v uint64, end int) {
	for shift := 0; shift < 70 && i < len(b); shift += 7 {
		c := b[i]
		i++
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v, i
		}
	}
	return 0, -1
}

// zigzag undoes the coding of signed numbers.
func zigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// fields walks over a message.
type fields struct {
	b     []byte
	i     int
	num   uint64 // of the field
	value uint64 // of a varint
	data  []byte // of bytes; nil otherwise
	wire  uint8
	bad   bool
}

// next goes to the next field; false at the end, or where the bytes are none
// (then bad is set).
func (f *fields) next() bool {
	if f.bad || f.i >= len(f.b) {
		return false
	}
	key, i := uvarint(f.b, f.i)
	if i < 0 {
		return f.fail()
	}
	f.num, f.wire, f.data, f.value = key>>3, uint8(key&7), nil, 0
	switch f.wire {
	case wireVarint:
		if f.value, i = uvarint(f.b, i); i < 0 {
			return f.fail()
		}
	case wireFixed8:
		i += 8
	case wireFixed4:
		i += 4
	case wireBytes:
		n, j := uvarint(f.b, i)
		if j < 0 || n > uint64(len(f.b)-j) {
			return f.fail()
		}
		i = j + int(n)
		f.data = f.b[j:i:i]
	default:
		return f.fail()
	}
	if i > len(f.b) {
		return f.fail()
	}
	f.i = i
	return true
}

func (f *fields) fail() bool {
	f.bad = true
	return false
}

// bytes says whether the field holds bytes; another wire type is bad.
func (f *fields) bytes() bool {
	if f.wire != wireBytes {
		f.bad = true
	}
	return !f.bad
}

// varint says whether the field holds a varint; another wire type is bad.
func (f *fields) varint() bool {
	if f.wire != wireVarint {
		f.bad = true
	}
	return !f.bad
}
