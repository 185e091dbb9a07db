#include "agents/tools/expression_tokens.h"

#include <charconv>
#include <limits>

#include "agents/utf8.h"

namespace agents {
namespace {

using Kind = ExpressionToken::Kind;

// One spelling for every sign that is written in several ways; 0 for what is only there to be read.
char32_t plainSign(char32_t character) {
    if (character >= 0xFF01 && character <= 0xFF5E) return plainSign(character - 0xFEE0);  // full width
    switch (character) {
        case U'×':
        case U'✕':
        case U'✖':
        case U'·':
        case U'⋅':
        case U'∙': return U'*';
        case U'÷':
        case U'∕': return U'/';
        case U'−':
        case U'–':
        case U'—':
        case U'﹣': return U'-';
        case U'[':
        case U'{': return U'(';
        case U']':
        case U'}': return U')';
        case U'\u00A0':
        case U'\u202F':
        case U'\u2009':
        case U'\u3000': return U' ';
        case U'$':
        case U'€':
        case U'£':
        case U'¥': return 0;
        default: return character;
    }
}

bool isDigit(char32_t character) {
    return character >= U'0' && character <= U'9';
}

bool isLetter(char32_t character) {
    return (character >= U'a' && character <= U'z') || (character >= U'A' && character <= U'Z');
}

// "万" behind a number and its kin.
double magnitude(char32_t character) {
    switch (character) {
        case U'百': return 1e2;
        case U'千': return 1e3;
        case U'万':
        case U'萬': return 1e4;
        case U'亿':
        case U'億': return 1e8;
        default: return 0;
    }
}

class Lexer {
public:
    explicit Lexer(std::string_view expression) {
        const std::u32string characters = charactersOf(expression);
        for (const char32_t character : characters)
            if (const char32_t plain = plainSign(character)) text_.push_back(plain);
        while (!text_.empty() && (text_.back() == U' ' || text_.back() == U'=' || text_.back() == U'?'))
            text_.pop_back();
    }

    base::Result<std::vector<ExpressionToken>> tokens() {
        while (at_ < text_.size()) {
            const char32_t character = peek();
            if (character == U' ' || character == U'\t' || character == U'\n' || character == U'\r')
                ++at_;
            else if (isDigit(character) || (character == U'.' && isDigit(peek(1))))
                readNumber();
            else if (isLetter(character))
                readName();
            else if (!readSign())
                return base::failure(base::Code::Invalid, "not an expression");
        }
        tokens_.emplace_back();
        return std::move(tokens_);
    }

private:
    char32_t peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : 0; }

    // A separator of thousands stands before exactly three digits.
    bool separates() const {
        const char32_t character = peek();
        if (character != U',' && character != U'_' && character != U'\'' && character != U'’') return false;
        return isDigit(peek(1)) && isDigit(peek(2)) && isDigit(peek(3)) && !isDigit(peek(4));
    }

    void takeDigits(std::string& digits) {
        while (isDigit(peek())) digits.push_back(static_cast<char>(text_[at_++]));
    }

    void readNumber() {
        std::string digits;
        takeDigits(digits);
        while (!digits.empty() && separates()) {
            ++at_;
            takeDigits(digits);
        }
        if (digits.empty()) digits.push_back('0');
        if (peek() == U'.') {
            ++at_;
            digits.push_back('.');
            takeDigits(digits);
        }
        readExponent(digits);
        ExpressionToken token;
        token.kind = Kind::Number;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), token.value);
        if (read.ec == std::errc::result_out_of_range)
            token.value =
                digits.find("e-") == std::string::npos ? std::numeric_limits<double>::infinity() : 0;
        for (double factor = magnitude(peek()); factor > 0; factor = magnitude(peek())) {
            token.value *= factor;
            ++at_;
        }
        tokens_.push_back(std::move(token));
    }

    void readExponent(std::string& digits) {
        if (peek() != U'e' && peek() != U'E') return;
        const bool hasSign = peek(1) == U'+' || peek(1) == U'-';
        if (!isDigit(peek(hasSign ? 2 : 1))) return;
        digits.push_back('e');
        if (peek(1) == U'-') digits.push_back('-');
        at_ += hasSign ? 2 : 1;
        takeDigits(digits);
    }

    void readName() {
        ExpressionToken token;
        token.kind = Kind::Name;
        while (isLetter(peek()) || (!token.name.empty() && isDigit(peek())))
            token.name.push_back(static_cast<char>(lowerCase(text_[at_++])));
        if (token.name == "x") {
            putSign('*');
        } else if (token.name == "percent") {
            putSign('%');
        } else {
            tokens_.push_back(std::move(token));
        }
    }

    bool readSign() {
        const char32_t character = text_[at_++];
        if (character == U'*' && peek() == U'*') {
            ++at_;
            putSign('^');
        } else if (character < 0x80 && std::string_view("+-*/^%()").find(static_cast<char>(character)) !=
                                           std::string_view::npos) {
            putSign(static_cast<char>(character));
        } else if (character == U'²' || character == U'³') {
            putSign('^');
            ExpressionToken power;
            power.kind = Kind::Number;
            power.value = character == U'²' ? 2 : 3;
            tokens_.push_back(std::move(power));
        } else if (character == U'√') {
            ExpressionToken root;
            root.kind = Kind::Name;
            root.name = "sqrt";
            tokens_.push_back(std::move(root));
        } else {
            return false;
        }
        return true;
    }

    void putSign(char sign) {
        ExpressionToken token;
        token.kind = Kind::Sign;
        token.sign = sign;
        tokens_.push_back(std::move(token));
    }

    std::u32string text_;
    size_t at_ = 0;
    std::vector<ExpressionToken> tokens_;
};

}  // namespace

base::Result<std::vector<ExpressionToken>> expressionTokens(std::string_view expression) {
    return Lexer(expression).tokens();
}

}  // namespace agents
