// The POSIX rule at the end of a TZif file.
#include <chrono>

#include "agents/tools/time_zone.h"

namespace agents {
namespace {

using Change = ZoneRule::Change;

class RuleReader {
public:
    explicit RuleReader(std::string_view text) : text_(text) {}

    std::optional<ZoneRule> rule() {
        ZoneRule rule;
        if (!skipName() || !readTime(rule.offset)) return {};
        rule.offset = -rule.offset;  // POSIX counts west
        if (text_.empty()) return rule;
        rule.summer = true;
        rule.summerOffset = rule.offset + 3600;
        if (!skipName()) return {};
        if (!text_.empty() && text_.front() != ',') {
            if (!readTime(rule.summerOffset)) return {};
            rule.summerOffset = -rule.summerOffset;
        }
        if (!readChange(rule.start) || !readChange(rule.end) || !text_.empty()) return {};
        return rule;
    }

private:
    bool take(char wanted) {
        if (text_.empty() || text_.front() != wanted) return false;
        text_.remove_prefix(1);
        return true;
    }

    bool skipName() {
        const size_t length =
            text_.starts_with('<') ? text_.find('>') + 1 : text_.find_first_of("+-,0123456789");
        if (length == 0 || length == std::string_view::npos) return false;
        text_.remove_prefix(length);
        return true;
    }

    bool readNumber(int& number, int most) {
        size_t digits = 0;
        number = 0;
        while (digits < text_.size() && digits < 4 && text_[digits] >= '0' && text_[digits] <= '9')
            number = number * 10 + (text_[digits++] - '0');
        text_.remove_prefix(digits);
        return digits > 0 && number <= most;
    }

    bool readTime(int64_t& seconds) {
        const bool negative = take('-');
        if (!negative) take('+');
        int hours = 0, minutes = 0, rest = 0;
        if (!readNumber(hours, 167)) return false;
        if (take(':') && !readNumber(minutes, 59)) return false;
        if (take(':') && !readNumber(rest, 59)) return false;
        seconds = int64_t{hours} * 3600 + minutes * 60 + rest;
        if (negative) seconds = -seconds;
        return true;
    }

    bool readChange(Change& change) {
        if (!take(',')) return false;
        bool good = false;
        if (take('M')) {
            change.kind = Change::Kind::Month;
            good = readNumber(change.month, 12) && change.month > 0 && take('.') &&
                   readNumber(change.week, 5) && change.week > 0 && take('.') && readNumber(change.day, 6);
        } else {
            change.kind = take('J') ? Change::Kind::Julian : Change::Kind::Day;
            good = readNumber(change.day, 365);
        }
        return good && (!take('/') || readTime(change.seconds));
    }

    std::string_view text_;
};

int64_t dayOf(const Change& change, std::chrono::year year) {
    using namespace std::chrono;
    const sys_days newYear = year / January / 1;
    if (change.kind == Change::Kind::Month) {
        const month_day_last monthEnd(month(static_cast<unsigned>(change.month)));
        const weekday day(static_cast<unsigned>(change.day));
        if (change.week == 5) return sys_days(year / monthEnd.month() / day[last]).time_since_epoch().count();
        return sys_days(year / monthEnd.month() / day[static_cast<unsigned>(change.week)])
            .time_since_epoch()
            .count();
    }
    int64_t day = change.day;
    if (change.kind == Change::Kind::Julian) {
        --day;  // counts from 1 and never counts 29 February
        if (year.is_leap() && change.day >= 60) ++day;
    }
    return newYear.time_since_epoch().count() + day;
}

}  // namespace

std::optional<ZoneRule> parseZoneRule(std::string_view text) {
    return RuleReader(text).rule();
}

int64_t offsetAt(const ZoneRule& rule, int64_t utcSeconds) {
    using namespace std::chrono;
    if (!rule.summer) return rule.offset;
    const year_month_day date(floor<days>(sys_seconds(seconds(utcSeconds + rule.offset))));
    const int64_t start = dayOf(rule.start, date.year()) * 86400 + rule.start.seconds - rule.offset;
    const int64_t end = dayOf(rule.end, date.year()) * 86400 + rule.end.seconds - rule.summerOffset;
    const bool summer = start < end ? utcSeconds >= start && utcSeconds < end  // north
                                    : utcSeconds >= start || utcSeconds < end;
    return summer ? rule.summerOffset : rule.offset;
}

}  // namespace agents
