// One line per fact: base::log::info("engine", "loaded {} tensors in {} ms", n, ms). Any thread.
//
// Categories are folder names. Lines go to standard error and, once setFile was called, to a file. Prompts,
// replies, keys and file contents are never logged. The level comes from INKSTONE_LOG (debug, info, warn,
// error; warn when unset), so that a terminal chat stays clean.
#pragma once

#include <fmt/core.h>

#include <filesystem>
#include <string_view>

namespace base::log {

enum class Level { Debug, Info, Warn, Error };

// Appends every later line of any level to `file`, too. Failing to open it is itself one logged warning.
void setFile(const std::filesystem::path& file);
void write(Level level, std::string_view category, std::string_view line);

template <class... Arguments>
void debug(std::string_view category, fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    write(Level::Debug, category, fmt::format(text, std::forward<Arguments>(arguments)...));
}
template <class... Arguments>
void info(std::string_view category, fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    write(Level::Info, category, fmt::format(text, std::forward<Arguments>(arguments)...));
}
template <class... Arguments>
void warn(std::string_view category, fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    write(Level::Warn, category, fmt::format(text, std::forward<Arguments>(arguments)...));
}
template <class... Arguments>
void error(std::string_view category, fmt::format_string<Arguments...> text, Arguments&&... arguments) {
    write(Level::Error, category, fmt::format(text, std::forward<Arguments>(arguments)...));
}

}  // namespace base::log
