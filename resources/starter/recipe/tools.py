"""The seven tools of the starter model, simulated for its training text.

The C++ tools give the same texts for the same arguments; both follow one written contract. Standard library only.
"""
import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# ---------------------------------------------------------------------------------------------------------------- calculate
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|(sqrt|[-+*/^()]))", re.I)


class ToolError(Exception):
    """What a tool says when it cannot do what was asked."""


class _Parser:
    """Recursive descent over numbers, + - * / ^ ( ) and sqrt(x); ^ binds tighter than a sign and to the right."""

    def __init__(self, text):
        self.tokens, pos = [], 0
        text = text.rstrip()
        while pos < len(text):
            found = _TOKEN.match(text, pos)
            if not found:
                raise ToolError("not an expression")
            self.tokens.append(float(found[1]) if found[1] else found[2].lower())
            pos = found.end()
        self.tokens.append(None)
        self.at = 0

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self):
        value = self.product()
        while self.tokens[self.at] in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self):
        value = self.sign()
        while self.tokens[self.at] in ("*", "/"):
            if self.take() == "*":
                value *= self.sign()
            else:
                below = self.sign()
                if below == 0:
                    raise ToolError("division by zero")
                value /= below
        return value

    def sign(self):
        if self.tokens[self.at] == "-":
            self.at += 1
            return -self.sign()
        if self.tokens[self.at] == "+":
            self.at += 1
            return self.sign()
        return self.power()

    def power(self):
        base = self.atom()
        if self.tokens[self.at] != "^":
            return base
        self.at += 1
        exponent = self.sign()
        if base == 0 and exponent < 0:
            raise ToolError("division by zero")
        value = base ** exponent
        if isinstance(value, complex):
            raise ToolError("not a real number")
        return value

    def atom(self):
        token = self.take()
        if isinstance(token, float):
            return token
        if token == "sqrt":
            if self.take() != "(":
                raise ToolError("not an expression")
            value = self.closing()
            if value < 0:
                raise ToolError("not a real number")
            return value ** 0.5
        if token == "(":
            return self.closing()
        raise ToolError("not an expression")

    def closing(self):
        value = self.sum()
        if self.take() != ")":
            raise ToolError("not an expression")
        return value


def calculate(expression):
    parser = _Parser(expression)
    try:
        value = parser.sum()
    except OverflowError:
        raise ToolError("the result is too large") from None
    if parser.tokens[parser.at] is not None:
        raise ToolError("not an expression")
    if value != value:
        raise ToolError("not a real number")
    if value in (float("inf"), float("-inf")):
        raise ToolError("the result is too large")
    return "%.12g" % (value + 0.0)


# ---------------------------------------------------------------------------------------------------------------- convert
# dimension: {symbol: factor to the base of the dimension}
DIMENSIONS = {
    "length": {"mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0, "in": 0.0254, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344,
               "nmi": 1852.0},
    "mass": {"mg": 1e-6, "g": 0.001, "kg": 1.0, "t": 1000.0, "oz": 0.028349523125, "lb": 0.45359237, "st": 6.35029318,
             "jin": 0.5, "liang": 0.05},
    "volume": {"ml": 1e-6, "l": 0.001, "m3": 1.0, "tsp": 4.92892159375e-6, "tbsp": 1.478676478125e-5, "cup": 2.365882365e-4,
               "pt": 4.73176473e-4, "qt": 9.46352946e-4, "gal": 3.785411784e-3},
    "temperature": {"C": 1.0, "F": 1.0, "K": 1.0},
    "area": {"m2": 1.0, "km2": 1e6, "ha": 1e4, "acre": 4046.8564224, "ft2": 0.09290304, "mu": 666.6667},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704, "kn": 1852 / 3600},
    "time": {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "week": 604800.0},
    "data": {"B": 1.0, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 1024.0, "MiB": 1048576.0, "GiB": 1073741824.0},
    "energy": {"J": 1.0, "kJ": 1000.0, "kWh": 3.6e6, "cal": 4.184, "kcal": 4184.0},
    "pressure": {"Pa": 1.0, "kPa": 1000.0, "bar": 1e5, "psi": 6894.757293168, "atm": 101325.0},
    "power": {"W": 1.0, "kW": 1000.0, "hp": 745.6998715822702},
}
DIMENSION_OF = {symbol: name for name, group in DIMENSIONS.items() for symbol in group}
_KELVIN = {"C": (1.0, 273.15), "F": (5 / 9, 459.67 * 5 / 9), "K": (1.0, 0.0)}


