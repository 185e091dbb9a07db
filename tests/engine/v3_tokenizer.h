// DeepSeek-V3's real tokenizer for tests: unpacked once into the build folder, opened once per program.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "engine/text/tokenizer.h"

namespace tests {

inline std::filesystem::path v3Data() {
    return std::filesystem::path(INKSTONE_SOURCE_DIR) / "tests/data/deepseek-v3-tokenizer";
}

inline std::filesystem::path v3Folder() {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(INKSTONE_BIN_DIR).parent_path() / "test-data/deepseek-v3-tokenizer";
    if (fs::exists(folder / "tokenizer.json")) return folder;
    fs::create_directories(folder);
    fs::copy_file(v3Data() / "tokenizer_config.json", folder / "tokenizer_config.json",
                  fs::copy_options::overwrite_existing);
    // Several test programs may come here at once: each writes its own, and the last to rename it wins.
    const fs::path mine = folder / ("tokenizer.json." + std::to_string(::getpid()));
    const std::string command =
        "xz -dc '" + (v3Data() / "tokenizer.json.xz").string() + "' > '" + mine.string() + "'";
    if (std::system(command.c_str()) != 0) return {};  // "xz-utils" is not installed
    fs::rename(mine, folder / "tokenizer.json");
    return folder;
}

inline const engine::Tokenizer* v3Tokenizer() {
    static const auto opened = engine::Tokenizer::open(v3Folder());
    return opened ? opened->get() : nullptr;
}

}  // namespace tests
