// The one file or the several files ("NAME-00001-of-00003.gguf", ...) of a GGUF model, all opened and
// checked. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/gguf.h"
#include "kernels/base/result.h"

namespace engine {

// "NAME-00002-of-00003.gguf": empty prefix when a file is not called like that.
struct SplitName {
    std::string prefix;
    int number = 0;  // from 1
    int count = 0;
};
SplitName splitName(std::string_view file);

// `path` may be any of them; they must lie side by side. In order; never empty. BadModel: one is missing
// (named), or they do not belong together.
base::Result<std::vector<std::unique_ptr<Gguf>>> openGgufFiles(const std::filesystem::path& path);

// The file to open in a folder whose weights are GGUF: the only one, or the first of the only split model.
// NotFound: none. Invalid: several models.
base::Result<std::filesystem::path> ggufIn(const std::filesystem::path& folder);

}  // namespace engine
