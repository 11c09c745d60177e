package main

import (
	"fmt"
	"strings"
)

// A name in Chinese and in English.
type name struct{ zh, en string }

// names reads a list of names, `汉字 English` separated by semicolons.
func names(list string) []name {
	var out []name
	for _, item := range strings.Split(list, ";") {
		zh, en, _ := strings.Cut(strings.TrimSpace(item), " ")
		out = append(out, name{zh, en})
	}
	return out
}

// The stock of names. Each estate, lane and village takes the next one, so that
// none comes twice.
var (
	laneEstates = names(`井亭里 Jingting; 米行里 Mihang; 竹行里 Zhuhang; 渔行里 Yuhang; 染坊里 Ranfang; 油车里 Youche;
		茶馆里 Chaguan; 书院里 Shuyuan; 石桥里 Shiqiao; 香樟里 Xiangzhang; 钟楼里 Zhonglou; 药局里 Yaoju;
		盐仓里 Yancang; 铁匠里 Tiejiang; 水埠里 Shuibu; 花园里 Huayuan; 太平里 Taiping; 永安里 Yong'an;
		同德里 Tongde; 福寿里 Fushou; 乐善里 Leshan; 仁和里 Renhe; 春申里 Chunshen; 南塘里 Nantang;
		北塘里 Beitang; 西仓里 Xicang; 东仓里 Dongcang`)
	openEstates = names(`汀南新村 Tingnan; 人民新村 Renmin; 育才新村 Yucai; 健康新村 Jiankang; 永棠新村 Yongtang; 丹枫新村 Danfeng;
		梧桐新村 Wutong; 银杏新村 Yinxing; 海棠新村 Haitang; 东环新村 Donghuan; 南环新村 Nanhuan; 望江新村 Wangjiang;
		澜湾新村 Lanwan; 听潮新村 Tingchao; 云帆新村 Yunfan; 学府新村 Xuefu; 滨湾新村 Binwan; 创新家园 Chuangxin;
		星河家园 Xinghe; 星光家园 Xingguang; 星野家园 Xingye; 晨曦家园 Chenxi; 铁路新村 Tielu; 和乐家园 Hele;
		安居家园 Anju; 百合家园 Baihe; 新苗家园 Xinmiao; 长乐家园 Changle; 枕河家园 Zhenhe; 清水家园 Qingshui; 青松新村 Qingsong; 白杨新村 Baiyang`)
	gatedEstates = names(`翠堤雅苑 Cuidi; 江枫名邸 Jiangfeng; 澜庭华府 Lanting; 水岸嘉园 Shui'an; 云锦花苑 Yunjin; 碧波雅苑 Bibo;
		棠樾花苑 Tangyue; 观澜府 Guanlan; 星湖名邸 Xinghu; 星辰华庭 Xingchen; 金桂雅苑 Jingui; 紫藤花苑 Ziteng;
		玉兰公馆 Yulan; 香榭名邸 Xiangxie; 枫丹花苑 Fengdan; 柏悦华庭 Baiyue; 景明府 Jingming; 春晖花苑 Chunhui;
		锦绣嘉园 Jinxiu; 朗诗雅苑 Langshi`)
	flats    = names(`汀口公寓 Tingkou; 澜湾公寓 Lanwan; 星棹公寓 Xingzhao; 科创公寓 Kechuang; 中心公寓 Zhongxin`)
	seats    = names(`芦荡老街 Ludang Old Street; 芦荡新街 Ludang New Street; 芦荡北街 Ludang North Street; 禾丰街坊 Hefeng; 禾兴街坊 Hexing; 禾祥街坊 Hexiang; 禾安街坊 He'an; 禾庆街坊 Heqing; 禾泰街坊 Hetai; 禾瑞街坊 Herui`)
	villages = names(`芦花村 Luhua; 渔家浜 Yujiabang; 沈家宅 Shenjiazhai; 荷叶村 Heye; 菱塘村 Lingtang; 西浜村 Xibang; 东浜村 Dongbang;
		陆家埭 Lujiadai; 蚕桑村 Cansang; 稻香村 Daoxiang; 张家宅 Zhangjiazhai; 横泾村 Hengjing; 竖河村 Shuhe; 麦田村 Maitian;
		双桥村 Shuangqiao; 金家塘 Jinjiatang; 顾家宅 Gujiazhai; 禾塘村 Hetang; 北庄村 Beizhuang; 新农村 Xinnong; 朱家角头 Zhujiajiaotou;
		长浜村 Changbang; 柳条村 Liutiao; 梅园村 Meiyuan; 桑园村 Sangyuan; 白鹭村 Bailu; 石埭村 Shidai; 南汇塘 Nanhuitang;
		塘湾村 Tangwan; 星火村 Xinghuo; 红光村 Hongguang; 前进村 Qianjin`)
	alleys = names(`井巷 Jing Lane; 米市巷 Mishi Lane; 桂花弄 Guihua Lane; 塘桥弄 Tangqiao Lane; 染坊弄 Ranfang Lane; 竹器巷 Zhuqi Lane;
		学宫弄 Xuegong Lane; 药王弄 Yaowang Lane; 双井弄 Shuangjing Lane; 灯笼巷 Denglong Lane; 梅花弄 Meihua Lane; 豆腐弄 Doufu Lane;
		北仓弄 Beicang Lane; 鱼市巷 Yushi Lane; 青石弄 Qingshi Lane; 槐树弄 Huaishu Lane; 箍桶巷 Gutong Lane; 茶亭弄 Chating Lane;
		水门弄 Shuimen Lane; 钟鼓弄 Zhonggu Lane; 马坊巷 Mafang Lane; 石皮弄 Shipi Lane; 银匠弄 Yinjiang Lane; 绣花弄 Xiuhua Lane;
		丝行弄 Sihang Lane; 瓦匠弄 Wajiang Lane; 莲子弄 Lianzi Lane; 木行街 Muhang Street; 仓前街 Cangqian Street; 庙前街 Miaoqian Street;
		小南街 Xiaonan Street; 横街 Heng Street; 西栅街 Xizha Street; 河沿街 Heyan Street; 北新街 Beixin Street; 禾市街 Heshi Street;
		粮站街 Liangzhan Street; 农机路 Nongji Road; 供销街 Gongxiao Street; 邮电街 Youdian Street; 站前街 Zhanqian Street; 老街 Old Street;
		芦席街 Luxi Street; 渔港街 Yugang Street; 荡口街 Dangkou Street`)
	sideStreets = names(`春晓路 Chunxiao Road; 秋实路 Qiushi Road; 听雨路 Tingyu Road; 采薇路 Caiwei Road; 青禾路 Qinghe Road; 白露路 Bailu Road;
		谷雨路 Guyu Road; 清明路 Qingming Road; 立夏路 Lixia Road; 芒种路 Mangzhong Road; 小满路 Xiaoman Road; 霜降路 Shuangjiang Road;
		紫荆路 Zijing Road; 芙蓉路 Furong Road; 茉莉路 Moli Road; 石榴路 Shiliu Road; 樱桃路 Yingtao Road; 枇杷路 Pipa Road;
		杨梅路 Yangmei Road; 香橙路 Xiangcheng Road; 松涛路 Songtao Road; 竹韵路 Zhuyun Road; 荷风路 Hefeng Road; 菊影路 Juying Road;
		兰芷路 Lanzhi Road; 杏林路 Xinglin Road; 桃源路 Taoyuan Road; 柳浪路 Liulang Road; 榆荫路 Yuyin Road; 槐安路 Huai'an Road;
		枫桥路 Fengqiao Road; 橡树路 Xiangshu Road; 天枢路 Tianshu Road; 天璇路 Tianxuan Road; 天玑路 Tianji Road; 天权路 Tianquan Road;
		玉衡路 Yuheng Road; 开阳路 Kaiyang Road; 摇光路 Yaoguang Road; 北斗路 Beidou Road; 银河路 Yinhe Road; 织女路 Zhinü Road;
		牵牛路 Qianniu Road; 长庚路 Changgeng Road; 启明路 Qiming Road; 参宿路 Shenxiu Road; 文教路 Wenjiao Road; 康宁路 Kangning Road;
		福民路 Fumin Road; 惠民路 Huimin Road; 同心路 Tongxin Road; 和睦路 Hemu Road; 安平路 Anping Road; 乐业路 Leye Road;
		明德路 Mingde Road; 致远路 Zhiyuan Road; 知行路 Zhixing Road; 求真路 Qiuzhen Road; 朝阳路 Chaoyang Road; 晚晴路 Wanqing Road`)
	squares     = names(`商业街 Shangye Street; 文创街 Wenchuang Street; 市民广场 Citizens' Square; 时代广场 Times Square; 科创街 Kechuang Street`)
	schoolNames = names(`汀口小学 Tingkou Primary School; 永棠中学 Yongtang Middle School; 澜湾实验学校 Lanwan Experimental School; 星棹小学 Xingzhao Primary School; 汀澜中学 Tinglan Middle School; 学府小学 Xuefu Primary School; 云帆学校 Yunfan School`)
	parkNames   = names(`汀口公园 Tingkou Park; 丹枫公园 Danfeng Park; 棠溪公园 Tangxi Park; 东环绿地 Donghuan Green; 澜湾公园 Lanwan Park; 星河公园 Xinghe Park; 海棠公园 Haitang Park; 星棹公园 Xingzhao Park; 听潮公园 Tingchao Park; 梧桐公园 Wutong Park`)
)

// take returns the next name of a stock and counts it as used.
func (c *canvas) take(stock string, list []name) name {
	i := c.used[stock]
	if i >= len(list) {
		panic(fmt.Sprintf("the stock of %s names is used up at %d", stock, len(list)))
	}
	c.used[stock] = i + 1
	return list[i]
}

func (n name) tags() []tag { return named(n.zh, n.en) }
