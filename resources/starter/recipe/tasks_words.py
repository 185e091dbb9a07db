"""Word lists of the training text, each split by a stable hash into a part for training and a part held out."""
import zlib


def held(text):
    return zlib.crc32(text.encode()) % 5 == 0


class Words(tuple):
    """A pair (for training, held out)."""

    def __new__(cls, text, sep=None):
        items = list(dict.fromkeys(w.strip().replace("_", " ") for w in (text.split(sep) if isinstance(text, str) else text)))
        return super().__new__(cls, ([w for w in items if not held(w)], [w for w in items if held(w)]))


FIRST = Words("""Anna Ben Clara David Emma Felix Greta Hugo Ines Jonas Karin Lukas Marta Nils Olga Paul Rosa Simon Tara Victor Wanda Yara
Alice Bob Carol Daniel Elena Frank Grace Henry Irene Jack Kate Liam Maria Nora Oscar Peter Quinn Ruth Sofia Thomas Uma Vera William Xenia
Zoe Adam Bella Chris Diana Erik Fiona George Hannah Ivan Julia Kevin Laura Max Nina Oliver Petra Robert Sarah Tim Ursula Valerie Walter
Amir Aisha Ahmed Fatima Omar Leila Hassan Priya Raj Anil Deepa Kenji Yuki Hiro Sakura Min Jin Sora Carlos Lucia Pedro Ana Diego Carmen
Pablo Rafael Giulia Marco Luca Chiara Pierre Claire Luc Amelie Olaf Ingrid Bjorn Astrid Sven Freya Boris Dmitri Natasha Igor Ola Piotr
Ewa Jan Zofia Marek Tomas Eva Pavel Jana Amara Kofi Zola Chidi Ngozi Sam Alex Jo Kim Lee Pat Robin Casey Jordan Morgan Riley Dana Noor
Mia Leo Ella Noah Ava Ethan Chloe Mason Lily Logan Ruby Lucas Ivy Owen Alma Edgar Flora Gus Hazel Ian Jade Kurt Lena Milo Nadia Otto""")
LAST = Words("""Keller Smith Jones Brown Taylor Wilson Davies Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes Edwards
Green Hall Wood Harris Martin Clarke Clark Lewis King Baker Turner Hill Scott Moore Cooper Ward Morris Allen Young Adams Parker Cook Bell
Murphy Bailey Kelly Price Bennett Foster Gray Reed Stone Weber Schmidt Fischer Meyer Wagner Becker Hoffmann Koch Richter Klein Wolf Neumann
Zimmermann Braun Vogel Frank Berger Winkler Lorenz Garcia Lopez Martinez Sanchez Perez Gomez Diaz Torres Ramirez Cruz Flores Rossi Russo
Ferrari Bianchi Romano Ricci Marino Greco Bruno Dubois Moreau Laurent Lefevre Roux Fournier Girard Bonnet Novak Svoboda Dvorak Horvat
Kowalski Nowak Petrov Ivanov Sokolov Larsen Hansen Olsen Nilsson Berg Lund Dahl Patel Singh Kumar Sharma Gupta Khan Ali Hussain Rahman
Tanaka Sato Suzuki Yamada Mori Ito Kim Park Choi Chen Wang Liu Zhang Lin Wu Nguyen Tran Okafor Mensah Diallo Nkosi Abebe Haddad Nasser""")
CITY = Words("""Berlin Paris Rome Madrid Lisbon Vienna Prague Warsaw Oslo Bergen Turin Milan Naples Porto Seville Valencia Lyon Nice Lille Nantes
Hamburg Munich Cologne Bremen Leipzig Dresden Zurich Geneva Basel Graz Linz Salzburg Ghent Antwerp Utrecht Leiden Malmo Uppsala Turku
Tampere Tallinn Riga Vilnius Krakow Gdansk Brno Zagreb Split Athens Sofia Leeds Bristol Cardiff York Derby Oxford Exeter Dublin Cork Galway
Boston Denver Austin Dallas Seattle Portland Chicago Atlanta Toledo Tampa Reno Omaha Fresno Toronto Ottawa Calgary Lima Quito Bogota
Santiago Cairo Tunis Rabat Nairobi Accra Lagos Dakar Delhi Mumbai Pune Chennai Dhaka Hanoi Manila Osaka Kyoto Nagoya Kobe Seoul Busan
Sydney Perth Hobart Darwin Auckland Wellington Beijing Shanghai Taipei""")
NOUN = Words("""apple bread butter cheese coffee flour garlic honey lemon milk onion pepper potato rice salad sugar tomato yogurt cake soup tea water
bag basket battery bell belt bench bicycle blanket boat book bottle bowl box brick bridge broom brush bucket bulb button cable camera candle
card carpet chain chair clock coat comb computer cup curtain cushion desk door drawer drill drum engine envelope fan fence filter flag floor
fork frame fridge fuse garden gate glass glove guitar hammer hat heater helmet hook hose jacket jar jug kettle key keyboard kite knife ladder
lamp laptop lens letter lock magnet map mask mat mattress microphone mirror monitor mop motor mouse mug nail napkin needle net notebook oven
paint pan paper pedal pen pencil phone piano picture pillow pin pipe plate plug pot printer pump purse radio rail rake receipt ring roof rope
router ruler sail saw scale scanner scarf screen screw shelf shirt shoe shovel sign sink soap sofa speaker spoon stamp stapler stool stove
string suitcase switch table tap tape tent ticket tile timer toaster tool towel toy tractor tray truck tube umbrella vase violin wallet wheel
whistle window wire wrench zipper agenda budget contract invoice report survey poster brochure catalogue diary draft form guide index licence
manual memo minutes offer order permit plan policy protocol quote record register review schedule script sketch summary template thesis
violet maple cedar willow river meadow harbour island valley canyon desert forest glacier lagoon summit volcano comet planet rocket satellite
falcon badger otter heron salmon beetle spider turtle walrus zebra panther lizard parrot pigeon donkey camel rabbit hamster ferret""")
UNCOUNTABLE = set("bread butter coffee flour garlic honey milk rice sugar salad soup tea water glass mail string wire paint paper soap salmon wood".split())
PLURALS = {"knife": "knives", "shelf": "shelves", "scarf": "scarves", "potato": "potatoes", "tomato": "tomatoes", "mouse": "mice", "brush": "brushes", "thesis": "theses", "radio": "radios", "piano": "pianos"}
ADJ = Words("""red blue green yellow black white grey brown purple orange pink silver golden small large tiny huge old new broken spare heavy light long short
wide narrow round square flat empty full clean dirty wet dry warm cold quiet loud fast slow cheap soft hard sharp plastic wooden steel glass
leather paper second third main final first last left right upper lower inner outer early late fresh sweet bitter plain striped""")
VERB = Words("""buy sell call visit email repair clean paint order return borrow lend check fix move open close lock wash water feed pack print scan
send sign copy count measure test replace install remove renew cancel book collect deliver store sort label weigh charge update review finish
start prepare bring fetch pay thank meet invite remind ask""")
EVENT = Words("""meeting review workshop party interview trip dinner exam concert course inspection lesson training picnic wedding lecture match hearing
auction parade rehearsal seminar briefing excursion barbecue festival conference audit lunch breakfast ceremony tournament""")
ROOM = Words("""room_12|room_204|room_7|room_31|room_118|the_library|the_kitchen|hall_B|hall_3|the_garden|the_basement|the_gym|the_canteen|building_5|building_C|the_blue_room
|the_small_office|the_town_hall|the_church|the_harbour|the_museum|studio_4|the_attic|the_cafeteria|lab_2|lab_9|the_theatre|floor_3|the_lobby
|the_old_school|the_boathouse|gate_14|the_market_square|the_red_barn|room_5|tower_2|the_shed|the_garage|the_cellar|the_workshop""".replace("\n", ""), "|")
DEPT = Words("""Sales Finance Legal Support Marketing Design Research Logistics Purchasing Security Training Quality Production Planning Service
Export Media Kitchen Garden Transport Accounts Health Testing Energy Facilities Payroll Archive Press Software Hardware""")
JOB = Words("""engineer teacher nurse cook driver pilot plumber baker lawyer painter editor clerk farmer dentist tailor waiter carpenter librarian analyst
designer mechanic electrician gardener translator butcher barber surgeon judge actor singer""")
COLOR = Words("red blue green yellow black white grey brown purple orange pink silver gold teal navy beige cyan violet maroon olive")
STREET = Words("""Oak Mill Station Church Park High Lake River Garden Market Castle Bridge School Forest Harbour Meadow King Queen Chapel Elm Birch
Rose Maple Spring Hill North South""")
FIRM = Words("""Ltd Inc GmbH Group Labs Partners Bros Systems Foods Logistics Studio Trading Bank Motors""")
DIRS = Words("docs notes data reports archive work home drafts old 2025 2026 src logs finance club trip school private backup misc team plans inbox")
STEM = Words("""notes todo plan report memo letter list budget sales staff contacts minutes agenda invoice order stock trip recipe ideas diary log journal
summary draft readme results prices members schedule config settings project team party garden house rent travel shopping books music
homework thesis course exam tasks backlog meeting review survey orders clients income costs bills energy water parts tools errors access""")
KEY_EXTRA = Words("""batch shelf slot token grade rank bay lane deck tier lot node port badge locker seat ward gate pier dock zone unit""")

