// SHA-256 (FIPS 180-4) of a text, to recognise it, and how sums are written. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace engine {

std::string sha256(std::string_view bytes);  // as hexOf
// Two hexadecimal digits a byte, small letters.
std::string hexOf(std::span<const unsigned char> bytes);

}  // namespace engine
