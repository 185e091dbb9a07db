// SHA-256 (FIPS 180-4) of a text, to recognise it. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace engine {

std::string sha256(std::string_view bytes);  // 64 hexadecimal digits, small letters

}  // namespace engine
