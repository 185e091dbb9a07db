#include "agents/store/salvage.h"

#include <fmt/core.h>

#include <bit>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>

namespace agents {
namespace {

constexpr size_t PageBytes = 4096;
constexpr size_t MaxRowBytes = size_t{64} << 20U;
constexpr uint8_t TableLeaf = 13;

uint64_t bigEndian(std::string_view bytes, size_t at, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

// SQLite's varint: seven bits a byte, the ninth byte whole. Nothing when it runs over the end.
std::optional<uint64_t> varint(std::string_view bytes, size_t& at) {
    uint64_t value = 0;
    for (int i = 0; i < 9; ++i) {
        if (at >= bytes.size()) return {};
        const auto byte = static_cast<unsigned char>(bytes[at++]);
        if (i == 8) return value << 8U | byte;
        value = value << 7U | (byte & 0x7FU);
        if (!(byte & 0x80U)) return value;
    }
    return value;
}

class Pages {
public:
    explicit Pages(const std::filesystem::path& file) : stream_(file, std::ios::binary) {
        std::error_code error;
        const uintmax_t bytes = std::filesystem::file_size(file, error);
        count_ = error ? 0 : static_cast<uint32_t>(bytes / PageBytes);
    }
    uint32_t count() const { return count_; }
    // Numbered from 1; empty when there is no such page.
    std::string page(uint32_t number) {
        if (number == 0 || number > count_) return {};
        std::string bytes(PageBytes, '\0');
        stream_.clear();
        stream_.seekg(static_cast<std::streamoff>((number - 1) * uint64_t{PageBytes}));
        stream_.read(bytes.data(), PageBytes);
        return stream_ ? bytes : std::string();
    }

private:
    std::ifstream stream_;
    uint32_t count_ = 0;
};

// Trunk pages list leaves; a list that makes no sense ends where it does.
std::set<uint32_t> freePages(Pages& pages) {
    std::set<uint32_t> free;
    const std::string first = pages.page(1);
    if (first.empty()) return free;
    auto trunk = static_cast<uint32_t>(bigEndian(first, 32, 4));
    while (trunk != 0 && trunk <= pages.count() && free.insert(trunk).second) {
        const std::string page = pages.page(trunk);
        if (page.empty()) break;
        const uint64_t leaves = bigEndian(page, 4, 4);
        if (leaves > PageBytes / 4 - 2) break;
        for (uint64_t i = 0; i < leaves; ++i)
            free.insert(static_cast<uint32_t>(bigEndian(page, 8 + i * 4, 4)));
        trunk = static_cast<uint32_t>(bigEndian(page, 0, 4));
    }
    return free;
}

// The row's bytes: what is on the page, then what is on its chain of overflow pages.
std::optional<std::string> payload(Pages& pages, const std::string& page, size_t at, uint64_t size) {
    constexpr uint64_t Most = PageBytes - 35;
    constexpr uint64_t Least = (PageBytes - 12) * 32 / 255 - 23;
    if (size > MaxRowBytes) return {};
    uint64_t local = size;
    if (size > Most) {
        const uint64_t wanted = Least + (size - Least) % (PageBytes - 4);
        local = wanted <= Most ? wanted : Least;
    }
    if (at + local + (local < size ? 4 : 0) > PageBytes) return {};
    std::string bytes = page.substr(at, local);
    auto next = local < size ? static_cast<uint32_t>(bigEndian(page, at + local, 4)) : 0;
    while (bytes.size() < size) {
        const std::string overflow = pages.page(next);
        if (overflow.empty()) return {};
        bytes += overflow.substr(4, size - bytes.size());
        next = static_cast<uint32_t>(bigEndian(overflow, 0, 4));
    }
    return bytes;
}

// How many bytes a value of this type has.
std::optional<size_t> bytesOf(uint64_t type) {
    constexpr size_t Sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (type < std::size(Sizes)) return Sizes[type];
    if (type < 12) return {};
    return (type - 12) / 2;
}

SalvagedValue valueOf(uint64_t type, std::string_view bytes) {
    if (type == 0) return std::monostate();
    if (type == 7) return std::bit_cast<double>(bigEndian(bytes, 0, 8));
    if (type == 8 || type == 9) return static_cast<int64_t>(type - 8);
    if (type >= 12) return std::string(bytes);
    uint64_t value = static_cast<unsigned char>(bytes[0]) & 0x80U ? ~uint64_t{0} : 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<int64_t>(value);
}

std::optional<SalvagedRow> rowOf(std::string_view record, int64_t number) {
    SalvagedRow row{.number = number, .bytes = record.size()};
    size_t at = 0;
    const auto header = varint(record, at);
    if (!header || *header > record.size()) return {};
    size_t body = *header;
    while (at < *header) {
        const auto type = varint(record, at);
        const auto size = type ? bytesOf(*type) : std::nullopt;
        if (!size || *size > record.size() - body || row.values.size() > 100) return {};
        row.values.push_back(valueOf(*type, record.substr(body, *size)));
        body += *size;
    }
    if (at != *header || body != record.size()) return {};
    return row;
}

void rowsOfPage(Pages& pages, uint32_t number, const std::function<void(const SalvagedRow&)>& found) {
    const std::string page = pages.page(number);
    const size_t start = number == 1 ? 100 : 0;
    if (page.empty() || static_cast<uint8_t>(page[start]) != TableLeaf) return;
    const uint64_t cells = bigEndian(page, start + 3, 2);
    for (uint64_t cell = 0; cell < cells && start + 10 + cell * 2 <= PageBytes; ++cell) {
        size_t at = bigEndian(page, start + 8 + cell * 2, 2);
        const auto size = varint(page, at);
        const auto rowid = size ? varint(page, at) : std::nullopt;
        if (!rowid) continue;
        const auto record = payload(pages, page, at, *size);
        const auto row = record ? rowOf(*record, static_cast<int64_t>(*rowid)) : std::nullopt;
        if (row) found(*row);
    }
}

// The WAL's running sum over 32-bit words.
struct Sums {
    uint32_t one = 0, two = 0;
    void add(std::string_view bytes, bool bigEndianWords) {
        for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            one += word(bytes, at, bigEndianWords) + two;
            two += word(bytes, at + 4, bigEndianWords) + one;
        }
    }
    static uint32_t word(std::string_view bytes, size_t at, bool bigEndianWords) {
        if (bigEndianWords) return static_cast<uint32_t>(bigEndian(bytes, at, 4));
        uint32_t value = 0;
        std::memcpy(&value, bytes.data() + at, 4);
        return value;
    }
    bool operator==(const Sums&) const = default;
};

struct Frame {
    uint64_t page;
    std::string bytes;
};

}  // namespace

base::Result<> salvageRows(const std::filesystem::path& file,
                           const std::function<void(const SalvagedRow&)>& found) {
    Pages pages(file);
    if (pages.count() == 0)
        return base::failure(base::Code::Corrupt,
                             fmt::format("{} is too short to hold anything", file.string()));
    const std::set<uint32_t> free = freePages(pages);
    for (uint32_t number = 1; number <= pages.count(); ++number)
        if (!free.contains(number)) rowsOfPage(pages, number, found);
    return {};
}

base::Result<> replayLog(const std::filesystem::path& file, const std::filesystem::path& log) {
    constexpr size_t HeaderBytes = 32, FrameBytes = 24;
    std::ifstream from(log, std::ios::binary);
    std::string header(HeaderBytes, '\0');
    if (!from.read(header.data(), HeaderBytes)) return {};  // nothing in it
    const uint64_t magic = bigEndian(header, 0, 4);
    if ((magic & ~uint64_t{1}) != 0x377F0682 || bigEndian(header, 8, 4) != PageBytes) return {};
    const bool bigEndianWords = magic & 1U;
    Sums sums;
    sums.add(std::string_view(header).substr(0, 24), bigEndianWords);
    std::fstream to(file, std::ios::binary | std::ios::in | std::ios::out);
    std::vector<Frame> pending;  // of the transaction that is being read
    std::string frame(FrameBytes + PageBytes, '\0');
    while (from.read(frame.data(), static_cast<std::streamsize>(frame.size()))) {
        if (frame.compare(8, 8, header, 16, 8) != 0) break;  // of an older round
        sums.add(std::string_view(frame).substr(0, 8), bigEndianWords);
        sums.add(std::string_view(frame).substr(FrameBytes), bigEndianWords);
        if (sums != Sums{static_cast<uint32_t>(bigEndian(frame, 16, 4)),
                         static_cast<uint32_t>(bigEndian(frame, 20, 4))})
            break;
        pending.push_back({bigEndian(frame, 0, 4), frame.substr(FrameBytes)});
        if (bigEndian(frame, 4, 4) == 0) continue;  // not yet committed
        for (const Frame& one : pending) {
            if (one.page == 0) continue;
            to.seekp(static_cast<std::streamoff>((one.page - 1) * PageBytes));
            to.write(one.bytes.data(), PageBytes);
        }
        pending.clear();
    }
    if (!to) return base::failure(base::Code::Io, fmt::format("{} cannot be written", file.string()));
    return {};
}

}  // namespace agents
