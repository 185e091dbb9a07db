#include "engine/files/gguf_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/files/gguf.h"

namespace engine {
namespace {

using base::Code;
using base::failure;

static_assert(std::endian::native == std::endian::little, "numbers in the file are little-endian");

constexpr int MaxNesting = 4;  // lists in lists: walked through, not kept

// The format's numbers for kinds of values.
enum class Kind : uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, List, U64, I64, F64 };

bool isWhole(Kind kind) {
    return kind <= Kind::I32 || kind == Kind::U64 || kind == Kind::I64;
}

class HeaderReader {
public:
    explicit HeaderReader(std::span<const std::byte> file) : file_(file) {}

    base::Result<GgufHeader> read();

private:
    base::Result<> readStart(uint64_t& tensors, uint64_t& keys);
    base::Result<> readKey();
    base::Result<GgufMetadata::Value> readValue(Kind kind, const std::string& key);
    base::Result<GgufMetadata::Value> readList(const std::string& key, int nesting);
    base::Result<GgufEntry> readEntry();

    base::Result<> need(uint64_t bytes) const {
        if (bytes <= file_.size() - at_) return {};
        uint64_t wanted = 0;
        if (__builtin_add_overflow(at_, bytes, &wanted))
            return failure(Code::BadModel, fmt::format("a length at byte {} is absurdly large", at_));
        return failure(Code::BadModel,
                       fmt::format("truncated at {} of at least {} bytes: copy or download it again",
                                   file_.size(), wanted));
    }
    template <class T>
    base::Result<T> number() {
        TRY(need(sizeof(T)));
        T value;
        std::memcpy(&value, file_.data() + at_, sizeof(T));
        at_ += sizeof(T);
        return value;
    }
    base::Result<std::string> text(uint64_t most, std::string_view what);
    base::Result<std::string> name(uint64_t most, std::string_view what);
    base::Result<int64_t> whole(Kind kind);
    base::Result<double> fraction(Kind kind);
    base::Result<bool> boolean(const std::string& key);