SURNAME = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰玉华飞红梅鑫波斌莉宇浩凯健俊帆雪晨阳琳欣悦佳怡嘉子涵梓轩雨思博文志远建国海燕晓东婷婧瑶倩颖璐宁毅峰龙翔云天一诺可安然若兮清书墨星月"
ZH_CITY = Words("""北京 上海 广州 深圳 杭州 南京 成都 武汉 西安 重庆 天津 苏州 青岛 大连 厦门 长沙 郑州 济南 沈阳 哈尔滨 长春 昆明 贵阳 南宁 福州 合肥 南昌
太原 兰州 银川 西宁 拉萨 海口 三亚 珠海 无锡 宁波 温州 绍兴 扬州 徐州 洛阳 开封 桂林 丽江 大理 敦煌 烟台 威海 泉州 东莞 佛山 中山 惠州 汕头 遵义 延安""")
ZH_NOUN = Words("""苹果 面包 牛奶 鸡蛋 大米 白糖 咖啡 茶叶 蜂蜜 土豆 番茄 洋葱 电池 灯泡 雨伞 书包 钱包 钥匙 手机 电脑 键盘 鼠标 打印机 相机 台灯 椅子 桌子 沙发 书架 窗帘 地毯 毛巾
牙刷 肥皂 水杯 盘子 筷子 勺子 锅 水壶 烤箱 冰箱 洗衣机 风扇 空调 自行车 汽车 轮胎 地图 车票 门票 护照 合同 发票 报告 预算 计划 通知 海报 表格 说明书 字典 小说 杂志 报纸 信封 邮票
铅笔 钢笔 尺子 剪刀 胶水 本子 画框 吉他 钢琴 小提琴 篮球 足球 球拍 帐篷 绳子 锤子 螺丝 扳手 梯子 油漆 地板 瓷砖 水管 电线 插座 镜子 枕头 被子 大衣 围巾 手套 帽子 皮鞋 袜子
月饼 饺子 面条 豆腐 白菜 西瓜 葡萄 桃子 香蕉 橙子 样品 零件 仪器 显示器 路由器 硬盘 麦克风 音箱 投影仪 白板""")
ZH_ADJ = Words("红色的 蓝色的 绿色的 黑色的 白色的 旧的 新的 大的 小的 备用的 便宜的 木头的 塑料的 圆的 方的 长的 第一个 第二个 最后一个 左边的 右边的 干净的 坏掉的 重要的")
ZH_VERB = Words("买 卖 修 寄 送 借 还 洗 擦 带 拿 取 退 换 订 打印 扫描 检查 整理 更换 安装 购买 领取 准备 归还 预订 清点 核对 搬走 收好")
ZH_EVENT = Words("会议 评审会 培训 聚会 面试 旅行 晚宴 考试 音乐会 讲座 检查 比赛 彩排 婚礼 野餐 研讨会 发布会 年会 演出 答辩 家长会 体检 参观 开学典礼 颁奖礼 书展 运动会")
ZH_ROOM = Words("""301会议室 二楼会议室 图书馆 食堂 大礼堂 体育馆 三号楼 报告厅 五楼办公室 地下室 花园 博物馆 一号厅 实验室 7号仓库 东门 西区仓库 B座大厅 音乐教室 204教室 茶水间
剧院 后院 车库 阁楼 会客室 操场 六号库房 前台 档案室""")
ZH_DEPT = Words("销售部 财务部 法务部 客服部 市场部 设计部 研发部 物流部 采购部 安保部 培训部 质检部 生产部 人事部 行政部 工程部 宣传部 运营部")
ZH_JOB = Words("工程师 老师 护士 厨师 司机 律师 编辑 会计 医生 翻译 设计师 农民 电工 木匠 裁缝 记者 演员 警察 画家 园丁")
ZH_COLOR = Words("红色 蓝色 绿色 黄色 黑色 白色 灰色 棕色 紫色 橙色 粉色 银色 金色 米色")
ZH_FIRM = Words("科技 贸易 物流 食品 电子 建筑 传媒 设计 汽车 服装 化工 医药")
ZH_CHARS = "春夏秋冬山水风云花鸟松竹梅兰石泉溪湖海江河川岛林森木火土金银铜铁玉珠光明星月日晨暮夜雨雪霜露雷电虹霞天地人心手足目耳口牙头身衣食住行车船马牛羊鸡犬鱼虫龙凤虎鹿鹤龟琴棋书画诗酒茶米面油盐糖红黄蓝白黑青紫东西南北中上下左右前后里外大小多少高低长短新旧远近快慢冷暖轻重"
ZH_STEM = Words("""笔记 计划 报告 会议记录 通讯录 预算 清单 合同 日记 通知 销售 员工 库存 行程 菜谱 想法 日志 总结 草稿 说明 结果 价格 会员 课程表 配置 项目 团队 聚会 房租 旅行 购物
书单 作业 论文 考试 任务 周报 月报 订单 客户 收入 支出 账单 设备 工具 名单 备忘""")
ZH_STREET = Words("中山 解放 人民 建设 和平 新华 长江 黄河 北京 南京 青年 文化 光明 东风 胜利 学院 滨海 花园 迎宾 科技")
ZH_DIRS = Words("文档 资料 笔记 数据 报告 归档 旧文件 工作 项目 财务")

