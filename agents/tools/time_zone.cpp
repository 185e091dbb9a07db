#include "agents/tools/time_zone.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace agents {
namespace {

using base::Code;

constexpr size_t HeaderBytes = 44;
constexpr size_t MaxFileBytes = 1U << 20U;

int64_t bigEndian(std::string_view bytes) {
    uint64_t value = static_cast<unsigned char>(bytes[0]) & 0x80U ? ~uint64_t{0} : 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<int64_t>(value);
}

struct Header {
    size_t universal, standard, leaps, times, types, characters;
    // Bytes of the data block that follows, with times of `width` bytes.
    size_t dataBytes(size_t width) const {
        return times * width + times + types * 6 + characters + leaps * (width + 4) + standard + universal;
    }
};

base::Result<Header> readHeader(std::string_view bytes) {
    if (bytes.size() < HeaderBytes || !bytes.starts_with("TZif"))
        return base::failure(Code::Corrupt, "it is not a time zone file");
    std::array<size_t, 6> counts{};
    for (size_t i = 0; i < counts.size(); ++i) {
        const int64_t count = bigEndian(bytes.substr(20 + 4 * i, 4));
        if (count < 0 || count > 100'000) return base::failure(Code::Corrupt, "its counts make no sense");
        counts[i] = static_cast<size_t>(count);
    }
    return Header{counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]};
}

}  // namespace

base::Result<TimeZone> TimeZone::parse(std::string_view bytes) {
    const Header small = TRY(readHeader(bytes));
    const size_t second = HeaderBytes + small.dataBytes(4);
    if (bytes[4] < '2' || bytes.size() < second)
        return base::failure(Code::Corrupt, "it is too short or of an old kind");
    bytes.remove_prefix(second);
    const Header header = TRY(readHeader(bytes));
    bytes.remove_prefix(HeaderBytes);
    if (bytes.size() < header.dataBytes(8) || header.types == 0)
        return base::failure(Code::Corrupt, "it is too short");
    const std::string_view typeOf = bytes.substr(header.times * 8, header.times);
    const std::string_view types = bytes.substr(header.times * 9, header.types * 6);
    const auto offsetOf = [&](size_t type) { return bigEndian(types.substr(type * 6, 4)); };

    TimeZone zone;
    zone.first_ = offsetOf(0);
    for (size_t i = 0; i < header.times; ++i) {
        const size_t type = static_cast<unsigned char>(typeOf[i]);
        if (type >= header.types)
            return base::failure(Code::Corrupt, "a change names a type that is not there");
        zone.transitions_.push_back({bigEndian(bytes.substr(i * 8, 8)), offsetOf(type)});
    }
    std::string_view footer = bytes.substr(header.dataBytes(8));
    if (footer.starts_with('\n')) footer.remove_prefix(1);
    zone.rule_ = parseZoneRule(footer.substr(0, footer.find('\n')));
    return zone;
}

base::Result<TimeZone> TimeZone::open(const std::string& name) {
    if (name.empty() || name.starts_with('/') || name.find("..") != std::string::npos)
        return base::failure(Code::NotFound, fmt::format("unknown time zone \"{}\"", name));
    std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.is_open() || bytes.empty() || bytes.size() > MaxFileBytes)
        return base::failure(Code::NotFound,
                             fmt::format("the time zone {} is not on this computer (package tzdata)", name));
    auto zone = parse(bytes);
    if (!zone) return tl::unexpected(std::move(zone).error().within("the time zone " + name));
    return zone;
}

int64_t TimeZone::offset(int64_t utcSeconds) const {
    const auto after = std::upper_bound(transitions_.begin(), transitions_.end(), utcSeconds,
                                        [](int64_t at, const Transition& one) { return at < one.at; });
    if (after == transitions_.end() && rule_) return offsetAt(*rule_, utcSeconds);
    return after == transitions_.begin() ? first_ : std::prev(after)->offset;
}

}  // namespace agents
