// The control tokens of DeepSeek-V3's chat format, by name. Bars are U+FF5C, underscores U+2581.
#pragma once

#include <string_view>

namespace engine::control {

inline constexpr std::string_view BeginOfSentence = "<｜begin▁of▁sentence｜>";
inline constexpr std::string_view EndOfSentence = "<｜end▁of▁sentence｜>";
inline constexpr std::string_view User = "<｜User｜>";
inline constexpr std::string_view Assistant = "<｜Assistant｜>";
inline constexpr std::string_view CallsBegin = "<｜tool▁calls▁begin｜>";
inline constexpr std::string_view CallsEnd = "<｜tool▁calls▁end｜>";
inline constexpr std::string_view CallBegin = "<｜tool▁call▁begin｜>";
inline constexpr std::string_view CallEnd = "<｜tool▁call▁end｜>";
inline constexpr std::string_view Separator = "<｜tool▁sep｜>";
inline constexpr std::string_view OutputsBegin = "<｜tool▁outputs▁begin｜>";
inline constexpr std::string_view OutputsEnd = "<｜tool▁outputs▁end｜>";
inline constexpr std::string_view OutputBegin = "<｜tool▁output▁begin｜>";
inline constexpr std::string_view OutputEnd = "<｜tool▁output▁end｜>";
// Not in V3's vocabulary, where they are ordinary text; models trained to reason have them.
inline constexpr std::string_view ThinkBegin = "<think>";
inline constexpr std::string_view ThinkEnd = "</think>";

}  // namespace engine::control
