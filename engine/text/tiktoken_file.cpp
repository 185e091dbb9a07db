#include "engine/text/tiktoken_file.h"

#include <fmt/core.h>

#include <charconv>

#include "engine/base/mapped_file.h"
#include "engine/files/config_file.h"
#include "engine/text/control_names.h"

namespace engine {
namespace {

constexpr size_t MaxFileBytes = 64U << 20U;
constexpr int ReservedTokens = 256;  // ids behind the ranks; those without a name are <|reserved_token_N|>

tl::unexpected<base::Error> bad(std::string why) {
    return base::failure(base::Code::BadModel, std::move(why));
}

int digitOf(char letter) {
    constexpr std::string_view Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t found = Digits.find(letter);
    return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

// False for anything but base64 with its padding.
bool fromBase64(std::string_view text, std::string& bytes) {
    bytes.clear();
    if (text.empty() || text.size() % 4 != 0) return false;
    while (text.ends_with('=') && bytes.size() < 2) {
        text.remove_suffix(1);
        bytes += '=';
    }
    const size_t padding = bytes.size();
    bytes.clear();
    uint32_t bits = 0;
    int count = 0;
    for (const char letter : text) {
        const int digit = digitOf(letter);
        if (digit < 0) return false;
        bits = bits << 6U | static_cast<uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> static_cast<uint32_t>(count));
    }
    return padding <= 2 && !bytes.empty();
}

class Reader {
public:
    explicit Reader(int64_t idLimit) : idLimit_(idLimit) { parts_.byteIds.fill(-1); }

    base::Result<> readRanks(std::string_view text) {
        for (int line = 1; !text.empty(); ++line) {
            const size_t end = std::min(text.find('\n'), text.size());
            std::string_view row = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            if (row.ends_with('\r')) row.remove_suffix(1);
            if (row.empty()) continue;
            auto added = addRank(row);
            if (!added) return tl::unexpected(std::move(added).error().within(fmt::format("line {}", line)));
        }
        return parts_.vocabulary.size() > 0 ? base::Result<>() : bad("it has no tokens");
    }

    base::Result<> readControls(const Json& config) {
        const auto decoder = config.find("added_tokens_decoder");
        const int first = parts_.vocabulary.size();
        if (decoder != config.end() && decoder->is_object())
            for (const auto& [key, entry] : decoder->items()) TRY(addControl(key, entry));
        for (int id = first; id < first + ReservedTokens && id < idLimit_; ++id)
            if (!parts_.vocabulary.has(id)) TRY(add(id, fmt::format("<|reserved_token_{}|>", id)));
        parts_.added.prepare();
        return {};
    }

    // Each way to make a token of two others has that token's rank.
    TokenizerParts finish() {
        struct Merge {
            int left, right, merged;
        };
        std::vector<Merge> merges;
        for (const auto& [text, id] : parts_.whole)
            for (size_t cut = 1; cut < text.size(); ++cut) {
                const auto left = parts_.whole.find(text.substr(0, cut));
                if (left == parts_.whole.end()) continue;
                const auto right = parts_.whole.find(text.substr(cut));
                if (right != parts_.whole.end()) merges.push_back({left->second, right->second, id});
            }
        parts_.pairs = BytePairs(merges.size());
        for (const Merge& merge : merges)
            parts_.pairs.add(merge.left, merge.right, static_cast<uint32_t>(merge.merged), merge.merged);
        return std::move(parts_);
    }

    // Views into the vocabulary, so it must not grow any more.
    void prepareWhole() {
        for (const int id : ranked_) parts_.whole.emplace(parts_.vocabulary.bytes(id), id);
    }

    TokenizerParts& parts() { return parts_; }

private:
    base::Result<> addRank(std::string_view row) {
        const size_t space = row.find(' ');
        if (space == std::string_view::npos || !fromBase64(row.substr(0, space), bytes_))
            return bad("is not a token in base64 and its rank");
        if (bytes_.size() > Vocabulary::MaxTokenBytes)
            return bad(fmt::format("a token of {} bytes", bytes_.size()));
        const int id = TRY(idOf(row.substr(space + 1)));
        if (!parts_.vocabulary.add(id, bytes_)) return bad(fmt::format("the rank {} is there twice", id));
        if (bytes_.size() == 1) parts_.byteIds[static_cast<uint8_t>(bytes_.front())] = id;
        ranked_.push_back(id);
        return {};
    }

    base::Result<int> idOf(std::string_view digits) const {
        int id = -1;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
        if (error != std::errc() || end != digits.data() + digits.size() || id < 0 || id >= idLimit_)
            return bad(fmt::format("\"{}\" is no id: they are 0 to {}", digits.substr(0, 40), idLimit_ - 1));
        return id;
    }

    base::Result<> addControl(const std::string& key, const Json& entry) {
        if (!entry.is_object()) return bad("an added token is not an object");
        const std::string text = TRY(ConfigObject(entry, "added_tokens_decoder").text("content"));
        if (text.empty() || text.size() > AddedTokens::MaxTextBytes)
            return bad(fmt::format("added token {}: {} bytes long, must be 1 to {}", key, text.size(),
                                   AddedTokens::MaxTextBytes));
        return add(TRY(idOf(key)), text);
    }

    base::Result<> add(int id, const std::string& text) {
        AddedToken token;
        token.text = text;
        token.id = id;
        if (!parts_.vocabulary.add(id, text) || !parts_.added.add(std::move(token)))
            return bad(fmt::format("added token {}: its id or its name belongs to another token, too", id));
        return {};
    }

    int64_t idLimit_;
    TokenizerParts parts_;
    std::vector<int> ranked_;
    std::string bytes_;
};

// Only these models' way to cut is known, and they all have this control token.
base::Result<Pretokenizer> kimiPretokenizer(const AddedTokens& added) {
    if (!added.find(control::kimi::Middle) && !added.find("<|im_end|>"))
        return base::failure(base::Code::Unsupported,
                             "the way this tokenizer cuts text is not known in this version (it is none of "
                             "Moonlight's or Kimi's)");
    return Pretokenizer::from(
        {{"type", "Sequence"},
         {"pretokenizers",
          {{{"type", "Split"}, {"pattern", {{"Regex", KimiExpression}}}, {"behavior", "Isolated"}},
           {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}}}}});
}

base::Result<TokenizerParts> readAll(const std::filesystem::path& folder, std::string_view ranks) {
    Reader reader(idLimitOf(folder));
    TRY(reader.readRanks(ranks));
    auto config = readJsonFile(folder / "tokenizer_config.json");
    if (!config) return tl::unexpected(std::move(config).error());
    TRY(reader.readControls(*config));
    reader.parts().pretokenizer = TRY(kimiPretokenizer(reader.parts().added));
    reader.prepareWhole();
    return reader.finish();
}

}  // namespace

base::Result<TokenizerParts> readTiktoken(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / "tiktoken.model";
    const auto file = TRY(MappedFile::open(path));
    const auto bytes = file->bytes();
    if (bytes.size() > MaxFileBytes)
        return base::failure(base::Code::TooLarge,
                             fmt::format("{}: larger than {} bytes", path.string(), MaxFileBytes));
    auto parts = readAll(folder, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!parts) return tl::unexpected(std::move(parts).error().within(path.string()));
    parts->ends = TRY(readEnds(folder, parts->added));
    return parts;
}

}  // namespace engine
