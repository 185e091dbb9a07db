#include "agents/tools/expression.h"

#include <fmt/core.h>

#include <cmath>
#include <numbers>

#include "agents/tools/expression_tokens.h"

namespace agents {
namespace {

using base::Code;
using Kind = ExpressionToken::Kind;
using Number = base::Result<double>;

constexpr int MaxDepth = 100;
constexpr size_t MaxLength = 2000;

Number failed(std::string_view words) {
    return base::failure(Code::Invalid, std::string(words));
}

struct Function {
    std::string_view name;
    double (*run)(double);
};

constexpr Function Functions[] = {
    {"sqrt", [](double x) { return std::sqrt(x); }},   {"abs", [](double x) { return std::fabs(x); }},
    {"round", [](double x) { return std::round(x); }}, {"floor", [](double x) { return std::floor(x); }},
    {"ceil", [](double x) { return std::ceil(x); }},   {"ln", [](double x) { return std::log(x); }},
    {"log", [](double x) { return std::log10(x); }},   {"log10", [](double x) { return std::log10(x); }},
    {"log2", [](double x) { return std::log2(x); }},   {"exp", [](double x) { return std::exp(x); }},
    {"sin", [](double x) { return std::sin(x); }},     {"cos", [](double x) { return std::cos(x); }},
    {"tan", [](double x) { return std::tan(x); }},
};

// Recursive descent; ^ binds tighter than a sign and to the right. A value remembers whether it was written
// as a bare percentage, because "200 + 15%" means fifteen percent of the 200.
class Parser {
public:
    explicit Parser(std::vector<ExpressionToken> tokens) : tokens_(std::move(tokens)) {}

    Number whole() {
        const double value = TRY(sum());
        if (now().kind != Kind::End) return failed("not an expression");
        if (std::isnan(value)) return failed("not a real number");
        if (std::isinf(value)) return failed("the result is too large");
        return value;
    }

private:
    const ExpressionToken& now() const { return tokens_[at_]; }
    const ExpressionToken& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    bool take(char sign) {
        if (!now().is(sign)) return false;
        ++at_;
        return true;
    }

    Number sum() {
        const Deeper deeper(*this);
        if (deeper.tooDeep()) return failed("the expression is nested too deeply");
        double value = TRY(product());
        while (now().is('+') || now().is('-')) {
            const bool plus = now().is('+');
            ++at_;
            double right = TRY(product());
            if (percentage_) right *= value;
            value = plus ? value + right : value - right;
            percentage_ = false;
        }
        return value;
    }

    Number product() {
        double value = TRY(sign());
        for (;;) {
            if (take('*') || takeOf()) {
                value *= TRY(sign());
            } else if (take('/')) {
                const double below = TRY(sign());
                if (below == 0) return failed("division by zero");
                value /= below;
            } else if (takeRemainder()) {
                const double below = TRY(sign());
                if (below == 0) return failed("division by zero");
                value = std::fmod(value, below);
            } else {
                return value;
            }
            percentage_ = false;
        }
    }

    bool takeOf() {
        if (!now().is("of")) return false;
        ++at_;
        return true;
    }

    // "17 % 5": a percent sign before another operand.
    bool takeRemainder() {
        if (!now().is("mod") && !now().is('%')) return false;
        ++at_;
        return true;
    }

    Number sign() {
        const Deeper deeper(*this);
        if (deeper.tooDeep()) return failed("the expression is nested too deeply");
        if (take('-')) return -TRY(sign());
        if (take('+')) return sign();
        return power();
    }

    Number power() {
        const double base = TRY(percent());
        if (!take('^')) return base;
        const double exponent = TRY(sign());
        percentage_ = false;
        if (base == 0 && exponent < 0) return failed("division by zero");
        const double value = std::pow(base, exponent);
        if (std::isnan(value)) return failed("not a real number");
        if (std::isinf(value)) return failed("the result is too large");
        return value;
    }

    Number percent() {
        const double value = TRY(atom());
        percentage_ = false;
        const bool operandFollows = next().kind == Kind::Number || next().is('(') ||
                                    (next().kind == Kind::Name && !next().is("of") && !next().is("mod"));
        if (!now().is('%') || operandFollows) return value;
        ++at_;
        percentage_ = true;
        return value / 100;
    }

    Number atom() {
        if (now().kind == Kind::Number) return tokens_[at_++].value;
        if (now().kind == Kind::Name) return named();
        if (!take('(')) return failed("not an expression");
        return closing();
    }

    Number closing() {
        const double value = TRY(sum());
        if (!take(')')) return failed("not an expression");
        return value;
    }

    Number named() {
        const std::string name = tokens_[at_++].name;
        if (name == "pi") return std::numbers::pi;
        if (name == "e") return std::numbers::e;
        for (const Function& function : Functions) {
            if (function.name != name) continue;
            const bool bare = name == "sqrt" && now().kind == Kind::Number;  // √9
            if (!bare && !take('(')) return failed("not an expression");
            const double argument = bare ? tokens_[at_++].value : TRY(closing());
            const double value = function.run(argument);
            if (std::isnan(value)) return failed("not a real number");
            return value;
        }
        return failed("not an expression");
    }

    class Deeper {
    public:
        explicit Deeper(Parser& parser) : parser_(parser) { ++parser_.depth_; }
        ~Deeper() { --parser_.depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        bool tooDeep() const { return parser_.depth_ > 2 * MaxDepth; }

    private:
        Parser& parser_;
    };

    std::vector<ExpressionToken> tokens_;
    size_t at_ = 0;
    int depth_ = 0;
    bool percentage_ = false;
};

}  // namespace

base::Result<double> evaluate(std::string_view expression) {
    if (expression.size() > MaxLength) return failed("the expression is too long");
    return Parser(TRY(expressionTokens(expression))).whole();
}

std::string numberText(double value) {
    return fmt::format("{:.12g}", value + 0.0);
}

}  // namespace agents
