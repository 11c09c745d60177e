package main

// The plan is the town drawn as text: rows of blocks from north to south, a
// letter each, between the streets of the grid. The grid is then bent along the
// river (place), so that the town looks nothing like it.
//
//	l lanes of the old town     p park            v village
//	o open estate               s school          f fields
//	g gated compound            c centre          w lake
//	> the block to its west     i industry        t town seat
//	  goes on: a superblock     u building site   = river, # railway
var blocks = []string{
	//  columns
	//0 1 2 3 4 5 6 7 8 9 10  12
	"fvffvffvffvffvf", // 13, north
	"ffvfttffvfffvff", // 12
	"###############", // 11, the railway
	"fvfiiooog>iicif", // 10
	"vffoogcsoog>ug>", // 9
	"ffvg>scpg>osgoo", // 8
	"fvfoogpog>gpog>", // 7
	"===============", // 6, the river
	"ffvllclpoog>ofv", // 5
	"vffslllooosogvf", // 4
	"fvfollopoug>ofv", // 3
	"fffig>oioopoiff", // 2
	"wwwvffvftffvffv", // 1
	"wwwfvfffvfvffvf", // 0, south
}

// towns says which street-town a block belongs to; its letters are those of
// streetTowns. The river and the railway are shared between their two sides.
var towns = []string{
	"FFFFFFFFFFFFFFF", // 13
	"FFFFFFFFFFFFFFF", // 12
	"###############", // 11
	"FFFCCCCDDDDDDDD", // 10
	"FFFCCCCDDDDDDDD", // 9
	"FFFCCCCCDDDDDDD", // 8
	"FFFCCCCCDDDDDDD", // 7
	"===============", // 6
	"EEEAAAAABBBBBEE", // 5
	"EEEAAAAABBBBBEE", // 4
	"EEEAAAABBBBBBEE", // 3
	"EEEAAAABBBBBBEE", // 2
	"EEEEEEEEEEEEEEE", // 1
	"EEEEEEEEEEEEEEE", // 0
}

// A streetTown is a district of the lowest level: a subdistrict (街道) or a town
// (镇). The codes begin with 99, which no province has.
type streetTown struct {
	letter byte
	code   string
	zh, en string
	urban  bool
}

var streetTowns = []streetTown{
	{letter: 'A', code: "990101001", zh: "汀口街道", en: "Tingkou Subdistrict", urban: true},
	{letter: 'B', code: "990101002", zh: "永棠街道", en: "Yongtang Subdistrict", urban: true},
	{letter: 'C', code: "990101003", zh: "澜湾街道", en: "Lanwan Subdistrict", urban: true},
	{letter: 'D', code: "990101004", zh: "星棹街道", en: "Xingzhao Subdistrict", urban: true},
	{letter: 'E', code: "990101100", zh: "芦荡镇", en: "Ludang Town"},
	{letter: 'F', code: "990101101", zh: "栖禾镇", en: "Qihe Town"},
}

// The lines of the grid in town coordinates: columns by u, rows by v, metres.
// Between two lines lie sub steps of the lattice that all streets are drawn on.
var (
	columns = []float64{0, 390, 850, 1250, 1590, 2030, 2450, 2770, 3250, 3740, 4200, 4550, 5040, 5460, 5990, 6400}
	rows    = []float64{-2700, -2150, -1600, -1270, -830, -430, -95, 95, 430, 880, 1230, 1590, 1710, 2120, 2700}
)

const (
	sub      = 6
	riverRow = 6  // the row of blocks that is the river, centre at v = 0
	railRow  = 11 // likewise the railway
)

// A road runs along a line of the grid from one crossing line to another.
type road struct {
	line     int // index into rows, or columns where vertical
	from, to int
	class    string
	zh, en   string
}

