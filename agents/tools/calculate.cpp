#include "agents/tools/calculate.h"

#include "agents/tools/arguments.h"
#include "agents/tools/expression.h"

namespace agents {

Calculate::Calculate()
    : spec_(toolSpec(
          "calculate",
          "Computes an arithmetic expression exactly and returns the number. Use it for every "
          "calculation instead of computing in your head.",
          {{"expression", "string",
            "Numbers with + - * / ^ ( ), sqrt(x), abs, round, floor, ceil, ln, log (base 10), log2, "
            "exp, sin, cos, tan, pi and e; angles in radians. A percent sign behind a number divides "
            "by 100: 17% of 2340, 200+15%. For example 17/100*2340"}})) {}

std::string Calculate::detail(const Json& arguments) const {
    return Arguments(arguments).shown("expression");
}

ToolResult Calculate::run(const Json& arguments, const ToolContext&) {
    const auto expression = Arguments(arguments).text("expression");
    if (!expression) return failedResult(expression.error());
    const auto value = evaluate(*expression);
    if (!value) return failedResult(value.error());
    return goodResult(numberText(*value), numberText(*value));
}

}  // namespace agents