def convert(value, source, target):
    for symbol in (source, target):
        if symbol not in DIMENSION_OF:
            raise ToolError('unknown unit "%s"' % symbol)
    kind = DIMENSION_OF[source]
    if DIMENSION_OF[target] != kind:
        raise ToolError("cannot convert %s to %s" % (source, target))
    if source == target:
        result = float(value)
    elif kind == "temperature":
        (a, b), (c, d) = _KELVIN[source], _KELVIN[target]
        result = (value * a + b - d) / c
        if abs(result) < 1e-9:
            result = 0.0
    else:
        result = value * DIMENSIONS[kind][source] / DIMENSIONS[kind][target]
    return "%.12g %s = %.6g %s" % (value + 0.0, source, result + 0.0, target)


# ---------------------------------------------------------------------------------------------------------------- clock
# zone: names people use for it, English then Chinese
_PLACES = """Asia/Tokyo Tokyo,Japan,Osaka,Kyoto 东京,日本,大阪,京都|Asia/Shanghai Beijing,Shanghai,China,Shenzhen,Guangzhou,Hangzhou
 北京,上海,中国,深圳,广州,杭州,成都,武汉,西安,南京|Asia/Hong_Kong Hong_Kong 香港|Asia/Taipei Taipei,Taiwan 台北,台湾|Asia/Macau Macau 澳门
|Asia/Seoul Seoul,South_Korea,Korea,Busan 首尔,韩国,釜山|Asia/Singapore Singapore 新加坡|Asia/Kuala_Lumpur Kuala_Lumpur,Malaysia 吉隆坡,马来西亚
|Asia/Bangkok Bangkok,Thailand,Phuket 曼谷,泰国|Asia/Ho_Chi_Minh Hanoi,Vietnam,Saigon 河内,越南,胡志明市|Asia/Manila Manila,Philippines 马尼拉,菲律宾
|Asia/Jakarta Jakarta 雅加达|Asia/Kolkata Delhi,New_Delhi,Mumbai,India,Bangalore,Kolkata,Chennai 德里,新德里,孟买,印度,班加罗尔
|Asia/Karachi Karachi,Pakistan,Lahore 卡拉奇,巴基斯坦|Asia/Dhaka Dhaka,Bangladesh 达卡,孟加拉国|Asia/Kathmandu Kathmandu,Nepal 加德满都,尼泊尔
|Asia/Colombo Colombo,Sri_Lanka 科伦坡,斯里兰卡|Asia/Dubai Dubai,Abu_Dhabi 迪拜,阿布扎比|Asia/Riyadh Riyadh,Saudi_Arabia 利雅得,沙特阿拉伯
|Asia/Tehran Tehran,Iran 德黑兰,伊朗|Asia/Jerusalem Jerusalem,Tel_Aviv,Israel 耶路撒冷,特拉维夫,以色列|Asia/Baghdad Baghdad,Iraq 巴格达,伊拉克
|Asia/Tashkent Tashkent 塔什干|Asia/Yangon Yangon,Myanmar 仰光,缅甸|Europe/Istanbul Istanbul,Turkey,Ankara 伊斯坦布尔,土耳其
|Europe/Moscow Moscow,Saint_Petersburg 莫斯科,圣彼得堡|Europe/Kyiv Kyiv,Ukraine 基辅,乌克兰|Europe/Athens Athens,Greece 雅典,希腊
|Europe/Helsinki Helsinki,Finland 赫尔辛基,芬兰|Europe/Bucharest Bucharest,Romania 布加勒斯特,罗马尼亚|Europe/Berlin Berlin,Germany,Munich,Hamburg,
Frankfurt,Cologne 柏林,德国,慕尼黑,汉堡,法兰克福|Europe/Paris Paris,France,Lyon 巴黎,法国,里昂|Europe/Rome Rome,Italy,Milan 罗马,意大利,米兰
|Europe/Madrid Madrid,Spain,Barcelona 马德里,西班牙,巴塞罗那|Europe/Amsterdam Amsterdam,Netherlands 阿姆斯特丹,荷兰
|Europe/Brussels Brussels,Belgium 布鲁塞尔,比利时|Europe/Vienna Vienna,Austria 维也纳,奥地利|Europe/Zurich Zurich,Switzerland,Geneva 苏黎世,瑞士,日内瓦
|Europe/Stockholm Stockholm,Sweden 斯德哥尔摩,瑞典|Europe/Oslo Oslo,Norway 奥斯陆,挪威|Europe/Copenhagen Copenhagen,Denmark 哥本哈根,丹麦
|Europe/Warsaw Warsaw,Poland 华沙,波兰|Europe/Prague Prague,Czech_Republic 布拉格,捷克|Europe/Budapest Budapest,Hungary 布达佩斯,匈牙利
|Europe/Lisbon Lisbon,Portugal 里斯本,葡萄牙|Europe/Dublin Dublin,Ireland 都柏林,爱尔兰|Europe/London London,England,UK,Manchester,Edinburgh
 伦敦,英国,曼彻斯特,爱丁堡|Atlantic/Reykjavik Reykjavik,Iceland 雷克雅未克,冰岛|Africa/Cairo Cairo,Egypt 开罗,埃及|Africa/Nairobi Nairobi,Kenya 内罗毕,肯尼亚
|Africa/Lagos Lagos,Nigeria 拉各斯,尼日利亚|Africa/Johannesburg Johannesburg,Cape_Town,South_Africa 约翰内斯堡,开普敦,南非
|Africa/Casablanca Casablanca,Morocco 卡萨布兰卡,摩洛哥|America/New_York New_York,NYC,Boston,Washington,Miami,Atlanta,Philadelphia
 纽约,波士顿,华盛顿,迈阿密|America/Chicago Chicago,Houston,Dallas 芝加哥,休斯敦,达拉斯|America/Denver Denver 丹佛|America/Phoenix Phoenix 凤凰城
|America/Los_Angeles Los_Angeles,San_Francisco,Seattle,LA,California,Las_Vegas,San_Diego 洛杉矶,旧金山,西雅图,加州,拉斯维加斯
|America/Anchorage Anchorage,Alaska 阿拉斯加|Pacific/Honolulu Honolulu,Hawaii 檀香山,夏威夷|America/Toronto Toronto,Montreal,Ottawa 多伦多,蒙特利尔,渥太华
|America/Vancouver Vancouver 温哥华|America/Mexico_City Mexico_City,Mexico 墨西哥城,墨西哥|America/Bogota Bogota,Colombia 波哥大,哥伦比亚
|America/Lima Lima,Peru 利马,秘鲁|America/Santiago Santiago,Chile 圣地亚哥,智利|America/Argentina/Buenos_Aires Buenos_Aires,Argentina
 布宜诺斯艾利斯,阿根廷|America/Sao_Paulo Sao_Paulo,Rio_de_Janeiro,Brazil 圣保罗,里约热内卢,巴西|America/Havana Havana,Cuba 哈瓦那,古巴
|Australia/Sydney Sydney,Melbourne,Canberra 悉尼,墨尔本,堪培拉|Australia/Brisbane Brisbane 布里斯班|Australia/Perth Perth 珀斯
|Australia/Adelaide Adelaide 阿德莱德|Pacific/Auckland Auckland,New_Zealand,Wellington 奥克兰,新西兰,惠灵顿|Pacific/Fiji Fiji 斐济|UTC UTC,GMT 世界时"""
PLACES_EN, PLACES_ZH, ZONE_OF = [], [], {}
for _entry in _PLACES.replace("\n", "").split("|"):
    _zone, _en, _zh = _entry.split()
    _en = _en.replace("_", " ").split(",")
    PLACES_EN += _en
    PLACES_ZH += _zh.split(",")
    for _name in _en + _zh.split(","):
        ZONE_OF[_name.lower()] = _zone
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONES = {}


