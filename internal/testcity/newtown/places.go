package main

import "strconv"

// A facility is a place that offers services.
type facility struct {
	id       string
	name     name
	services string // ids with ";" between
	at       point
	capacity string // beds, places, rooms or stalls; service:number where several are offered
	status   string
	opens    string
	closes   string
}

// A site is a facility in the plan: its block by column and row, and the steps
// from the block's south-west corner.
type site struct {
	column, row int
	da, db      float64
	services    string
	zh, en      string
	capacity    string
	status      string // empty is open
	opens       string
	closes      string
}

// sites lists the facilities by kind. Hubs, clinics and markets stand where
// subdistricts put them, at the middle of their older blocks: so that the new
// superblocks in the east lack most of them.
var sites = []site{
	// Elderly care hubs (综合为老服务中心); their beds are short-stay ones.
	{4, 4, 2.3, 2.8, "elderly;elderly_network", "汀口街道综合为老服务中心", "Tingkou Elderly Care Hub", "elderly:36", "", "2017-10-09", ""},
	{6, 3, 3.2, 2.3, "elderly;elderly_network", "汀口街道综合为老服务中心（望江分中心）", "Tingkou Elderly Care Hub, Wangjiang Branch", "elderly:18", "", "2021-03-18", ""},
	{9, 5, 3.0, 0.3, "elderly;elderly_network", "永棠街道综合为老服务中心", "Yongtang Elderly Care Hub", "elderly:40", "", "2018-06-01", ""},
	{12, 4, 2.6, 0.3, "elderly;elderly_network", "永棠街道综合为老服务中心（海棠分中心）", "Yongtang Elderly Care Hub, Haitang Branch", "elderly:24", "planned", "2027-06-30", ""},
	{4, 8, 5.7, 5.3, "elderly;elderly_network", "澜湾街道综合为老服务中心", "Lanwan Elderly Care Hub", "elderly:32", "", "2019-09-28", ""},
	{4, 7, 0.4, 3.3, "elderly;elderly_network", "澜湾街道综合为老服务中心（听潮分中心）", "Lanwan Elderly Care Hub, Tingchao Branch", "elderly:20", "", "2023-10-23", ""},
	{10, 8, 2.9, 3.3, "elderly;elderly_network", "星棹街道综合为老服务中心", "Xingzhao Elderly Care Hub", "elderly:48", "", "2022-12-20", ""},
	{8, 1, 3.8, 2.2, "elderly;elderly_network", "芦荡镇综合为老服务中心", "Ludang Elderly Care Hub", "elderly:28", "", "2019-05-06", ""},
	{4, 12, 4.2, 2.3, "elderly;elderly_network", "栖禾镇综合为老服务中心", "Qihe Elderly Care Hub", "elderly:30", "planned", "2026-10-31", ""},

	// The rest of the elderly-care network: day care, canteens, village points.
	{7, 4, 2.7, 3.2, "elderly_network", "望江社区助餐点", "Wangjiang Community Canteen", "60", "", "2020-11-02", ""},
	{4, 3, 1.8, 2.2, "elderly_network", "育才社区长者食堂", "Yucai Seniors' Canteen", "80", "", "2019-04-15", ""},
	{8, 2, 3.3, 3.2, "elderly_network", "丹枫日间照护中心", "Danfeng Day Care Centre", "35", "", "2020-08-10", ""},
	{11, 4, 2.3, 3.2, "elderly_network", "银杏社区助餐点", "Yinxing Community Canteen", "50", "", "2022-01-17", ""},
	{12, 3, 0.3, 2.7, "elderly_network", "东环社区助餐点", "Donghuan Community Canteen", "45", "", "2023-05-08", ""},
	{7, 10, 2.8, 2.2, "elderly_network", "铁路新村日间照护中心", "Tielu Day Care Centre", "30", "", "2018-03-26", ""},
	{12, 7, 0.3, 2.8, "elderly_network", "星野社区助餐点", "Xingye Community Canteen", "60", "", "2023-09-11", ""},
	{8, 9, 3.2, 2.7, "elderly_network", "星河社区助餐点", "Xinghe Community Canteen", "55", "", "2022-06-06", ""},
	{3, 1, 3.2, 2.8, "elderly_network", "芦荡镇西片睦邻点", "Ludang West Good-Neighbour Point", "20", "", "2021-07-05", ""},
	{1, 4, 0.3, 2.6, "elderly_network", "荷塘片睦邻点", "Hetang Good-Neighbour Point", "20", "closed", "2018-07-02", "2024-12-31"},
	{5, 12, 2.3, 3.7, "elderly_network", "栖禾镇长者食堂", "Qihe Seniors' Canteen", "70", "", "2020-10-12", ""},
	{7, 13, 3.4, 0.3, "elderly_network", "北庄睦邻点", "Beizhuang Good-Neighbour Point", "15", "", "2022-04-11", ""},

	// Clinics: centres (社区卫生服务中心) and their stations (站); capacity is
	// consulting rooms, unknown for the one that closed.
	{5, 4, 2.3, 1.7, "clinic", "汀口街道社区卫生服务中心", "Tingkou Community Health Centre", "18", "", "1998-05-04", ""},
	{7, 5, 0.3, 0.4, "clinic", "望江社区卫生服务站", "Wangjiang Community Health Station", "4", "", "2009-09-01", ""},
	{4, 2, 5.7, 5.7, "clinic", "南环社区卫生服务站", "Nanhuan Community Health Station", "3", "", "2011-03-14", ""},
	{10, 3, 5.7, 5.7, "clinic", "永棠街道社区卫生服务中心", "Yongtang Community Health Centre", "16", "", "2012-11-19", ""},
	{8, 2, 3.0, 5.7, "clinic", "丹枫社区卫生服务站", "Danfeng Community Health Station", "4", "", "2014-02-24", ""},
	{9, 5, 3.1, 0.4, "clinic", "健康社区卫生服务站", "Jiankang Community Health Station", "3", "", "2016-04-07", ""},
	{6, 8, 3.2, 3.2, "clinic", "澜湾街道社区卫生服务中心", "Lanwan Community Health Centre", "20", "", "2015-12-28", ""},
	{4, 9, 0.4, 0.3, "clinic", "云帆社区卫生服务站", "Yunfan Community Health Station", "4", "", "2018-10-08", ""},
	{4, 7, 0.3, 3.1, "clinic", "听潮社区卫生服务站", "Tingchao Community Health Station", "3", "", "2019-06-17", ""},
	{10, 9, 0.3, 0.4, "clinic", "星棹街道社区卫生服务中心", "Xingzhao Community Health Centre", "22", "", "2020-06-22", ""},
	{8, 8, 3.2, 0.3, "clinic", "星湖社区卫生服务站", "Xinghu Community Health Station", "4", "", "2022-03-21", ""},
	{9, 10, 5.7, 0.4, "clinic", "枫丹社区卫生服务站", "Fengdan Community Health Station", "4", "", "2024-04-15", ""},
	{12, 9, 0.4, 0.3, "clinic", "星源社区卫生服务站", "Xingyuan Community Health Station", "5", "", "2023-08-28", ""},
	{12, 7, 2.8, 3.7, "clinic", "星野社区卫生服务站", "Xingye Community Health Station", "3", "", "2025-02-17", ""},
	{14, 8, 2.3, 3.2, "clinic", "晨曦社区卫生服务站", "Chenxi Community Health Station", "6", "planned", "2027-01-01", ""},
	{8, 1, 2.2, 3.8, "clinic", "芦荡镇社区卫生服务中心", "Ludang Town Health Centre", "12", "", "1985-10-01", ""},
	{5, 12, 3.7, 2.2, "clinic", "栖禾镇社区卫生服务中心", "Qihe Town Health Centre", "12", "", "1987-08-01", ""},
	{3, 1, 3.4, 2.6, "clinic", "芦荡西片村卫生室", "Ludang West Village Clinic", "1", "", "2005-04-18", ""},
	{8, 13, 0.3, 0.3, "clinic", "禾北村卫生室", "Hebei Village Clinic", "", "closed", "2003-06-09", "2023-03-31"},

	// Childcare (托育); places for under-threes.
	{5, 3, 2.3, 3.7, "childcare", "汀口第一托育园", "Tingkou First Nursery", "60", "", "2021-09-01", ""},
	{7, 5, 5.7, 0.4, "childcare", "望江托育园", "Wangjiang Nursery", "45", "", "2023-09-01", ""},
	{9, 4, 0.4, 3.0, "childcare", "永棠托育园", "Yongtang Nursery", "70", "", "2022-09-01", ""},
	{11, 3, 5.7, 5.7, "childcare", "海棠托育园", "Haitang Nursery", "50", "", "2024-03-01", ""},
	{9, 2, 0.3, 3.6, "childcare", "健康托育园", "Jiankang Nursery", "45", "", "2024-09-01", ""},
	{6, 10, 0.3, 2.7, "childcare", "中心托育园", "Central Nursery", "80", "", "2020-09-01", ""},
	{4, 7, 3.2, 3.3, "childcare", "听潮托育园", "Tingchao Nursery", "40", "", "2024-09-01", ""},
	{3, 9, 3.2, 3.1, "childcare", "云帆托育园", "Yunfan Nursery", "35", "", "2023-03-01", ""},
	{9, 8, 2.8, 5.7, "childcare", "星光托育园", "Xingguang Nursery", "75", "", "2022-03-01", ""},
	{13, 9, 0.4, 0.4, "childcare", "星棹托育园", "Xingzhao Nursery", "90", "planned", "2026-09-01", ""},
	{12, 7, 2.7, 0.4, "childcare", "星野托育园", "Xingye Nursery", "40", "", "2023-03-01", ""},
	{5, 12, 2.3, 2.2, "childcare", "栖禾托育点", "Qihe Nursery Point", "20", "", "2023-09-01", ""},

	// Culture (文化).
	{5, 5, 3.3, 3.3, "culture", "汀口文化活动中心", "Tingkou Culture Centre", "300", "", "2006-12-31", ""},
	{4, 3, 4.3, 4.2, "culture", "育才文化活动室", "Yucai Culture Room", "60", "", "2013-05-04", ""},
	{8, 4, 0.4, 0.4, "culture", "丹枫文化活动中心", "Danfeng Culture Centre", "220", "", "2016-10-01", ""},
	{11, 3, 0.4, 0.4, "culture", "永棠图书馆", "Yongtang Library", "180", "", "2019-04-23", ""},
	{9, 5, 0.3, 2.2, "culture", "梧桐文化活动室", "Wutong Culture Room", "70", "", "2018-11-20", ""},
	{12, 5, 2.4, 2.8, "culture", "海棠文化活动室", "Haitang Culture Room", "50", "", "2021-04-23", ""},
	{6, 9, 3.3, 2.7, "culture", "汀澜市民文化中心", "Tinglan Citizens' Culture Centre", "800", "", "2021-07-01", ""},
	{3, 8, 0.4, 5.7, "culture", "云帆文化活动室", "Yunfan Culture Room", "80", "", "2022-09-10", ""},
	{13, 10, 0.3, 0.4, "culture", "星棹文化活动中心", "Xingzhao Culture Centre", "260", "", "2023-12-30", ""},
	{9, 9, 2.7, 3.2, "culture", "星光文化活动室", "Xingguang Culture Room", "60", "", "2022-05-01", ""},
	{12, 7, 5.7, 2.3, "culture", "星野文化活动室", "Xingye Culture Room", "55", "", "2024-05-01", ""},
	{8, 1, 4.2, 4.3, "culture", "芦荡镇文化站", "Ludang Town Culture Station", "120", "", "1996-02-18", ""},
	{4, 12, 2.3, 4.2, "culture", "栖禾镇文化站", "Qihe Town Culture Station", "120", "", "1997-01-01", ""},

	// Sports (体育).
	{7, 5, 3.1, 5.7, "sports", "汀口市民健身中心", "Tingkou Fitness Centre", "200", "", "2010-08-08", ""},
	{4, 3, 0.4, 3.1, "sports", "育才健身点", "Yucai Fitness Point", "40", "", "2015-08-08", ""},
	{10, 2, 3.1, 5.8, "sports", "永棠市民健身中心", "Yongtang Fitness Centre", "240", "", "2018-08-08", ""},
	{11, 4, 0.3, 3.2, "sports", "银杏健身点", "Yinxing Fitness Point", "45", "", "2021-05-01", ""},
	{8, 5, 3.2, 0.3, "sports", "丹枫健身点", "Danfeng Fitness Point", "35", "", "2019-05-01", ""},
	{7, 8, 3.1, 0.3, "sports", "澜湾市民健身中心", "Lanwan Fitness Centre", "320", "", "2020-08-08", ""},
	{5, 9, 0.4, 0.4, "sports", "云帆健身点", "Yunfan Fitness Point", "40", "", "2021-08-08", ""},
	{11, 7, 3.1, 5.7, "sports", "星棹市民健身中心", "Xingzhao Fitness Centre", "360", "", "2022-08-08", ""},
	{9, 9, 5.7, 5.7, "sports", "星光健身点", "Xingguang Fitness Point", "50", "", "2023-05-01", ""},
	{3, 7, 2.7, 0.4, "sports", "听潮健身点", "Tingchao Fitness Point", "30", "closed", "2016-05-01", "2024-06-30"},
	{7, 1, 5.7, 2.4, "sports", "芦荡镇健身中心", "Ludang Fitness Centre", "80", "", "2014-05-01", ""},

	// Wet markets (菜市场); capacity is stalls.
	{5, 4, 3.7, 3.7, "market", "汀口菜市场", "Tingkou Market", "140", "", "1992-01-20", ""},
	{6, 5, 4.2, 2.3, "market", "望江菜市场", "Wangjiang Market", "64", "", "2008-01-28", ""},
	{4, 3, 2.2, 5.7, "market", "育才菜市场", "Yucai Market", "72", "", "2003-01-15", ""},
	{9, 3, 0.4, 5.7, "market", "永棠菜市场", "Yongtang Market", "110", "", "2013-01-25", ""},
	{12, 3, 0.3, 3.1, "market", "海棠菜市场", "Haitang Market", "58", "", "2019-01-18", ""},
	{6, 10, 2.8, 4.3, "market", "中心菜市场", "Central Market", "120", "", "2017-01-12", ""},
	{4, 7, 0.3, 5.7, "market", "听潮菜市场", "Tingchao Market", "48", "", "2018-02-01", ""},
	{10, 8, 0.3, 5.6, "market", "星光菜市场", "Xingguang Market", "96", "", "2021-01-22", ""},
	{12, 7, 3.4, 3.2, "market", "星野菜市场", "Xingye Market", "52", "", "2023-01-13", ""},
	{8, 9, 3.0, 0.4, "market", "星河菜市场", "Xinghe Market", "60", "", "2022-01-21", ""},
	{8, 1, 1.7, 2.2, "market", "芦荡集市", "Ludang Market", "85", "", "1983-01-29", ""},
	{5, 12, 1.8, 4.2, "market", "栖禾集市", "Qihe Market", "76", "", "1984-01-21", ""},

	// One-stop neighbourhood centres (家门口"一站式"服务综合体).
	{6, 4, 2.3, 2.2, "complex;culture;elderly_network", "汀口家门口一站式服务综合体", "Tingkou One-Stop Neighbourhood Centre", "culture:90;elderly_network:40", "", "2023-01-06", ""},
	{9, 2, 2.9, 3.4, "complex;elderly_network;sports", "梧桐家门口一站式服务综合体", "Wutong One-Stop Neighbourhood Centre", "elderly_network:50;sports:60", "", "2024-05-20", ""},
	{5, 7, 0.3, 5.7, "childcare;complex;sports", "澜湾家门口一站式服务综合体", "Lanwan One-Stop Neighbourhood Centre", "childcare:30;sports:80", "", "2023-11-11", ""},
	{10, 7, 5.7, 3.1, "clinic;complex;culture;elderly_network", "星棹家门口一站式服务综合体", "Xingzhao One-Stop Neighbourhood Centre", "clinic:3;culture:120;elderly_network:60", "", "2024-09-26", ""},
	{14, 8, 2.7, 3.6, "childcare;complex;elderly_network;market", "晨曦家门口一站式服务综合体", "Chenxi One-Stop Neighbourhood Centre", "childcare:40;elderly_network:50;market:30", "planned", "2027-09-30", ""},
	{4, 12, 1.7, 2.3, "complex;culture", "栖禾家门口一站式服务综合体", "Qihe One-Stop Neighbourhood Centre", "culture:70", "", "2024-12-02", ""},
}

func facilities() []facility {
	var out []facility
	for i, s := range sites {
		status := s.status
		if status == "" {
			status = "open"
		}
		out = append(out, facility{
			id: "f" + strconv.Itoa(1001 + i)[1:], name: name{s.zh, s.en}, services: s.services,
			at:       spot(float64(s.column*sub)+s.da, float64(s.row*sub)+s.db),
			capacity: s.capacity, status: status, opens: s.opens, closes: s.closes,
		})
	}
	return out
}
