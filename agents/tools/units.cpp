#include "agents/tools/units.h"

#include <fmt/core.h>

#include <cmath>
#include <string>

#include "agents/tools/names.h"
#include "agents/utf8.h"

namespace agents {
namespace {

// clang-format off
constexpr Unit Units[] = {
    {"mm", "length", 0.001, 0, "millimeter,millimetre,毫米,公厘"},
    {"cm", "length", 0.01, 0, "centimeter,centimetre,厘米,公分"},
    {"m", "length", 1, 0, "meter,metre,米,公尺"},
    {"km", "length", 1000, 0, "kilometer,kilometre,公里,千米"},
    {"in", "length", 0.0254, 0, "inch,inches,\",″,英寸,吋"},
    {"ft", "length", 0.3048, 0, "foot,feet,',′,英尺,呎"},
    {"yd", "length", 0.9144, 0, "yard,码"},
    {"mi", "length", 1609.344, 0, "mile,英里,哩"},
    {"nmi", "length", 1852, 0, "nautical mile,海里"},
    {"mg", "mass", 1e-6, 0, "milligram,毫克"},
    {"g", "mass", 0.001, 0, "gram,gramme,克,公克"},
    {"kg", "mass", 1, 0, "kilogram,kilo,公斤,千克"},
    {"t", "mass", 1000, 0, "ton,tonne,metric ton,吨,公吨"},
    {"oz", "mass", 0.028349523125, 0, "ounce,盎司"},
    {"lb", "mass", 0.45359237, 0, "lbs,pound,磅"},
    {"st", "mass", 6.35029318, 0, "stone,英石"},
    {"jin", "mass", 0.5, 0, "catty,catties,斤,市斤"},
    {"liang", "mass", 0.05, 0, "tael,两,市两"},
    {"ml", "volume", 1e-6, 0, "milliliter,millilitre,cc,cm3,cm³,毫升"},
    {"l", "volume", 0.001, 0, "liter,litre,升,公升"},
    {"m3", "volume", 1, 0, "m³,m^3,cubic meter,cubic metre,立方米"},
    {"tsp", "volume", 4.92892159375e-6, 0, "teaspoon,茶匙"},
    {"tbsp", "volume", 1.478676478125e-5, 0, "tablespoon,汤匙,大匙"},
    {"cup", "volume", 2.365882365e-4, 0, "杯"},
    {"pt", "volume", 4.73176473e-4, 0, "pint,品脱"},
    {"qt", "volume", 9.46352946e-4, 0, "quart,夸脱"},
    {"gal", "volume", 3.785411784e-3, 0, "gallon,加仑"},
    {"C", "temperature", 1, 273.15, "°c,℃,celsius,degree celsius,degrees celsius,centigrade,摄氏度,摄氏,度"},
    {"F", "temperature", 5.0 / 9, 459.67 * 5 / 9, "°f,℉,fahrenheit,degree fahrenheit,degrees fahrenheit,华氏度,华氏"},
    {"K", "temperature", 1, 0, "kelvin,开尔文,开"},
    {"m2", "area", 1, 0, "m²,m^2,sqm,sq m,square meter,square metre,平方米,平米,平方"},
    {"km2", "area", 1e6, 0, "km²,km^2,square kilometer,square kilometre,平方公里,平方千米"},
    {"ha", "area", 1e4, 0, "hectare,公顷"},
    {"acre", "area", 4046.8564224, 0, "ac,英亩"},
    {"ft2", "area", 0.09290304, 0, "ft²,ft^2,sqft,sq ft,square foot,square feet,平方英尺"},
    {"mu", "area", 666.6667, 0, "亩,市亩"},
    {"m/s", "speed", 1, 0, "mps,meter per second,meters per second,metres per second,米/秒,米每秒"},
    {"km/h", "speed", 1 / 3.6, 0, "kmh,kph,kilometer per hour,kilometers per hour,kilometres per hour,公里/小时,千米/小时,公里每小时,千米每小时"},
    {"mph", "speed", 0.44704, 0, "mi/h,mile per hour,miles per hour,英里/小时,英里每小时"},
    {"kn", "speed", 1852.0 / 3600, 0, "kt,kts,knot,节"},
    {"s", "time", 1, 0, "sec,second,秒,秒钟"},
    {"min", "time", 60, 0, "minute,分,分钟"},
    {"h", "time", 3600, 0, "hr,hour,小时,钟头"},
    {"d", "time", 86400, 0, "day,天,日"},
    {"week", "time", 604800, 0, "wk,周,星期,礼拜"},
    {"B", "data", 1, 0, "byte,字节"},
    {"KB", "data", 1e3, 0, "kilobyte,千字节"},
    {"MB", "data", 1e6, 0, "megabyte,兆字节,兆"},
    {"GB", "data", 1e9, 0, "gigabyte,吉字节"},
    {"TB", "data", 1e12, 0, "terabyte,太字节"},
    {"KiB", "data", 1024, 0, "kibibyte"},
    {"MiB", "data", 1048576, 0, "mebibyte"},
    {"GiB", "data", 1073741824, 0, "gibibyte"},
    {"J", "energy", 1, 0, "joule,焦耳,焦"},
    {"kJ", "energy", 1000, 0, "kilojoule,千焦,千焦耳"},
    {"kWh", "energy", 3.6e6, 0, "kilowatt hour,kilowatt-hour,千瓦时,度电"},
    {"cal", "energy", 4.184, 0, "calorie,卡,卡路里"},
    {"kcal", "energy", 4184, 0, "kilocalorie,千卡,大卡"},
    {"Pa", "pressure", 1, 0, "pascal,帕,帕斯卡"},
    {"kPa", "pressure", 1000, 0, "kilopascal,千帕"},
    {"bar", "pressure", 1e5, 0, "巴"},
    {"psi", "pressure", 6894.757293168, 0, "磅/平方英寸"},
    {"atm", "pressure", 101325, 0, "atmosphere,大气压,标准大气压"},
    {"W", "power", 1, 0, "watt,瓦,瓦特"},
    {"kW", "power", 1000, 0, "kilowatt,千瓦"},
    {"hp", "power", 745.6998715822702, 0, "horsepower,马力"},
};
// clang-format on

const Unit* named(std::string_view name) {
    for (const Unit& unit : Units)
        if (listed(unit.names, name)) return &unit;
    for (const Unit& unit : Units)
        if (name != "b" && lowerCase(unit.symbol) == name) return &unit;  // "b" may mean bits
    return nullptr;
}

}  // namespace

base::Result<const Unit*> findUnit(std::string_view name) {
    const std::string_view exact = trimmed(name);
    for (const Unit& unit : Units)
        if (unit.symbol == exact) return &unit;
    const std::string lower = lowerCase(exact);
    if (const Unit* unit = named(lower)) return unit;
    if (lower.size() > 2 && lower.ends_with('s'))
        if (const Unit* unit = named(std::string_view(lower).substr(0, lower.size() - 1))) return unit;
    return base::failure(base::Code::NotFound, fmt::format("unknown unit \"{}\"", name));
}

base::Result<double> convertUnits(double value, const Unit& from, const Unit& to) {
    if (from.dimension != to.dimension)
        return base::failure(base::Code::Invalid,
                             fmt::format("cannot convert {} to {}", from.symbol, to.symbol));
    if (&from == &to) return value;
    if (from.dimension != "temperature") return value * from.factor / to.factor;
    const double result = (value * from.factor + from.offset - to.offset) / to.factor;
    return std::fabs(result) < 1e-9 ? 0.0 : result;  // what is left of 32 F in C is rounding
}

}  // namespace agents
