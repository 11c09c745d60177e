# Writes the .tif files beside it with libtiff, which shares no code with the reader:
# python3 generate.py, where libtiff.so.6 is installed. raster_test.go has the formula.
import ctypes as C, struct, os
L=C.CDLL('libtiff.so.6'); out=os.path.dirname(os.path.abspath(__file__))+'/'
L.TIFFOpen.restype=C.c_void_p; L.TIFFOpen.argtypes=[C.c_char_p,C.c_char_p]
class FI(C.Structure):
    _fields_=[('tag',C.c_uint32),('rc',C.c_short),('wc',C.c_short),('type',C.c_int),('bit',C.c_ushort),('ok',C.c_ubyte),('pass_',C.c_ubyte),('name',C.c_char_p)]
fi=(FI*4)(FI(33550,-1,-1,12,65,1,1,b'PixelScale'),FI(33922,-1,-1,12,65,1,1,b'TiePoints'),FI(34735,-1,-1,3,65,1,1,b'GeoKeys'),FI(42113,-1,-1,2,65,1,0,b'NoData'))
W,H=37,29
def h(x,y): return 100+3*x-2*y+((x*7+y*13)%11)*0.5
def void(x,y): return x==20 and y==10
def write(name,fmt,comp,pred,tile=None,rps=None,mode=b'w'):
    t=C.c_void_p(L.TIFFOpen((out+name).encode(),mode)); assert t
    L.TIFFMergeFieldInfo(t,fi,4)
    bits={'h':16,'H':16,'i':32,'I':32,'f':32,'d':64}[fmt]; sf={'h':2,'i':2,'H':1,'I':1,'f':3,'d':3}[fmt]
    S=lambda tag,*a: (L.TIFFSetField(t,C.c_uint32(tag),*a)==1) or (_ for _ in ()).throw(Exception(tag))
    u=C.c_uint32
    S(256,u(W));S(257,u(H));S(258,u(bits));S(277,u(1));S(339,u(sf));S(262,u(1));S(284,u(1));S(259,u(comp))
    if pred!=1: S(317,u(pred))
    S(33550,C.c_int(3),(C.c_double*3)(0.01,0.02,0)); S(33922,C.c_int(6),(C.c_double*6)(0,0,0,121,32,0))
    keys=[1,1,0,3,1024,0,1,2,1025,0,1,1,2048,0,1,4326]
    S(34735,C.c_int(len(keys)),(C.c_ushort*len(keys))(*keys))
    nd={'h':-32768,'H':65535,'i':-9999,'I':4294967295,'f':-9999,'d':-9999}[fmt]
    S(42113,C.c_char_p(str(nd).encode()))
    def val(x,y):
        if x>=W or y>=H: return 0
        if void(x,y): return nd
        v=h(x,y); return v if fmt in 'fd' else int(v)
    # libtiff 4.5 swaps bytes before predictor 3 on writing, and rightly not on reading:
    # swapped beforehand, the file is what its reader and the specification say.
    end='>' if pred==3 and mode==b'wb' else '<'
    if tile:
        tw,th=tile; S(322,u(tw));S(323,u(th))
        for y0 in range(0,H,th):
            for x0 in range(0,W,tw):
                b=b''.join(struct.pack(end+fmt,val(x0+x,y0+y)) for y in range(th) for x in range(tw))
                L.TIFFWriteTile.argtypes=[C.c_void_p,C.c_void_p,u,u,u,C.c_uint16]
                assert L.TIFFWriteTile(t,b,x0,y0,0,0)>=0
    else:
        S(278,u(rps))
        L.TIFFWriteEncodedStrip.argtypes=[C.c_void_p,u,C.c_void_p,C.c_ssize_t]
        for strip,y0 in enumerate(range(0,H,rps)):
            b=b''.join(struct.pack(end+fmt,val(x,y)) for y in range(y0,min(y0+rps,H)) for x in range(W))
            assert L.TIFFWriteEncodedStrip(t,strip,b,len(b))>=0
    L.TIFFClose(t)
write('int16-strips.tif','h',1,1,rps=7)
write('int16-strips-deflate-2-big-endian.tif','h',8,2,rps=5,mode=b'wb')
write('uint16-tiles-lzw-2.tif','H',5,2,tile=(16,16))
write('int32-strips-lzw-2.tif','i',5,2,rps=29)
write('uint32-tiles-oldeflate.tif','I',32946,1,tile=(32,16))
write('float32-tiles-lzw-3.tif','f',5,3,tile=(16,16))
write('float32-strips-deflate-3-big-endian.tif','f',8,3,rps=10,mode=b'wb')
write('float64-tiles-deflate-3.tif','d',8,3,tile=(16,32))
write('float64-strips-lzw.tif','d',5,1,rps=4)
