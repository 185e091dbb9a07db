#include "engine/files/safetensors_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/files/safetensors.h"

namespace engine {
namespace {

using Json = nlohmann::json;
constexpr size_t MaxMetadata =
    Safetensors::MaxTensors + 1000;  // a note for every tensor, and what else there is
constexpr std::string_view MetadataKey = "__metadata__";
constexpr size_t MaxPieceBytes = size_t{1} << 20U;

bool isMark(char letter) {
    return letter == ',' || letter == ':' || letter == '[' || letter == ']' || letter == '{' || letter == '}';
}

// The parser keeps what stands between two marks several times over, up to eight times where it complains of
// it. So that memory stays in proportion to the header, no piece may be long.
base::Result<> checkPieces(std::string_view json) {
    size_t begin = 0;
    bool text = false;
    for (size_t at = 0; at < json.size(); ++at) {
        const char letter = json[at];
        if (text && letter == '\\') {
            ++at;  // what follows ends nothing
        } else if (letter == '"') {
            text = !text;
            begin = at;
        } else if (!text && isMark(letter)) {
            begin = at;
        }
        if (at - begin > MaxPieceBytes)
            return base::failure(
                base::Code::BadModel,
                fmt::format("the header has a text, a number or a gap of over {} bytes from byte {} on",
                            MaxPieceBytes, begin + 8));
    }
    return {};
}

base::Result<> checkNames(const SafetensorsHeader& header) {
    std::vector<std::string_view> names;
    names.reserve(header.entries.size());
    for (const SafetensorsEntry& entry : header.entries) names.emplace_back(entry.name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice == names.end()) return {};
    return base::failure(base::Code::BadModel, fmt::format("\"{}\" is there twice", *twice));
}

// {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {"key": "text"}}
//
// Texts are copied and never moved out of the parser, whose own have room for the longest that came before.
class HeaderReader : public nlohmann::json_sax<Json> {
public:
    SafetensorsHeader takeHeader() { return std::move(header_); }
    base::Error error() const { return {base::Code::BadModel, problem_}; }

    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool number_integer(number_integer_t) override { return unexpected("a negative number"); }
    bool number_float(number_float_t, const string_t&) override {
        return unexpected("a number that is not whole or too large");
    }
    bool binary(binary_t&) override { return unexpected("binary"); }
    bool number_unsigned(number_unsigned_t value) override;
    bool string(string_t& value) override;
    bool start_object(std::size_t) override;
    bool key(string_t& name) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override;

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& cause) override {
        const std::string_view words = cause.what();
        const bool utf8 = words.find("UTF-8") != std::string_view::npos;
        const size_t byte = position > 0 ? position - 1 : 0;
        return fail(fmt::format("the header is not valid {} at byte {}", utf8 ? "UTF-8" : "JSON", byte + 8));
    }

private:
    enum class Level { Outside, Top, Metadata, Tensor, Shape, Offsets };
    enum Field : unsigned { None = 0, Type = 1, Shape = 2, Offsets = 4, All = 7 };

    bool fail(std::string why) {
        problem_ = std::move(why);
        return false;
    }
    std::string where() const {
        if (level_ == Level::Metadata) return "__metadata__";
        return level_ >= Level::Tensor ? fmt::format("tensor \"{}\"", entry_.name)
                                       : std::string("the header");
    }
    bool unexpected(std::string_view what) {
        return fail(fmt::format("{}: {} where it cannot be", where(), what));
    }

    bool topKey(std::string_view name);
    bool tensorKey(std::string_view name);
    bool metadataKey(const string_t& name);