_ON = "b c d f g h j k l m n p r s t v w z br cr dr fr gr pl st tr sk sl sh ch th qu bl kl".split()
_VO = "a e i o u a e i o u ai ea oo ou y".split()
_CO = "n r l s t k m x p d nd rt st ng lm rk ff sk".split() + [""] * 14


# What training draws besides the lists: pieces of the vocabulary, so that every token is copied often, not only those that
# the lists hold. Empty until draw_from() is called: the tokenizer and the evaluation do without.
LATIN, HAN = [], []


def draw_from(tokens):
    """tokens: the texts of the vocabulary. Han characters are those and the 3,755 everyday ones of GB 2312."""
    everyday = [bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    LATIN[:] = [t for t in tokens if len(t) > 1 and t.isascii() and t.isalpha() and t.islower()]
    HAN[:] = [t for t in tokens if len(t) == 1 and "\u4e00" <= t <= "\u9fa5"] * 4 + list(filter(None, everyday))


def soup(r):
    """A word of one to three Latin pieces that no list holds back."""
    while True:
        word = "".join(r.choices(LATIN, k=r.choice((1, 2, 2, 2, 3))))
        if 2 < len(word) < 13 and not held(word):
            return word


def like(r, word):
    """A made-up word in the script and the shape of the given one."""
    if not word[0].isascii():
        return zh_nonsense(r, False, 1, 3) + ("的" if word.endswith("的") else "")
    if not word.isalpha():
        return word
    made = soup(r)
    return made if word.islower() else made.upper() if word.isupper() else made.capitalize()


def nonsense(r, held_out, low=2, high=3):
    rnd = r.random
    if LATIN and not held_out and rnd() < 0.5:
        return soup(r)
    while True:
        word = ""
        for _ in range(low + int(rnd() * (high - low + 1))):
            word += _ON[int(rnd() * len(_ON))] + _VO[int(rnd() * len(_VO))] + _CO[int(rnd() * len(_CO))]
        if 3 < len(word) < 12 and held(word) == held_out:
            return word


def zh_nonsense(r, held_out, low=2, high=3):
    while True:
        letters = HAN if HAN and not held_out and r.random() < 0.7 else ZH_CHARS
        word = "".join(r.choices(letters, k=low + int(r.random() * (high - low + 1))))
        if held(word) == held_out:
            return word


def zh_name(r, held_out):
    while True:
        name = SURNAME[int(r.random() * len(SURNAME))] + GIVEN[int(r.random() * len(GIVEN))]
        if HAN and not held_out and r.random() < 0.4:
            name = name[0] + r.choice(HAN)
        if r.random() < 0.65:
            name += GIVEN[int(r.random() * len(GIVEN))]
        if held(name) == held_out:
            return name
