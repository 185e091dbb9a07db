#include "agents/tools/places.h"

#include <fmt/core.h>

#include <filesystem>
#include <map>
#include <string>

#include "agents/tools/names.h"
#include "agents/utf8.h"

namespace agents {
namespace {

struct Place {
    std::string_view zone;
    std::string_view names;  // lower case, between commas
};

// What people say instead of a zone's own name: countries, other cities, Chinese.
constexpr Place Places[] = {
    {"Asia/Tokyo",
     "tokyo,japan,osaka,kyoto,nagoya,sapporo,fukuoka,yokohama,东京,日本,大阪,京都,名古屋,札幌,福冈,横滨"},
    {"Asia/Shanghai",
     "beijing,shanghai,china,shenzhen,guangzhou,hangzhou,chongqing,tianjin,suzhou,harbin,kunming,lhasa,"
     "chengdu,wuhan,xian,xi'an,nanjing,prc,北京,上海,中国,深圳,广州,杭州,成都,武汉,西安,南京,天津,重庆,苏州,"
     "青岛,大连,厦门,长沙,郑州,济南,沈阳,哈尔滨,昆明,福州,合肥,拉萨,中国大陆"},
    {"Asia/Hong_Kong", "hong kong,香港"},
    {"Asia/Taipei", "taipei,taiwan,台北,台湾"},
    {"Asia/Macau", "macau,澳门"},
    {"Asia/Seoul", "seoul,south korea,korea,busan,首尔,韩国,釜山"},
    {"Asia/Singapore", "singapore,新加坡"},
    {"Asia/Kuala_Lumpur", "kuala lumpur,malaysia,吉隆坡,马来西亚"},
    {"Asia/Bangkok", "bangkok,thailand,phuket,曼谷,泰国"},
    {"Asia/Ho_Chi_Minh", "hanoi,vietnam,saigon,ho chi minh city,da nang,河内,越南,胡志明市,岘港"},
    {"Asia/Manila", "manila,philippines,cebu,马尼拉,菲律宾,宿务"},
    {"Asia/Jakarta", "jakarta,雅加达"},
    {"Asia/Kolkata",
     "delhi,new "
     "delhi,mumbai,india,bangalore,kolkata,chennai,hyderabad,bengaluru,calcutta,pune,德里,新德里,孟买,印度,"
     "班加罗尔,海得拉巴"},
    {"Asia/Karachi", "karachi,pakistan,lahore,islamabad,卡拉奇,巴基斯坦,伊斯兰堡"},
    {"Asia/Dhaka", "dhaka,bangladesh,达卡,孟加拉国"},
    {"Asia/Kathmandu", "kathmandu,nepal,加德满都,尼泊尔"},
    {"Asia/Colombo", "colombo,sri lanka,科伦坡,斯里兰卡"},
    {"Asia/Dubai", "dubai,abu dhabi,uae,united arab emirates,迪拜,阿布扎比,阿联酋"},
    {"Asia/Riyadh", "riyadh,saudi arabia,利雅得,沙特阿拉伯"},
    {"Asia/Tehran", "tehran,iran,德黑兰,伊朗"},
    {"Asia/Jerusalem", "jerusalem,tel aviv,israel,耶路撒冷,特拉维夫,以色列"},
    {"Asia/Baghdad", "baghdad,iraq,巴格达,伊拉克"},
    {"Asia/Tashkent", "tashkent,塔什干"},
    {"Asia/Yangon", "yangon,myanmar,仰光,缅甸"},
    {"Europe/Istanbul", "istanbul,turkey,ankara,伊斯坦布尔,土耳其"},
    {"Europe/Moscow", "moscow,saint petersburg,莫斯科,圣彼得堡"},
    {"Europe/Kyiv", "kyiv,ukraine,基辅,乌克兰"},
    {"Europe/Athens", "athens,greece,雅典,希腊"},
    {"Europe/Helsinki", "helsinki,finland,赫尔辛基,芬兰"},
    {"Europe/Bucharest", "bucharest,romania,布加勒斯特,罗马尼亚"},
    {"Europe/Berlin",
     "berlin,germany,munich,hamburg,frankfurt,cologne,stuttgart,leipzig,dresden,dusseldorf,düsseldorf,köln,"
     "bremen,柏林,德国,慕尼黑,汉堡,法兰克福,科隆,斯图加特,莱比锡"},
    {"Europe/Paris", "paris,france,lyon,marseille,nice,toulouse,巴黎,法国,里昂,马赛,尼斯"},
    {"Europe/Rome",
     "rome,italy,milan,venice,florence,naples,turin,罗马,意大利,米兰,威尼斯,佛罗伦萨,那不勒斯"},
    {"Europe/Madrid", "madrid,spain,barcelona,马德里,西班牙,巴塞罗那"},
    {"Europe/Amsterdam", "amsterdam,netherlands,阿姆斯特丹,荷兰"},
    {"Europe/Brussels", "brussels,belgium,布鲁塞尔,比利时"},
    {"Europe/Vienna", "vienna,austria,维也纳,奥地利"},
    {"Europe/Zurich", "zurich,switzerland,geneva,苏黎世,瑞士,日内瓦"},
    {"Europe/Stockholm", "stockholm,sweden,斯德哥尔摩,瑞典"},
    {"Europe/Oslo", "oslo,norway,奥斯陆,挪威"},
    {"Europe/Copenhagen", "copenhagen,denmark,哥本哈根,丹麦"},
    {"Europe/Warsaw", "warsaw,poland,华沙,波兰"},
    {"Europe/Prague", "prague,czech republic,布拉格,捷克"},
    {"Europe/Budapest", "budapest,hungary,布达佩斯,匈牙利"},
    {"Europe/Lisbon", "lisbon,portugal,里斯本,葡萄牙"},
    {"Europe/Dublin", "dublin,ireland,都柏林,爱尔兰"},
    {"Europe/London",
     "london,england,uk,manchester,edinburgh,united kingdom,britain,great "
     "britain,scotland,wales,oxford,cambridge,liverpool,glasgow,birmingham,伦敦,英国,曼彻斯特,爱丁堡,"
     "大不列颠,苏格兰,利物浦,牛津,剑桥"},
    {"Atlantic/Reykjavik", "reykjavik,iceland,雷克雅未克,冰岛"},
    {"Africa/Cairo", "cairo,egypt,开罗,埃及"},
    {"Africa/Nairobi", "nairobi,kenya,内罗毕,肯尼亚"},
    {"Africa/Lagos", "lagos,nigeria,拉各斯,尼日利亚"},
    {"Africa/Johannesburg", "johannesburg,cape town,south africa,约翰内斯堡,开普敦,南非"},
    {"Africa/Casablanca", "casablanca,morocco,卡萨布兰卡,摩洛哥"},
    {"America/New_York",
     "new york,nyc,boston,washington,miami,atlanta,philadelphia,new york "
     "city,ny,detroit,orlando,florida,washington dc,washington "
     "d.c.,纽约,波士顿,华盛顿,迈阿密,费城,亚特兰大,奥兰多"},
    {"America/Chicago",
     "chicago,houston,dallas,austin,san antonio,texas,minneapolis,new "
     "orleans,芝加哥,休斯敦,达拉斯,奥斯汀,得克萨斯"},
    {"America/Denver", "denver,丹佛"},
    {"America/Phoenix", "phoenix,凤凰城"},
    {"America/Los_Angeles",
     "los angeles,san francisco,seattle,la,california,las vegas,san diego,portland,sacramento,san "
     "jose,silicon valley,洛杉矶,旧金山,西雅图,加州,拉斯维加斯,圣地亚哥市,圣何塞,硅谷"},
    {"America/Anchorage", "anchorage,alaska,阿拉斯加"},
    {"Pacific/Honolulu", "honolulu,hawaii,檀香山,夏威夷"},
    {"America/Toronto", "toronto,montreal,ottawa,多伦多,蒙特利尔,渥太华"},
    {"America/Vancouver", "vancouver,温哥华"},
    {"America/Mexico_City", "mexico city,mexico,墨西哥城,墨西哥"},
    {"America/Bogota", "bogota,colombia,波哥大,哥伦比亚"},
    {"America/Lima", "lima,peru,利马,秘鲁"},
    {"America/Santiago", "santiago,chile,圣地亚哥,智利"},
    {"America/Argentina/Buenos_Aires", "buenos aires,argentina,布宜诺斯艾利斯,阿根廷"},
    {"America/Sao_Paulo",
     "sao paulo,rio de janeiro,brazil,são paulo,brasilia,圣保罗,里约热内卢,巴西,巴西利亚"},
    {"America/Havana", "havana,cuba,哈瓦那,古巴"},
    {"Australia/Sydney", "sydney,melbourne,canberra,悉尼,墨尔本,堪培拉"},
    {"Australia/Brisbane", "brisbane,queensland,gold coast,布里斯班,黄金海岸"},
    {"Australia/Perth", "perth,珀斯"},
    {"Australia/Adelaide", "adelaide,阿德莱德"},
    {"Pacific/Auckland", "auckland,new zealand,wellington,奥克兰,新西兰,惠灵顿"},
    {"Pacific/Fiji", "fiji,斐济"},
    {"UTC", "utc,gmt,世界时"},
};

// "new york" for America/New_York, and the whole name, too.
using Zones = std::map<std::string, std::string, std::less<>>;

Zones zonesOfThisComputer() {
    namespace fs = std::filesystem;
    Zones zones;
    std::error_code error;
    const fs::path root = "/usr/share/zoneinfo";
    for (fs::recursive_directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().lexically_relative(root).string();
        if (name == "posix" || name == "right") at.disable_recursion_pending();
        if (name.empty() || name[0] < 'A' || name[0] > 'Z' || !at->is_regular_file(error)) continue;
        std::string spoken = lowerCase(name);
        std::replace(spoken.begin(), spoken.end(), '_', ' ');
        zones.emplace(spoken, name);
        const size_t slash = spoken.rfind('/');
        if (slash != std::string::npos) zones.emplace(spoken.substr(slash + 1), name);
    }
    return zones;
}

std::string spokenName(std::string_view place) {
    std::string name = lowerCase(trimmed(place));
    while (!name.empty() && (name.back() == '.' || name.back() == '?' || name.back() == '!')) name.pop_back();
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string lookUp(std::string_view name) {
    for (const Place& place : Places)
        if (listed(place.names, name)) return std::string(place.zone);
    static const Zones zones = zonesOfThisComputer();
    const auto found = zones.find(name);
    return found == zones.end() ? std::string() : found->second;
}

}  // namespace

base::Result<std::string> zoneOfPlace(std::string_view place) {
    const std::string name = spokenName(place);
    if (std::string zone = lookUp(name); !zone.empty()) return zone;
    // "Paris, France" and "东京市"
    const size_t comma = name.find(',');
    if (comma != std::string::npos)
        if (std::string zone = lookUp(trimmed(std::string_view(name).substr(0, comma))); !zone.empty())
            return zone;
    constexpr std::string_view City = "市";
    if (name.size() > City.size() && name.ends_with(City))
        if (std::string zone = lookUp(std::string_view(name).substr(0, name.size() - City.size()));
            !zone.empty())
            return zone;
    return base::failure(base::Code::NotFound, fmt::format("unknown place \"{}\"", place));
}

}  // namespace agents
