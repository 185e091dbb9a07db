// The JSON header of a .safetensors file, read without building a document, so that a hostile header costs
// neither time nor memory. Shapes and offsets are as written: Safetensors checks them against the file.
// Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/result.h"

namespace engine {

struct SafetensorsEntry {
    std::string name;
    std::string type;  // "BF16", as written
    std::vector<uint64_t> shape;
    uint64_t begin = 0;  // bytes from the end of the header
    uint64_t end = 0;
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries;  // as written, not sorted
    std::map<std::string, std::string> metadata;
};

// Fails with BadModel, without naming a file.
base::Result<SafetensorsHeader> readSafetensorsHeader(std::string_view json);

}  // namespace engine