    SafetensorsHeader header_;
    SafetensorsEntry entry_;
    bool metadataSeen_ = false;
    Level level_ = Level::Outside;
    Field field_ = None;
    unsigned seen_ = 0;
    std::string metadataName_;
    size_t offsets_ = 0;
    std::string problem_;
};

bool HeaderReader::topKey(std::string_view name) {
    if (name.size() > Safetensors::MaxNameBytes)
        return fail(fmt::format("a tensor's name is {} bytes long, at most {} are read", name.size(),
                                Safetensors::MaxNameBytes));
    for (const char letter : name)
        if (static_cast<unsigned char>(letter) < 0x20)
            return fail("a tensor's name holds a control character");
    if (name == MetadataKey) {
        if (std::exchange(metadataSeen_, true)) return fail(fmt::format("\"{}\" is there twice", name));
    } else if (header_.entries.size() == Safetensors::MaxTensors) {
        return fail(fmt::format("more than {} tensors", Safetensors::MaxTensors));
    }
    entry_ = {};
    entry_.name = name;
    return true;
}

bool HeaderReader::tensorKey(std::string_view name) {
    field_ = name == "dtype" ? Type : name == "shape" ? Shape : name == "data_offsets" ? Offsets : None;
    if (field_ == None) return fail(where() + ": has a key other than dtype, shape and data_offsets");
    if (seen_ & field_) return fail(fmt::format("{}: \"{}\" is there twice", where(), name));
    seen_ |= field_;
    return true;
}

bool HeaderReader::metadataKey(const string_t& name) {
    if (header_.metadata.size() >= MaxMetadata)
        return fail(fmt::format("__metadata__: more than {} entries", MaxMetadata));
    if (header_.metadata.contains(name))
        return fail(fmt::format("__metadata__: \"{}\" is there twice", name));
    metadataName_ = name;
    return true;
}

bool HeaderReader::key(string_t& name) {
    if (level_ == Level::Top) return topKey(name);
    return level_ == Level::Tensor ? tensorKey(name) : metadataKey(name);
}

bool HeaderReader::string(string_t& value) {
    if (level_ == Level::Metadata) {
        header_.metadata.emplace(std::move(metadataName_), value);
        return true;
    }
    if (level_ != Level::Tensor || field_ != Type) return unexpected("a text");
    if (value.size() > 32) return fail(where() + ": its dtype is not one of the format's");
    entry_.type = value;
    return true;
}

bool HeaderReader::number_unsigned(number_unsigned_t value) {
    if (level_ == Level::Shape) {
        if (entry_.shape.size() == Safetensors::MaxRank)
            return fail(fmt::format("{}: more than {} dimensions", where(), Safetensors::MaxRank));
        entry_.shape.push_back(value);
        return true;
    }
    if (level_ != Level::Offsets) return unexpected("a number");
    if (offsets_ == 2) return fail(where() + ": data_offsets are not two numbers");
    (offsets_ == 0 ? entry_.begin : entry_.end) = value;
    ++offsets_;
    return true;
}

bool HeaderReader::start_object(std::size_t) {
    if (level_ == Level::Outside) {
        level_ = Level::Top;
        return true;
    }
    if (level_ != Level::Top) return unexpected("an object");
    level_ = entry_.name == MetadataKey ? Level::Metadata : Level::Tensor;
    seen_ = 0;
    return true;
}

bool HeaderReader::end_object() {
    if (level_ == Level::Tensor) {
        if (seen_ != All) return fail(where() + ": dtype, shape or data_offsets is missing");
        header_.entries.push_back(std::move(entry_));
        entry_ = {};
    }
    level_ = level_ == Level::Top ? Level::Outside : Level::Top;
    return true;
}

bool HeaderReader::start_array(std::size_t) {
    if (level_ != Level::Tensor || field_ == Type) return unexpected("a list");
    level_ = field_ == Shape ? Level::Shape : Level::Offsets;
    offsets_ = 0;
    return true;
}

bool HeaderReader::end_array() {
    if (level_ == Level::Offsets && offsets_ != 2)
        return fail(where() + ": data_offsets are not two numbers");
    level_ = Level::Tensor;
    return true;
}

}  // namespace

base::Result<SafetensorsHeader> readSafetensorsHeader(std::string_view json) {
    TRY(checkPieces(json));
    HeaderReader reader;
    if (!Json::sax_parse(json.data(), json.data() + json.size(), &reader))
        return tl::unexpected(reader.error());
    SafetensorsHeader header = reader.takeHeader();
    TRY(checkNames(header));
    return header;
}

}  // namespace engine
