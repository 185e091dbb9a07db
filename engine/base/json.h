// JSON in, checked: nlohmann::json behind limits, because a deep document parses but cannot be copied.
// Any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "kernels/base/result.h"

namespace engine {

using Json = nlohmann::json;

struct JsonLimits {
    int depth = 64;
    bool duplicateKeys = false;  // allowed?
};

// Fails with Invalid, naming the byte where it went wrong, on bad syntax, invalid UTF-8, nesting over the
// limit, or a key given twice.
base::Result<Json> parseJson(std::string_view text, JsonLimits limits = {});

}  // namespace engine
