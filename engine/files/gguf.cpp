#include "engine/files/gguf.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "engine/files/gguf_config.h"
#include "engine/files/gguf_header.h"

namespace engine {
namespace {

using base::Code;
using kernels::Type;

constexpr uint64_t DefaultAlignment = 32;

struct FileType {
    uint32_t number;
    const char* name;
    std::optional<Type> type;  // unset: known by name, not read
};

constexpr FileType FileTypes[] = {
    {0, "F32", Type::F32},
    {1, "F16", Type::F16},
    {2, "Q4_0", Type::Q4_0},
    {3, "Q4_1", Type::Q4_1},
    {6, "Q5_0", Type::Q5_0},
    {7, "Q5_1", Type::Q5_1},
    {8, "Q8_0", Type::Q8_0},
    {9, "Q8_1", {}},
    {10, "Q2_K", Type::Q2_K},
    {11, "Q3_K", Type::Q3_K},
    {12, "Q4_K", Type::Q4_K},
    {13, "Q5_K", Type::Q5_K},
    {14, "Q6_K", Type::Q6_K},
    {15, "Q8_K", {}},
    {16, "IQ2_XXS", {}},
    {17, "IQ2_XS", {}},
    {18, "IQ3_XXS", {}},
    {19, "IQ1_S", {}},
    {20, "IQ4_NL", Type::IQ4_NL},
    {21, "IQ3_S", {}},
    {22, "IQ2_S", {}},
    {23, "IQ4_XS", Type::IQ4_XS},
    {24, "I8", {}},
    {25, "I16", {}},
    {26, "I32", Type::I32},
    {27, "I64", {}},
    {28, "F64", {}},
    {29, "IQ1_M", {}},
    {30, "BF16", Type::BF16},
    {34, "TQ1_0", {}},
    {35, "TQ2_0", {}},
    {39, "MXFP4", Type::MXFP4},
    {40, "NVFP4", {}},
    {41, "Q1_0", {}},
};

base::Error bad(std::string why) {
    return {Code::BadModel, std::move(why)};
}

base::Error badTensor(const GgufEntry& entry, std::string_view why) {
    return bad(fmt::format("tensor \"{}\": {}", entry.name, why));
}

base::Result<Type> typeOf(const GgufEntry& entry) {
    for (const FileType& known : FileTypes) {
        if (known.number != entry.type) continue;
        if (known.type) return *known.type;
        return base::failure(
            Code::Unsupported,
            fmt::format("tensor \"{}\": numbers in the format {} are not read in this version: "
                        "get the model as Q4_K_M, Q8_0 or another common format",
                        entry.name, known.name));
    }
    return base::failure(Code::Unsupported,
                         fmt::format("tensor \"{}\": numbers in a format that is not known here (number {})",
                                     entry.name, entry.type));
}

// Elements of the shape; a zero among the sizes does not hide how large the others are.
base::Result<uint64_t> elementsOf(const GgufEntry& entry) {
    uint64_t sizes = 1;
    bool none = false;
    for (const uint64_t size : entry.shape) {
        none = none || size == 0;
        if (size != 0 && (__builtin_mul_overflow(sizes, size, &sizes) || sizes > uint64_t{1} << 60U))
            return tl::unexpected(badTensor(entry, "its shape is absurdly large"));
    }
    return none ? 0 : sizes;
}

// A tensor without its data, and how many bytes that has.
struct Planned {
    TensorInfo info;
    uint64_t begin = 0;
    uint64_t bytes = 0;
};

base::Result<Planned> plan(const GgufEntry& entry, uint64_t alignment) {
    Planned planned;
    planned.info.name = entry.name;
    planned.info.type = TRY(typeOf(entry));
    const uint64_t elements = TRY(elementsOf(entry));
    const kernels::BlockOf block = kernels::blockOf(planned.info.type);
    const auto inBlock = static_cast<uint64_t>(block.elements);
    if (inBlock > 1 && (entry.shape.empty() || entry.shape.front() % inBlock != 0))
        return tl::unexpected(badTensor(entry, fmt::format("a row is not a whole number of {} blocks of {}",
                                                           kernels::nameOf(planned.info.type), inBlock)));
    planned.info.shape.assign(entry.shape.rbegin(), entry.shape.rend());
    planned.begin = entry.offset;
    planned.bytes = elements / inBlock * static_cast<uint64_t>(block.bytes);
    if (entry.offset % alignment != 0)
        return tl::unexpected(
            badTensor(entry, fmt::format("begins at {}, not at a multiple of {}", entry.offset, alignment)));
    return planned;
}

base::Result<uint64_t> alignmentOf(const GgufMetadata& metadata) {
    const std::string_view key = "general.alignment";
    if (!metadata.has(key)) return DefaultAlignment;
    const auto value = static_cast<uint64_t>(metadata.integer(key).value_or(0));
    if (value < 8 || value > Gguf::MaxAlignment || (value & (value - 1)) != 0)
        return tl::unexpected(
            bad(fmt::format("\"{}\" is not a power of two between 8 and {}", key, Gguf::MaxAlignment)));
    return value;
}

uint64_t padded(uint64_t value, uint64_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

// In order of their data each begins where the one before ended, but for what pads it.
base::Result<> place(std::vector<Planned>& tensors, std::span<const std::byte> file, uint64_t dataBegin,
                     uint64_t alignment) {
    std::vector<Planned*> sorted;
    sorted.reserve(tensors.size());
    for (Planned& tensor : tensors) sorted.push_back(&tensor);
    std::sort(sorted.begin(), sorted.end(), [](const Planned* a, const Planned* b) {
        return a->begin != b->begin ? a->begin < b->begin : a->bytes < b->bytes;
    });
    const uint64_t room = dataBegin <= file.size() ? file.size() - dataBegin : 0;
    uint64_t end = 0;
    for (Planned* tensor : sorted) {
        const uint64_t expected = padded(end, alignment);
        if (tensor->begin != expected)
            return tl::unexpected(bad(
                fmt::format("tensor \"{}\": its data begins at {}, but the tensor before it ends at {} ({})",
                            tensor->info.name, tensor->begin, end,
                            tensor->begin < expected ? "they overlap" : "a hole")));
        if (tensor->bytes > room || tensor->begin > room - tensor->bytes)
            return tl::unexpected(
                bad(fmt::format("truncated at {} of at least {} bytes: copy or download it again",
                                file.size(), dataBegin + tensor->begin + tensor->bytes)));
        end = tensor->begin + tensor->bytes;
        if (tensor->bytes > 0) tensor->info.data = file.subspan(dataBegin + tensor->begin, tensor->bytes);
    }
    if (!sorted.empty() && room - end >= alignment)
        return tl::unexpected(
            bad(fmt::format("{} bytes follow the last tensor: it is damaged, or more than a GGUF "
                            "file",
                            room - end)));
    return {};
}

base::Result<std::vector<TensorInfo>> tensorsOf(const GgufHeader& header, std::span<const std::byte> file) {
    const uint64_t alignment = TRY(alignmentOf(header.metadata));
    std::unordered_set<std::string_view> names;
    std::vector<Planned> planned;
    planned.reserve(header.entries.size());
    for (const GgufEntry& entry : header.entries) {
        if (!names.insert(entry.name).second) return tl::unexpected(badTensor(entry, "is there twice"));
        planned.push_back(TRY(plan(entry, alignment)));
    }
    TRY(place(planned, file, padded(header.bytes, alignment), alignment));
    std::vector<TensorInfo> tensors;
    tensors.reserve(planned.size());
    for (Planned& one : planned) tensors.push_back(std::move(one.info));
    return tensors;
}

}  // namespace

base::Result<std::unique_ptr<Gguf>> Gguf::open(const std::filesystem::path& path) {
    std::unique_ptr<Gguf> result(new Gguf);
    result->file_ = TRY(MappedFile::open(path));
    const auto bytes = result->file_->bytes();
    auto header = readGgufHeader(bytes);
    if (!header) return tl::unexpected(std::move(header).error().within(path.string()));
    auto tensors = tensorsOf(*header, bytes);
    if (!tensors) {
        // A newer architecture brings number formats that are not known either: its name says more.
        auto known = checkGgufArchitecture(header->metadata);
        auto why = known ? std::move(tensors).error() : std::move(known).error();
        return tl::unexpected(std::move(why).within(path.string()));
    }
    result->metadata_ = std::move(header->metadata);
    result->tensors_ = std::move(*tensors);
    return result;
}

}  // namespace engine