    std::span<const std::byte> file_;
    uint64_t at_ = 0;
    uint64_t listed_ = 0;
    GgufHeader header_;
};

base::Result<std::string> HeaderReader::text(uint64_t most, std::string_view what) {
    const auto length = TRY(number<uint64_t>());
    if (length > most)
        return failure(Code::BadModel,
                       fmt::format("{} is {} bytes long, at most {} are read", what, length, most));
    TRY(need(length));
    std::string value(reinterpret_cast<const char*>(file_.data()) + at_, length);
    at_ += length;
    return value;
}

// Names go into messages and other files: plain ASCII, as the format asks for.
base::Result<std::string> HeaderReader::name(uint64_t most, std::string_view what) {
    std::string value = TRY(text(most, what));
    const bool plain = std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (value.empty() || !plain)
        return failure(Code::BadModel,
                       fmt::format("{} is empty or holds other than printable ASCII letters", what));
    return value;
}

base::Result<int64_t> HeaderReader::whole(Kind kind) {
    switch (kind) {
        case Kind::U8: return TRY(number<uint8_t>());
        case Kind::I8: return TRY(number<int8_t>());
        case Kind::U16: return TRY(number<uint16_t>());
        case Kind::I16: return TRY(number<int16_t>());
        case Kind::U32: return TRY(number<uint32_t>());
        case Kind::I32: return TRY(number<int32_t>());
        case Kind::I64: return TRY(number<int64_t>());
        default: break;
    }
    const auto value = TRY(number<uint64_t>());
    if (value > static_cast<uint64_t>(INT64_MAX))
        return failure(Code::BadModel, fmt::format("the number {} is too large", value));
    return static_cast<int64_t>(value);
}

base::Result<double> HeaderReader::fraction(Kind kind) {
    if (kind == Kind::F32) return TRY(number<float>());
    return number<double>();
}

base::Result<bool> HeaderReader::boolean(const std::string& key) {
    const auto value = TRY(number<uint8_t>());
    if (value > 1) return failure(Code::BadModel, fmt::format("\"{}\" is neither true nor false", key));
    return value == 1;
}

base::Result<GgufMetadata::Value> HeaderReader::readList(const std::string& key, int nesting) {
    const auto kind = static_cast<Kind>(TRY(number<uint32_t>()));
    const auto count = TRY(number<uint64_t>());
    if (count > Gguf::MaxListed - listed_)
        return failure(Code::BadModel,
                       fmt::format("\"{}\" is a list of {} values, at most {} are read in all lists together",
                                   key, count, Gguf::MaxListed));
    listed_ += count;
    TRY(need(kind == Kind::Text || kind == Kind::List ? count * sizeof(uint64_t) : count));
    if (kind == Kind::Text) {
        std::vector<std::string> texts(count);
        for (std::string& one : texts)
            one = TRY(text(Gguf::MaxTextBytes, fmt::format("a text in \"{}\"", key)));
        return texts;
    }
    if (isWhole(kind) || kind == Kind::Bool) {
        std::vector<int64_t> integers(count);
        for (int64_t& one : integers)
            one = kind == Kind::Bool ? int64_t{TRY(boolean(key))} : TRY(whole(kind));
        return integers;
    }
    if (kind == Kind::F32 || kind == Kind::F64) {
        std::vector<float> numbers(count);
        for (float& one : numbers) one = static_cast<float>(TRY(fraction(kind)));
        return numbers;
    }
    if (kind != Kind::List || nesting == MaxNesting)
        return failure(Code::BadModel, fmt::format("\"{}\" is a list of values of no known kind", key));
    for (uint64_t i = 0; i < count; ++i) TRY(readList(key, nesting + 1));
    return std::vector<int64_t>{};
}

base::Result<GgufMetadata::Value> HeaderReader::readValue(Kind kind, const std::string& key) {
    if (kind == Kind::Text) return TRY(text(Gguf::MaxTextBytes, fmt::format("the text of \"{}\"", key)));
    if (kind == Kind::Bool) return TRY(boolean(key));
    if (kind == Kind::F32 || kind == Kind::F64) return TRY(fraction(kind));
    if (kind == Kind::List) return readList(key, 1);
    if (isWhole(kind)) return TRY(whole(kind));
    return failure(Code::BadModel,
                   fmt::format("\"{}\" is of the unknown kind {}", key, static_cast<uint32_t>(kind)));
}

base::Result<> HeaderReader::readKey() {
    std::string key = TRY(name(Gguf::MaxKeyBytes, "a key"));
    const auto kind = static_cast<Kind>(TRY(number<uint32_t>()));
    auto value = TRY(readValue(kind, key));
    if (!header_.metadata.add(key, std::move(value)))
        return failure(Code::BadModel, fmt::format("the key \"{}\" is there twice", key));
    return {};
}

base::Result<GgufEntry> HeaderReader::readEntry() {
    GgufEntry entry;
    entry.name = TRY(name(Gguf::MaxNameBytes, "a tensor's name"));
    const auto rank = TRY(number<uint32_t>());
    if (rank > Gguf::MaxRank)
        return failure(Code::BadModel, fmt::format("tensor \"{}\": {} dimensions, at most {} are read",
                                                   entry.name, rank, Gguf::MaxRank));
    for (uint32_t i = 0; i < rank; ++i) entry.shape.push_back(TRY(number<uint64_t>()));
    entry.type = TRY(number<uint32_t>());
    entry.offset = TRY(number<uint64_t>());
    return entry;
}

base::Result<> HeaderReader::readStart(uint64_t& tensors, uint64_t& keys) {
    char magic[4];
    TRY(need(sizeof magic));
    std::memcpy(magic, file_.data(), sizeof magic);
    at_ = sizeof magic;
    const std::string_view word(magic, sizeof magic);
    if (word != "GGUF" && word != "FUGG")
        return failure(Code::BadModel,
                       "does not begin with \"GGUF\": this is not a GGUF file, or it is damaged");
    const auto version = TRY(number<uint32_t>());
    // Files for the other byte order have their version swapped, and some writers the first word, too.
    if (word == "FUGG" || (version != 0 && (version & 0xFFFFU) == 0))
        return failure(Code::Unsupported, "is a big-endian GGUF file: get the little-endian one");
    if (version != 2 && version != 3)
        return failure(Code::Unsupported,
                       fmt::format("is of GGUF version {}: versions 2 and 3 are read; get a newer file, or "
                                   "convert the model again",
                                   version));
    tensors = TRY(number<uint64_t>());
    keys = TRY(number<uint64_t>());
    if (tensors > Gguf::MaxTensors)
        return failure(Code::BadModel,
                       fmt::format("{} tensors, at most {} are read", tensors, Gguf::MaxTensors));
    if (keys > Gguf::MaxKeys)
        return failure(Code::BadModel, fmt::format("{} keys, at most {} are read", keys, Gguf::MaxKeys));
    return {};
}

base::Result<GgufHeader> HeaderReader::read() {
    uint64_t tensors = 0;
    uint64_t keys = 0;
    TRY(readStart(tensors, keys));
    for (uint64_t i = 0; i < keys; ++i) TRY(readKey());
    for (uint64_t i = 0; i < tensors; ++i) header_.entries.push_back(TRY(readEntry()));
    header_.bytes = at_;
    return std::move(header_);
}

}  // namespace

base::Result<GgufHeader> readGgufHeader(std::span<const std::byte> file) {
    return HeaderReader(file).read();
}

}  // namespace engine
