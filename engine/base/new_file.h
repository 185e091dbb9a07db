// A file that is there as a whole or not at all: it grows as NAME.partial, is brought to the disk, then gets
// its name. One thread.
//
// Failures name the file: DiskFull, or Io with the system's words.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "kernels/base/result.h"

namespace engine {

class NewFile {
public:
    // Begins anew what an earlier process left unfinished.
    static base::Result<std::unique_ptr<NewFile>> open(const std::filesystem::path& path);
    ~NewFile();  // removes what was not finished
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    base::Result<> append(std::span<const std::byte> bytes);
    // Afterwards the file is on the disk under its name, in place of one that was there.
    base::Result<> finish();

private:
    NewFile() = default;
    std::filesystem::path path_, partial_;
    int descriptor_ = -1;
};

// The same for a text that is at hand.
base::Result<> writeNewFile(const std::filesystem::path& path, std::string_view text);

// "model.safetensors.partial"
std::filesystem::path partialOf(const std::filesystem::path& path);

}  // namespace engine
