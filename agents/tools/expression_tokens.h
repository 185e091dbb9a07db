// The words of an arithmetic expression. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/result.h"

namespace agents {

struct ExpressionToken {
    enum class Kind { Number, Sign, Name, End } kind = Kind::End;
    double value = 0;  // Number
    char sign = 0;     // Sign: + - * / ^ % ( )
    std::string name;  // Name, lower case
    bool is(char wanted) const { return kind == Kind::Sign && sign == wanted; }
    bool is(std::string_view wanted) const { return kind == Kind::Name && name == wanted; }
};

// Ends with an End. Fails with Invalid on a character that has no place in an expression.
base::Result<std::vector<ExpressionToken>> expressionTokens(std::string_view expression);

}  // namespace agents