def stamp(when):
    return "%04d-%02d-%02d %02d:%02d %s" % (when.year, when.month, when.day, when.hour, when.minute, WEEKDAYS[when.weekday()])


def clock(now, place=None, days=None):
    """now: a naive datetime, taken as local time in a UTC zone (the simulated computer's own)."""
    if place is None:
        return stamp(now + timedelta(days=days or 0)) + " (local time)"
    zone = ZONE_OF.get(place.strip().lower())
    if zone is None:
        raise ToolError('unknown place "%s"' % place)
    if zone not in _ZONES:
        _ZONES[zone] = ZoneInfo(zone)
    there = now.replace(tzinfo=timezone.utc).astimezone(_ZONES[zone])
    minutes = int(there.utcoffset().total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = "UTC%s%d" % ("-" if minutes < 0 else "+", hours) + (":%02d" % rest if rest else "")
    return "%s (%s, %s)" % (stamp(there), place, offset)


# ---------------------------------------------------------------------------------------------------------------- files
MAX_LINES, MAX_MATCHES = 40, 8


def plural(count, one, many=None):
    return "%d %s" % (count, one if count == 1 else many or one + "s")


class Tools:
    """The tools over one attached folder (a dict path -> text, or None), one moment, and one answer to the approval question."""

    def __init__(self, folder, now, denied=False):
        self.files = None if folder is None else dict(folder)
        self.now = datetime.fromisoformat(now) if isinstance(now, str) else now
        self.denied = denied

    def call(self, name, arguments):
        try:
            return getattr(self, "_" + name)(**{"source" if k == "from" else k: v for k, v in arguments.items()})
        except ToolError as problem:
            return "error: " + str(problem)

    def _calculate(self, expression):
        return calculate(expression)

    def _clock(self, place=None, days=None):
        return clock(self.now, place, days)

    def _convert(self, value, source, to):
        return convert(value, source, to)

    def _list_files(self, path=""):
        prefix = path.strip("/") + "/" if path.strip("./") else ""
        folders, files = set(), []
        for name, text in self.files.items():
            if name.startswith(prefix):
                rest = name[len(prefix):]
                if "/" in rest:
                    folders.add(rest.split("/")[0] + "/")
                else:
                    files.append("%s %d" % (rest, len(text.encode())))
        if prefix and not folders and not files:
            raise ToolError('no folder "%s"' % path)
        head = plural(len(files), "file") + ", " + plural(len(folders), "folder")
        return "\n".join([head] + sorted(folders) + sorted(files, key=lambda line: line.rsplit(" ", 1)[0]))

    def _read_file(self, path):
        if path not in self.files:
            raise ToolError('no file "%s"' % path)
        text = self.files[path].rstrip("\n")
        lines = text.split("\n")
        if len(lines) > MAX_LINES:
            text = "\n".join(lines[:MAX_LINES] + ["[cut: %d of %d lines]" % (MAX_LINES, len(lines))])
        return text

    def _search_files(self, query):
        wanted, hits = query.lower(), []
        for name in sorted(self.files):
            if wanted in self.files[name].lower():
                for number, line in enumerate(self.files[name].split("\n"), 1):
                    if wanted in line.lower():
                        hits.append("%s:%d: %s" % (name, number, line.strip()))
        return "\n".join([plural(len(hits), "match", "matches")] + hits[:MAX_MATCHES])

    def _write_note(self, path, text):
        if self.denied:
            raise ToolError("the user denied this")
        size = len(text.encode())
        if path in self.files:
            self.files[path] = self.files[path].rstrip("\n") + "\n" + text + "\n"
            return "added %s to %s" % (plural(size, "byte"), path)
        self.files[path] = text + "\n"
        return "wrote %s to %s" % (plural(size, "byte"), path)
