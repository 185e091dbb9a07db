#include "engine/files/safetensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#include "engine/files/block_tensors.h"
#include "engine/files/safetensors_header.h"

namespace engine {
namespace {

constexpr uint64_t MaxCopiedBytes = uint64_t{1} << 30U;

base::Error bad(const std::filesystem::path& path, std::string_view why) {
    return {base::Code::BadModel, fmt::format("{}: {}", path.string(), why)};
}

base::Error truncated(const std::filesystem::path& path, uint64_t size, uint64_t wanted) {
    return bad(path, fmt::format("truncated at {} of {} bytes: copy or download it again", size, wanted));
}

base::Error badTensor(const std::filesystem::path& path, std::string_view name, std::string_view why) {
    return bad(path, fmt::format("tensor \"{}\": {}", name, why));
}

// The header's JSON, without the spaces that pad it.
base::Result<std::string_view> headerText(const MappedFile& file) {
    const auto bytes = file.bytes();
    uint64_t length = 0;
    if (bytes.size() < sizeof length)
        return tl::unexpected(truncated(file.path(), bytes.size(), sizeof length));
    static_assert(std::endian::native == std::endian::little, "the header's length is little-endian");
    std::memcpy(&length, bytes.data(), sizeof length);
    if (length > Safetensors::MaxHeaderBytes)
        return tl::unexpected(
            bad(file.path(), fmt::format("its header would be {} bytes long, at most {} are read: "
                                         "this is not a safetensors file, or it is damaged",
                                         length, Safetensors::MaxHeaderBytes)));
    if (length > bytes.size() - sizeof length)
        return tl::unexpected(truncated(file.path(), bytes.size(), sizeof length + length));
    std::string_view text(reinterpret_cast<const char*>(bytes.data()) + sizeof length, length);
    if (!text.starts_with('{'))
        return tl::unexpected(bad(file.path(),
                                  "its header does not begin with \"{\": this is not a safetensors file, "
                                  "or it is damaged"));
    return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
}

std::optional<kernels::Type> typeOf(std::string_view name) {
    if (name == "F32") return kernels::Type::F32;
    if (name == "F16") return kernels::Type::F16;
    if (name == "BF16") return kernels::Type::BF16;
    if (name == "F8_E4M3") return kernels::Type::F8E4M3;
    if (name == "I32") return kernels::Type::I32;
    return {};
}

// Bytes that type and shape ask for; unset when that overflows.
std::optional<uint64_t> bytesOf(const std::vector<uint64_t>& shape, kernels::Type type) {
    uint64_t bytes = kernels::bytesOf(type);
    for (const uint64_t size : shape)
        if (size > static_cast<uint64_t>(INT64_MAX) || __builtin_mul_overflow(bytes, size, &bytes)) return {};
    // A zero among the sizes hides how large the others are; the product of all must still be sane.
    uint64_t others = 1;
    for (const uint64_t size : shape)
        if (size != 0 && __builtin_mul_overflow(others, size, &others)) return {};
    return others > static_cast<uint64_t>(INT64_MAX) ? std::nullopt : std::optional(bytes);
}

// Powers of two, as scales are stored with some FP8 weights. Read as one-byte numbers, then widened.
constexpr std::string_view PowersOfTwo = "F8_E8M0";

float powerOfTwo(std::byte code) {
    if (code == std::byte{0xFF}) return std::numeric_limits<float>::quiet_NaN();
    return std::ldexp(1.0F, static_cast<int>(code) - 127);
}

// Takes the name: there may be fifty megabytes of names.
base::Result<TensorInfo> tensorOf(const MappedFile& file, SafetensorsEntry& entry, const BlockNotes& notes,
                                  std::span<const std::byte> data) {
    if (const auto note = notes.find(entry.name); note != notes.end()) {
        auto blocks = blockTensor(entry, note->second, data.subspan(entry.begin, entry.end - entry.begin));
        if (!blocks) return tl::unexpected(std::move(blocks).error().within(file.path().string()));
        return blocks;
    }
    const auto type = entry.type == PowersOfTwo ? kernels::Type::F8E4M3 : typeOf(entry.type);
    if (!type)
        return base::failure(
            base::Code::Unsupported,
            badTensor(file.path(), entry.name,
                      fmt::format("numbers of type \"{}\" are not read in "
                                  "this version: F32, F16, BF16, F8_E4M3, F8_E8M0 and I32 are",
                                  entry.type))
                .message);
    const auto bytes = bytesOf(entry.shape, *type);
    if (!bytes) return tl::unexpected(badTensor(file.path(), entry.name, "its shape is absurdly large"));
    if (*bytes != entry.end - entry.begin)
        return tl::unexpected(badTensor(
            file.path(), entry.name,
            fmt::format("type and shape ask for {} bytes, but it has {}", *bytes, entry.end - entry.begin)));
    TensorInfo info{std::move(entry.name), *type, {}, data.subspan(entry.begin, entry.end - entry.begin)};
    info.shape.assign(entry.shape.begin(), entry.shape.end());
    return info;
}

// Each begins where the one before ended, the first at 0, the last at the end of the file.
base::Result<> checkOffsets(const MappedFile& file, const std::vector<SafetensorsEntry>& sorted,
                            uint64_t dataBytes) {
    const uint64_t headerBytes = file.bytes().size() - dataBytes;
    uint64_t expected = 0;
    for (const SafetensorsEntry& entry : sorted) {
        if (entry.end < entry.begin)
            return tl::unexpected(badTensor(file.path(), entry.name, "its data ends before it begins"));
        if (entry.begin != expected)
            return tl::unexpected(badTensor(
                file.path(), entry.name,
                fmt::format("its data begins at {}, but the tensor before it ends at {} ({})", entry.begin,
                            expected, entry.begin < expected ? "they overlap" : "a hole")));
        expected = entry.end;
    }
    uint64_t wanted = 0;
    if (__builtin_add_overflow(expected, headerBytes, &wanted))
        return tl::unexpected(bad(file.path(), "its offsets are absurdly large"));
    if (expected > dataBytes) return tl::unexpected(truncated(file.path(), file.bytes().size(), wanted));
    if (expected < dataBytes)
        return tl::unexpected(
            bad(file.path(), fmt::format("{} bytes follow the last tensor: it is damaged, or more "
                                         "than a safetensors file",
                                         dataBytes - expected)));
    return {};
}

}  // namespace

base::Result<std::unique_ptr<Safetensors>> Safetensors::open(const std::filesystem::path& path) {
    std::unique_ptr<Safetensors> result(new Safetensors);
    result->file_ = TRY(MappedFile::open(path));
    const MappedFile& file = *result->file_;
    const std::string_view text = TRY(headerText(file));
    auto header = readSafetensorsHeader(text);
    if (!header) return tl::unexpected(std::move(header).error().within(path.string()));

    uint64_t length = 0;
    std::memcpy(&length, file.bytes().data(), sizeof length);
    const auto data = file.bytes().subspan(sizeof length + length);
    auto& entries = header->entries;
    std::sort(entries.begin(), entries.end(), [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    TRY(checkOffsets(file, entries, data.size()));
    auto notes = readBlockNotes(*header);
    if (!notes) return tl::unexpected(std::move(notes).error().within(path.string()));
    result->tensors_.reserve(entries.size());
    for (SafetensorsEntry& entry : entries) {
        result->tensors_.push_back(TRY(tensorOf(file, entry, *notes, data)));
        if (entry.type == PowersOfTwo) TRY(result->widen(result->tensors_.back()));
    }
    result->metadata_ = std::move(header->metadata);
    TRY(result->alignTensors());
    return result;
}

base::Result<std::byte*> Safetensors::copyPlace(const TensorInfo& tensor, uint64_t bytes) {
    copied_ += bytes;
    if (copied_ > MaxCopiedBytes)
        return tl::unexpected(
            badTensor(path(), tensor.name,
                      "over 1 GiB of numbers are not aligned, or of the type F8_E8M0: save the "
                      "model again with the safetensors library"));
    copies_.push_back(std::make_unique<uint64_t[]>((bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t)));
    return reinterpret_cast<std::byte*>(copies_.back().get());
}

base::Result<> Safetensors::widen(TensorInfo& tensor) {
    const size_t count = tensor.data.size();
    std::byte* place = TRY(copyPlace(tensor, uint64_t{count} * sizeof(float)));
    for (size_t i = 0; i < count; ++i) {
        const float value = powerOfTwo(tensor.data[i]);
        std::memcpy(place + i * sizeof(float), &value, sizeof(float));
    }
    tensor.type = kernels::Type::F32;
    tensor.data = {place, count * sizeof(float)};
    return {};
}

// The format does not promise alignment, though every common writer keeps it. Numbers are read in place, so
// the few that lie askew are copied.
base::Result<> Safetensors::alignTensors() {
    for (TensorInfo& tensor : tensors_) {
        if (tensor.data.empty() || kernels::isBlocked(tensor.type)) continue;  // blocks lie anywhere
        if (reinterpret_cast<uintptr_t>(tensor.data.data()) % kernels::bytesOf(tensor.type) == 0) continue;
        std::byte* place = TRY(copyPlace(tensor, tensor.data.size()));
        std::memcpy(place, tensor.data.data(), tensor.data.size());
        tensor.data = {place, tensor.data.size()};
    }
    return {};
}

}  // namespace engine
