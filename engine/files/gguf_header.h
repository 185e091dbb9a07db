// The beginning of a .gguf file: keys and values, then a line for every tensor. Nothing is allocated that the
// file does not have the bytes for. Types, shapes and offsets are as written: Gguf checks them. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/files/gguf_metadata.h"
#include "kernels/base/result.h"

namespace engine {

struct GgufEntry {
    std::string name;
    std::vector<uint64_t> shape;  // as written: innermost first
    uint32_t type = 0;            // the format's own number
    uint64_t offset = 0;          // bytes from the beginning of the data
};

struct GgufHeader {
    GgufMetadata metadata;
    std::vector<GgufEntry> entries;
    uint64_t bytes = 0;  // of the header, without what pads it
};

// Fails with BadModel or Unsupported, without naming a file.
base::Result<GgufHeader> readGgufHeader(std::span<const std::byte> file);

}  // namespace engine
