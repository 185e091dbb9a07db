// Arithmetic as people and models write it: + - * / ^ ** ( ) sqrt(x) and a few more functions, % as percent
// ("17% of 2340", "200+15%"), thousands separators, full-width and typographic signs, 万 and 亿. Any thread.
#pragma once

#include <string_view>

#include "kernels/base/result.h"

namespace agents {

// Fails with short words: "division by zero", "not an expression", "the result is too large".
base::Result<double> evaluate(std::string_view expression);

// Twelve significant digits, without a negative zero: 0.1+0.2 is "0.3".
std::string numberText(double value);

}  // namespace agents
