// For messages: EXPECT_TRUE(contains(message, "what it must name")) << message.
#pragma once

#include <string>
#include <string_view>

namespace tests {

inline bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace tests
