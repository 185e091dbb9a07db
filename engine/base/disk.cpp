#include "engine/base/disk.h"

#include <fmt/format.h>

namespace engine {

std::string sizeWords(int64_t bytes) {
    const auto value = static_cast<double>(bytes);
    if (value >= 1e9) return fmt::format("{:.1f} GB", value / 1e9);
    if (value >= 1e6) return fmt::format("{:.1f} MB", value / 1e6);
    return fmt::format("{:.1f} kB", value / 1e3);
}

base::Result<> checkRoom(const std::filesystem::path& folder, int64_t bytes, std::string_view option) {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    if (error || bytes <= static_cast<int64_t>(space.available)) return {};
    return base::failure(base::Code::DiskFull,
                         fmt::format("{} more are needed in {}, and {} are free there. Free some space, or "
                                     "choose another place with {}.",
                                     sizeWords(bytes), folder.string(),
                                     sizeWords(static_cast<int64_t>(space.available)), option));
}

}  // namespace engine
