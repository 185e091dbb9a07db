#include "engine/files/config_file.h"

#include <fmt/core.h>

#include <cmath>

#include "engine/base/mapped_file.h"

namespace engine {
namespace {

constexpr std::string_view GetAgain = ": copy or download it again";

// What "4096.0" holds is a whole number too: some programs write it so.
std::optional<int64_t> wholeNumber(const Json& value) {
    if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return {};
    if (value.is_number_integer()) return value.get<int64_t>();
    if (!value.is_number_float()) return {};
    const auto number = value.get<double>();
    if (std::abs(number) >= 9e15 || std::trunc(number) != number) return {};
    return static_cast<int64_t>(number);
}

}  // namespace

base::Result<Json> readJsonFile(const std::filesystem::path& path, size_t maxBytes) {
    const auto file = TRY(MappedFile::open(path));
    const auto bytes = file->bytes();
    if (bytes.size() > maxBytes)
        return base::failure(base::Code::BadModel, fmt::format("{}: {} bytes, but at most {} are read here",
                                                               path.string(), bytes.size(), maxBytes));
    auto json = parseJson({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!json)
        return base::failure(base::Code::BadModel,
                             fmt::format("{}: {}{}", path.string(), json.error().message, GetAgain));
    if (!json->is_object())
        return base::failure(base::Code::BadModel, fmt::format("{}: holds {}, not an object{}", path.string(),
                                                               json->type_name(), GetAgain));
    return json;
}

const Json* ConfigObject::value(std::string_view key) const {
    const auto found = object_.find(key);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

bool ConfigObject::has(std::string_view key) const {
    return value(key) != nullptr;
}

base::Error ConfigObject::wrong(std::string_view key, std::string_view why) const {
    return {base::Code::BadModel, fmt::format("{}: \"{}\" {}{}", file_, key, why, GetAgain)};
}

base::Result<int64_t> ConfigObject::integer(std::string_view key, int64_t low, int64_t high,
                                            std::optional<int64_t> fallback) const {
    const Json* found = value(key);
    if (!found && fallback) return *fallback;
    if (!found) return tl::unexpected(wrong(key, "is missing"));
    const std::optional<int64_t> number = wholeNumber(*found);
    if (!number) return tl::unexpected(wrong(key, "is not a whole number"));
    if (*number < low || *number > high)
        return tl::unexpected(wrong(key, fmt::format("is {}, not between {} and {}", *number, low, high)));
    return *number;
}

base::Result<double> ConfigObject::number(std::string_view key, double low, double high,
                                          std::optional<double> fallback) const {
    const Json* found = value(key);
    if (!found && fallback) return *fallback;
    if (!found) return tl::unexpected(wrong(key, "is missing"));
    if (!found->is_number()) return tl::unexpected(wrong(key, "is not a number"));
    const auto number = found->get<double>();
    if (!(number >= low && number <= high))
        return tl::unexpected(wrong(key, fmt::format("is {}, not between {} and {}", number, low, high)));
    return number;
}

base::Result<bool> ConfigObject::boolean(std::string_view key, std::optional<bool> fallback) const {
    const Json* found = value(key);
    if (!found && fallback) return *fallback;
    if (!found) return tl::unexpected(wrong(key, "is missing"));
    if (!found->is_boolean()) return tl::unexpected(wrong(key, "is neither true nor false"));
    return found->get<bool>();
}

base::Result<std::string> ConfigObject::text(std::string_view key,
                                             std::optional<std::string> fallback) const {
    const Json* found = value(key);
    if (!found && fallback) return *std::move(fallback);
    if (!found) return tl::unexpected(wrong(key, "is missing"));
    if (!found->is_string()) return tl::unexpected(wrong(key, "is not a text"));
    return found->get<std::string>();
}

base::Result<const Json*> ConfigObject::object(std::string_view key) const {
    const Json* found = value(key);
    if (found && !found->is_object()) return tl::unexpected(wrong(key, "is not an object"));
    return found;
}

}  // namespace engine
