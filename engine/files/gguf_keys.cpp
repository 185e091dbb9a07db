#include "engine/files/gguf_keys.h"

#include <fmt/core.h>

#include <algorithm>

namespace engine {
namespace {

constexpr int64_t MostOfAnything = int64_t{1} << 40;  // sums and differences of two stay far from overflow

}  // namespace

tl::unexpected<base::Error> GgufKeys::wrong(std::string_view key, std::string_view why) const {
    return base::failure(base::Code::BadModel, fmt::format("\"{}\" {}", full(key), why));
}

base::Result<int64_t> GgufKeys::integer(std::string_view key, std::optional<int64_t> fallback) const {
    if (const auto value = metadata_.integer(full(key))) {
        if (*value >= 0 && *value <= MostOfAnything) return *value;
        return wrong(key, fmt::format("is {}, not between 0 and {}", *value, MostOfAnything));
    }
    if (const auto* list = metadata_.integers(full(key)); list && !list->empty()) {
        const bool same =
            std::all_of(list->begin(), list->end(), [&](int64_t one) { return one == list->front(); });
        if (same && list->front() >= 0 && list->front() <= MostOfAnything) return list->front();
        return base::failure(
            base::Code::Unsupported,
            fmt::format("\"{}\" differs from layer to layer: models built like that cannot be "
                        "run by this version",
                        full(key)));
    }
    if (has(key)) return wrong(key, "is not a whole number");
    if (!fallback) return wrong(key, "is missing");
    return *fallback;
}

base::Result<double> GgufKeys::number(std::string_view key, std::optional<double> fallback) const {
    if (const auto value = metadata_.number(full(key))) return *value;
    if (has(key)) return wrong(key, "is not a number");
    if (!fallback) return wrong(key, "is missing");
    return *fallback;
}

base::Result<bool> GgufKeys::boolean(std::string_view key, bool fallback) const {
    if (const auto value = metadata_.boolean(full(key))) return *value;
    if (has(key)) return wrong(key, "is neither true nor false");
    return fallback;
}

base::Result<std::string> GgufKeys::text(std::string_view key, std::string_view fallback) const {
    if (const auto value = metadata_.text(full(key))) return std::string(*value);
    if (has(key)) return wrong(key, "is not a text");
    return std::string(fallback);
}

}  // namespace engine
