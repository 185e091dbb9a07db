#include "agents/tools/clock.h"

#include <fmt/core.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include "agents/cut.h"
#include "agents/tools/arguments.h"
#include "agents/tools/places.h"
#include "agents/tools/time_zone.h"

namespace agents {
namespace {

constexpr int64_t DaySeconds = 86400;
constexpr int64_t MaxDays = 2'000'000;  // years stay within four digits and a bit

constexpr std::array<std::string_view, 7> Weekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

// 2026-11-23 14:05 Monday
std::string stamp(int64_t wallSeconds) {
    using namespace std::chrono;
    const sys_seconds time{seconds(wallSeconds)};
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), Weekdays[weekday(day).c_encoding()]);
}

// UTC+9, UTC-3:30
std::string offsetText(int64_t seconds) {
    const int64_t minutes = std::abs(seconds) / 60;
    std::string text = fmt::format("UTC{}{}", seconds < 0 ? '-' : '+', minutes / 60);
    if (minutes % 60) text += fmt::format(":{:02}", minutes % 60);
    return text;
}

bool readNumber(std::string_view text, size_t at, size_t digits, int& number) {
    number = 0;
    if (text.size() < at + digits) return false;
    for (const char digit : text.substr(at, digits)) {
        if (digit < '0' || digit > '9') return false;
        number = number * 10 + (digit - '0');
    }
    return true;
}

}  // namespace

Moment systemTime() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return {now, local.tm_gmtoff};
}

base::Result<TimeSource> fixedTime(std::string_view text) {
    using namespace std::chrono;
    int y = 0, mo = 0, d = 0, h = 0, mi = 0;
    const bool read = readNumber(text, 0, 4, y) && readNumber(text, 5, 2, mo) && readNumber(text, 8, 2, d) &&
                      readNumber(text, 11, 2, h) && readNumber(text, 14, 2, mi) && h < 24 && mi < 60;
    const year_month_day date = year(y) / month(static_cast<unsigned>(mo)) / day(static_cast<unsigned>(d));
    if (!read || !date.ok())
        return base::failure(base::Code::Invalid,
                             fmt::format("\"{}\" is not a time like 2026-11-23T14:05", text));
    const int64_t seconds = sys_days(date).time_since_epoch().count() * DaySeconds + h * 3600 + mi * 60;
    return TimeSource([seconds] { return Moment{seconds, 0}; });
}

Clock::Clock(TimeSource time)
    : spec_(toolSpec(
          "clock", "Tells the date, the time and the weekday: here, in another place, or some days from now.",
          {{"place", "string", "A city or country, in English or Chinese; leave out for local time", false},
           {"days", "integer", "Days from today; negative for the past", false}})),
      time_(std::move(time)) {}

std::string Clock::detail(const Json& json) const {
    const Arguments arguments(json);
    std::string detail = arguments.shown("place");
    const auto days = arguments.optionalInteger("days");
    if (!days || !*days) return detail;
    if (!detail.empty()) detail += ", ";
    return detail + fmt::format("{:+} {}", **days, std::abs(**days) == 1 ? "day" : "days");
}

base::Result<std::string> Clock::timeText(const Json& json) const {
    const Arguments arguments(json);
    const auto place = TRY(arguments.optionalText("place"));
    const int64_t days = TRY(arguments.optionalInteger("days")).value_or(0);
    if (std::abs(days) > MaxDays) return base::failure(base::Code::Invalid, "that is too many days away");
    const Moment now = time_();
    if (!place || place->empty())
        return stamp(now.utcSeconds + now.localOffset + days * DaySeconds) + " (local time)";
    const TimeZone zone = TRY(TimeZone::open(TRY(zoneOfPlace(*place))));
    const int64_t offset = zone.offset(now.utcSeconds + days * DaySeconds);
    return fmt::format("{} ({}, {})", stamp(now.utcSeconds + offset + days * DaySeconds), *place,
                       offsetText(offset));
}

ToolResult Clock::run(const Json& arguments, const ToolContext&) {
    auto text = timeText(arguments);
    if (!text) return failedResult(text.error());
    std::string summary = *text;
    return goodResult(std::move(*text), std::move(summary));
}

}  // namespace agents
