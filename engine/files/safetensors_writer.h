// Writes one .safetensors file, the header first, then the tensors' bytes in the order that was told. The
// file is whole or not there (new_file.h). One thread.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/new_file.h"

namespace engine {

struct TensorToWrite {
    std::string name;
    std::string type;  // "BF16", "U8"
    std::vector<int64_t> shape;
    int64_t bytes = 0;
};

class SafetensorsWriter {
public:
    static base::Result<std::unique_ptr<SafetensorsWriter>> open(
        const std::filesystem::path& path, const std::vector<TensorToWrite>& tensors,
        const std::map<std::string, std::string>& metadata);
    base::Result<> append(std::span<const std::byte> bytes);
    base::Result<> finish();  // after all bytes of all tensors

private:
    SafetensorsWriter() = default;
    std::unique_ptr<NewFile> file_;
    int64_t missing_ = 0;  // bytes
};

}  // namespace engine
