package tiles

import "lifecircle/api/answer"

// A wording is what is said about tiles in a language, beside the words of
// api/answer's catalogue.
type wording struct {
	description               string
	outsideCity, outsideZooms string
}

var words = map[answer.Lang]wording{
	answer.ZH: {
		description: "最大级别包含全部要素；更小的级别中，超过 %d 个拐点的边界按 %g 个单位（瓦片边长的 1/4096）简化，" +
			"小于一个像素（瓦片边长的 1/256）的要素每像素只保留一个：人口最多者，否则编号最小者。counts 列出各级的要素数与瓦片中的片数。",
		outsideCity:  "该瓦片在城市之外：城市的范围是 %s（西、南、东、北）；该图层见 %s",
		outsideZooms: "图层 %s 只有 %d 至 %d 级的瓦片；见 %s",
	},
	answer.EN: {
		description: "The greatest zoom has every feature. Below, outlines of more than %d corners are simplified by %g units (4096ths of a tile), " +
			"and of features smaller than a pixel (a 256th of a tile) one a pixel is kept: the one with most people, else the first by id. " +
			"counts has the features of each zoom, and their pieces in all tiles.",
		outsideCity:  "The tile lies beyond the city, whose bounds are %s (west, south, east, north); the layer is described at %s",
		outsideZooms: "The layer %s has tiles of zooms %d to %d only; it is described at %s",
	},
}
