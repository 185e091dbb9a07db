#include "agents/tools/convert.h"

#include <fmt/core.h>

#include <cmath>

#include "agents/tools/arguments.h"
#include "agents/tools/expression.h"
#include "agents/tools/units.h"

namespace agents {
namespace {

base::Result<std::string> convertText(const Json& json) {
    const Arguments arguments(json);
    const double value = TRY(arguments.number("value"));
    const Unit* from = TRY(findUnit(TRY(arguments.text("from"))));
    const Unit* to = TRY(findUnit(TRY(arguments.text("to"))));
    const double result = TRY(convertUnits(value, *from, *to));
    if (!std::isfinite(result)) return base::failure(base::Code::Invalid, "the result is too large");
    return fmt::format("{} {} = {:.6g} {}", numberText(value), from->symbol, result + 0.0, to->symbol);
}

}  // namespace

Convert::Convert()
    : spec_(toolSpec("convert", "Converts a quantity from one unit into another and returns both.",
                     {{"value", "number", "The number to convert"},
                      {"from", "string",
                       "The unit it has: mm cm m km in ft yd mi nmi, mg g kg t oz lb st jin liang, ml l m3 "
                       "tsp tbsp cup pt qt "
                       "gal, C F K, m2 km2 ha acre ft2 mu, m/s km/h mph kn, s min h d week, B KB MB GB TB "
                       "KiB MiB GiB, J kJ "
                       "kWh cal kcal, Pa kPa bar psi atm, W kW hp"},
                      {"to", "string", "The unit wanted, of the same kind"}})) {}

std::string Convert::detail(const Json& json) const {
    const Arguments arguments(json);
    return fmt::format("{} {} → {}", arguments.shown("value"), arguments.shown("from"),
                       arguments.shown("to"));
}

ToolResult Convert::run(const Json& arguments, const ToolContext&) {
    auto text = convertText(arguments);
    if (!text) return failedResult(text.error());
    std::string summary = *text;
    return goodResult(std::move(*text), std::move(summary));
}

}  // namespace agents
