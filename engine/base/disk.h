// Room on a disk, and sizes in words. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "kernels/base/result.h"

namespace engine {

// "90.1 MB", "688.6 GB"
std::string sizeWords(int64_t bytes);

// Fails with DiskFull, with both numbers, when `bytes` more do not fit where `folder` is. `option` is how
// another place is chosen.
base::Result<> checkRoom(const std::filesystem::path& folder, int64_t bytes,
                         std::string_view option = "--to");

}  // namespace engine
