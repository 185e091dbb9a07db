// Reads the keys of one architecture ("llama.block_count": ask for "block_count") in words that name them.
// Views: the metadata must outlive it. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/files/gguf_metadata.h"
#include "kernels/base/result.h"

namespace engine {

class GgufKeys {
public:
    GgufKeys(const GgufMetadata& metadata, std::string architecture)
        : metadata_(metadata), prefix_(std::move(architecture) + ".") {}

    bool has(std::string_view key) const { return metadata_.has(full(key)); }
    // At least 0. A value for each layer is taken when all are the same; otherwise Unsupported.
    base::Result<int64_t> integer(std::string_view key, std::optional<int64_t> fallback = {}) const;
    base::Result<double> number(std::string_view key, std::optional<double> fallback = {}) const;
    base::Result<bool> boolean(std::string_view key, bool fallback) const;
    base::Result<std::string> text(std::string_view key, std::string_view fallback) const;

private:
    std::string full(std::string_view key) const { return prefix_ + std::string(key); }
    tl::unexpected<base::Error> wrong(std::string_view key, std::string_view why) const;

    const GgufMetadata& metadata_;
    std::string prefix_;
};

}  // namespace engine
