// A time zone as the system's tz database has it (/usr/share/zoneinfo, TZif files): how far from UTC at which
// moment. Read by ourselves because the C library knows only one zone per process. Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/result.h"

namespace agents {

// The rule behind the last listed change: "EST5EDT,M3.2.0,M11.1.0".
struct ZoneRule {
    struct Change {
        enum class Kind { Month, Julian, Day } kind = Kind::Month;
        int month = 0, week = 0,
            day = 0;             // Month: the week-th (5 = last) day of the week; else day of the year
        int64_t seconds = 7200;  // of the local day
    };
    int64_t offset = 0;  // seconds east of UTC
    bool summer = false;
    int64_t summerOffset = 0;
    Change start, end;
};

// Nothing when the text is not such a rule.
std::optional<ZoneRule> parseZoneRule(std::string_view text);
int64_t offsetAt(const ZoneRule& rule, int64_t utcSeconds);

class TimeZone {
public:
    // "Asia/Tokyo". NotFound when there is no such zone (or no tz database on this machine).
    static base::Result<TimeZone> open(const std::string& name);
    // From the bytes of a TZif file; Corrupt when they are none.
    static base::Result<TimeZone> parse(std::string_view bytes);

    int64_t offset(int64_t utcSeconds) const;

private:
    struct Transition {
        int64_t at;
        int64_t offset;
    };
    std::vector<Transition> transitions_;
    int64_t first_ = 0;
    std::optional<ZoneRule> rule_;
};

}  // namespace agents