var eastWest = []road{
	{1, 3, 15, "tertiary", "芦荡公路", "Ludang Highway"},
	{2, 0, 15, "secondary", "南环路", "South Ring Road"},
	{3, 3, 13, "tertiary", "育才路", "Yucai Road"},
	{4, 1, 15, "primary", "人民路", "Renmin Road"},
	{5, 3, 13, "tertiary", "健康路", "Jiankang Road"},
	{6, 2, 15, "tertiary", "汀河南路", "Tinghe South Road"},
	{7, 2, 15, "tertiary", "汀河北路", "Tinghe North Road"},
	{8, 3, 14, "tertiary", "滨湾路", "Binwan Road"},
	{9, 1, 15, "primary", "新城大道", "Xincheng Avenue"},
	{10, 3, 14, "tertiary", "创新路", "Chuangxin Road"},
	{11, 3, 13, "residential", "铁南路", "Tienan Road"},
	{12, 2, 10, "residential", "铁北路", "Tiebei Road"},
	{13, 1, 15, "tertiary", "栖禾公路", "Qihe Highway"},
}

var northSouth = []road{
	{1, 2, 5, "unclassified", "芦西路", "Luxi Road"},
	{1, 8, 13, "unclassified", "禾西路", "Hexi Road"},
	{2, 3, 6, "unclassified", "芦中路", "Luzhong Road"},
	{2, 7, 9, "unclassified", "禾塘路", "Hetang Road"},
	{2, 12, 13, "unclassified", "禾塘路", "Hetang Road"},
	{3, 1, 6, "secondary", "汀西路", "Tingxi Road"},
	{3, 7, 11, "secondary", "澜西路", "Lanxi Road"},
	{4, 2, 6, "residential", "文昌路", "Wenchang Road"},
	{4, 7, 11, "residential", "听潮路", "Tingchao Road"},
	{4, 12, 13, "residential", "禾丰街", "Hefeng Street"},
	{5, 2, 6, "tertiary", "钟楼路", "Zhonglou Road"},
	{5, 7, 11, "tertiary", "云帆路", "Yunfan Road"},
	{5, 12, 13, "residential", "禾兴街", "Hexing Street"},
	{6, 0, 14, "primary", "澜城大道", "Lancheng Avenue"},
	{7, 2, 6, "tertiary", "望江路", "Wangjiang Road"},
	{7, 7, 11, "tertiary", "学府路", "Xuefu Road"},
	{8, 1, 6, "secondary", "丹枫路", "Danfeng Road"},
	{8, 7, 11, "secondary", "星河路", "Xinghe Road"},
	{9, 2, 6, "tertiary", "梧桐路", "Wutong Road"},
	{9, 7, 11, "tertiary", "星光路", "Xingguang Road"},
	{10, 1, 13, "secondary", "永棠大道", "Yongtang Avenue"},
	{11, 2, 6, "tertiary", "银杏路", "Yinxing Road"},
	{11, 7, 11, "tertiary", "星野路", "Xingye Road"},
	{12, 2, 6, "tertiary", "海棠路", "Haitang Road"},
	{12, 7, 11, "tertiary", "星棹路", "Xingzhao Road"},
	{13, 1, 6, "secondary", "东环路", "East Ring Road"},
	{13, 7, 13, "secondary", "东环北路", "East Ring North Road"},
	{14, 1, 2, "unclassified", "芦东路", "Ludong Road"},
	{14, 7, 11, "residential", "晨曦路", "Chenxi Road"},
}

// A crossing is where a column passes the river or the railway; nobody else does.
type crossing struct {
	line int
	row  int
	how  string // bridge, underpass, level, footbridge
	zh   string
	en   string
}

var crossings = []crossing{
	{6, riverRow, "bridge", "汀澜大桥", "Tinglan Bridge"},
	{10, riverRow, "bridge", "永棠桥", "Yongtang Bridge"},
	{6, railRow, "underpass", "澜城大道下立交", "Lancheng Avenue Underpass"},
	{10, railRow, "level", "", ""},
	{13, railRow, "underpass", "", ""},
	{4, railRow, "footbridge", "站前天桥", "Station Footbridge"},
}
