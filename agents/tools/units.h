// Units of measurement: what they are called and how they relate. Any thread.
#pragma once

#include <string_view>

#include "kernels/base/result.h"

namespace agents {

struct Unit {
    std::string_view symbol;     // "km", as it is printed
    std::string_view dimension;  // "length": only units of one dimension can be converted
    double factor = 1;           // to the dimension's base; temperatures: kelvin = value * factor + offset
    double offset = 0;
    std::string_view names;  // other ways to write it, lower case, between commas
};

// By symbol (exact case first: "K" is kelvin) or any other name. NotFound: `unknown unit "foo"`.
base::Result<const Unit*> findUnit(std::string_view name);

// Invalid: "cannot convert kg to km".
base::Result<double> convertUnits(double value, const Unit& from, const Unit& to);

}  // namespace agents
