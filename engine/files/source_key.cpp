#include "engine/files/source_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "engine/base/mapped_file.h"
#include "engine/base/sha256.h"
#include "engine/files/unfinished_copy.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr size_t WholeBytes = size_t{16} << 20U;
constexpr size_t MaxCompanionBytes = size_t{64} << 20U;
constexpr size_t Pieces = 16;
constexpr size_t PieceBytes = size_t{64} << 10U;

std::string sumOf(std::span<const std::byte> bytes) {
    return sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// The header is at the beginning, with the first piece.
std::string piecesOf(std::span<const std::byte> bytes, size_t headerBytes) {
    std::string sums = sumOf(bytes.first(std::min(headerBytes, bytes.size())));
    const size_t last = bytes.size() - PieceBytes;
    for (size_t i = 0; i < Pieces; ++i) sums += sumOf(bytes.subspan(last / (Pieces - 1) * i, PieceBytes));
    return sums + sumOf(bytes.last(PieceBytes));
}

size_t headerBytesOf(std::span<const std::byte> bytes) {
    uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);  // checked when the shard was opened
    return sizeof length + length;
}

base::Result<std::string> lineOf(const fs::path& path, bool shard) {
    const auto file = TRY(MappedFile::open(path));
    const auto bytes = file->bytes();
    const std::string name = path.filename().string();
    if (!shard || bytes.size() <= WholeBytes)
        return fmt::format("{} {} {}\n", name, bytes.size(), sumOf(bytes));
    return fmt::format("{} {} {} {}\n", name, bytes.size(), file->modifiedNanoseconds(),
                       piecesOf(bytes, headerBytesOf(bytes)));
}

bool isCompanion(const fs::path& path) {
    const std::string name = path.filename().string();
    if (name.starts_with('.') || name == "config.json" || name.ends_with(".index.json") ||
        name == "unfinished.json" || name == UnfinishedCopy::FileName || name.ends_with(".part.json"))
        return false;
    for (const char* ending : {".json", ".model", ".txt", ".jinja", ".md"})
        if (name.ends_with(ending)) return true;
    return name.starts_with("LICENSE") || name.starts_with("LICENCE") || name.starts_with("NOTICE");
}

}  // namespace

std::vector<fs::path> companionsOf(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
         entry.increment(failed)) {
        std::error_code unreadable;
        if (isCompanion(entry->path()) && entry->is_regular_file(unreadable) &&
            entry->file_size(unreadable) <= MaxCompanionBytes && !unreadable)
            files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

base::Result<std::string> sourceKey(const ModelFolder& folder, std::string_view purpose) {
    std::string lines = fmt::format("{}\n", purpose);
    lines += TRY(lineOf(folder.path() / "config.json", false));
    for (const fs::path& path : companionsOf(folder.path())) lines += TRY(lineOf(path, false));
    for (const auto& shard : folder.shards()) lines += TRY(lineOf(shard->path(), true));
    return sha256(lines);
}

}  // namespace engine
