#include "engine/files/block_tensors.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace engine {
namespace {

using kernels::Type;

constexpr std::string_view FormatKey = "inkstone.format";
constexpr std::string_view Format = "1";
constexpr std::string_view BlockKey = "inkstone.block.";
constexpr int64_t MostNumbers = int64_t{1} << 40;

tl::unexpected<base::Error> wrong(std::string_view tensor, std::string_view what) {
    return base::failure(base::Code::BadModel, fmt::format("tensor \"{}\": {}", tensor, what));
}

std::optional<Type> typeNamed(std::string_view name) {
    for (const Type type : {Type::Q8_0, Type::Q4_0})
        if (name == kernels::nameOf(type)) return type;
    return {};
}

// The word before the next space, taken off `text`.
std::string_view nextWord(std::string_view& text) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::optional<int64_t> sizeIn(std::string_view word) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || value < 1 || value > MostNumbers)
        return {};
    return value;
}

std::string written(const BlockNote& note) {
    return fmt::format("{} {} {}", kernels::nameOf(note.type), note.rows, note.columns);
}

base::Result<BlockNote> parse(std::string_view tensor, const std::string& text) {
    std::string_view rest = text;
    const std::string_view name = nextWord(rest);
    const auto type = typeNamed(name);
    if (!type)
        return wrong(tensor, fmt::format("its blocks are of a type \"{}\": only Q8_0 and Q4_0 are read here",
                                         name.substr(0, 40)));
    const auto rows = sizeIn(nextWord(rest));
    const auto columns = sizeIn(nextWord(rest));
    const BlockNote note{*type, rows.value_or(1), columns.value_or(1)};
    if (!rows || !columns || *rows > MostNumbers / *columns || written(note) != text)
        return wrong(tensor, fmt::format("\"{}\" is not a type, rows and columns", text.substr(0, 60)));
    const int64_t elements = kernels::blockOf(*type).elements;
    if (*columns % elements != 0)
        return wrong(tensor, fmt::format("a row has {} numbers, which blocks of {} do not divide", *columns,
                                         elements));
    return note;
}

}  // namespace

base::Result<BlockNotes> readBlockNotes(const SafetensorsHeader& header) {
    BlockNotes notes;
    const auto format = header.metadata.find(std::string(FormatKey));
    if (format == header.metadata.end()) return notes;
    if (format->second != Format)
        return base::failure(base::Code::Unsupported,
                             fmt::format("quantised in format \"{}\", this version reads {}: use a newer "
                                         "Inkstone, or quantise the model again",
                                         format->second.substr(0, 40), Format));
    for (auto at = header.metadata.lower_bound(std::string(BlockKey));
         at != header.metadata.end() && at->first.starts_with(BlockKey); ++at) {
        std::string tensor = at->first.substr(BlockKey.size());
        const BlockNote note = TRY(parse(tensor, at->second));
        notes.emplace(std::move(tensor), note);
    }
    std::set<std::string_view> names;
    for (const SafetensorsEntry& entry : header.entries) names.insert(entry.name);
    for (const auto& [tensor, note] : notes)
        if (!names.contains(tensor))
            return wrong(tensor, "__metadata__ says what it is, but it is not there");
    return notes;
}

base::Result<TensorInfo> blockTensor(const SafetensorsEntry& entry, const BlockNote& note,
                                     std::span<const std::byte> data) {
    if (entry.type != "U8")
        return wrong(entry.name, fmt::format("blocks are stored as U8, but it is \"{}\"", entry.type));
    const int64_t rowBytes = kernels::bytesOf(note.type, note.columns);
    const std::vector<uint64_t> shape{static_cast<uint64_t>(note.rows), static_cast<uint64_t>(rowBytes)};
    if (entry.shape != shape || static_cast<int64_t>(data.size()) != note.rows * rowBytes)
        return wrong(entry.name,
                     fmt::format("{} of [{}, {}] takes [{}, {}] bytes, which is not what is stored",
                                 kernels::nameOf(note.type), note.rows, note.columns, note.rows, rowBytes));
    return TensorInfo{entry.name, note.type, {note.rows, note.columns}, data};
}

std::map<std::string, std::string> writtenBlockNotes(const BlockNotes& notes) {
    std::map<std::string, std::string> metadata{{std::string(FormatKey), std::string(Format)}};
    for (const auto& [tensor, note] : notes) metadata.emplace(std::string(BlockKey) + tensor, written(note));
    return metadata;
}

}  // namespace engine
