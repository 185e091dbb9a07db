// The note in a folder that a model is being written to: what of, and how. While it is there and config.json
// is not, the folder is no model yet. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "kernels/base/result.h"

namespace engine {

struct UnfinishedCopy {
    static constexpr const char* FileName = "quantizing.json";

    std::string source;  // the folder
    std::string to;      // "q4"
    std::string key;     // source_key.h

    bool operator==(const UnfinishedCopy&) const = default;

    std::string text() const;
    // Unset when there is no note, or none that can be read.
    static std::optional<UnfinishedCopy> read(const std::filesystem::path& folder);
    // That `folder` is not finished, and how to go on.
    base::Error refusal(const std::filesystem::path& folder) const;
};

}  // namespace engine
