// Small JSON files of a model folder, and checked reading of what stands in them. Any thread.
//
// Failures are BadModel and name the file and the key; NotFound when the file is not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/json.h"
#include "kernels/base/result.h"

namespace engine {

// A regular file (a FIFO never blocks us) of at most `maxBytes`, as JSON whose top is an object.
base::Result<Json> readJsonFile(const std::filesystem::path& path, size_t maxBytes = 16U << 20U);

// An object with the name of the file it came from. A key that is absent or null gives the fallback, or fails
// where there is none; a value of another kind or out of range always fails. Views: both must outlive it.
class ConfigObject {
public:
    ConfigObject(const Json& object, std::string_view file) : object_(object), file_(file) {}

    bool has(std::string_view key) const;  // there and not null
    base::Result<int64_t> integer(std::string_view key, int64_t low, int64_t high,
                                  std::optional<int64_t> fallback = {}) const;
    base::Result<double> number(std::string_view key, double low, double high,
                                std::optional<double> fallback = {}) const;
    base::Result<bool> boolean(std::string_view key, std::optional<bool> fallback = {}) const;
    base::Result<std::string> text(std::string_view key, std::optional<std::string> fallback = {}) const;
    base::Result<const Json*> object(std::string_view key) const;  // null when absent

    base::Error wrong(std::string_view key, std::string_view why) const;

private:
    const Json* value(std::string_view key) const;

    const Json& object_;
    std::string_view file_;
};

}  // namespace engine
