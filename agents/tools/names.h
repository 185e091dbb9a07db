// Names as the tables of places and units hold them: "metre,meter,米". Any thread.
#pragma once

#include <algorithm>
#include <string_view>

namespace agents {

inline bool listed(std::string_view names, std::string_view name) {
    while (!names.empty()) {
        const size_t comma = std::min(names.find(','), names.size());
        if (names.substr(0, comma) == name) return true;
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
    return false;
}

}  // namespace agents
