#include "engine/text/gguf_tokenizer.h"

#include <fmt/core.h>

#include "engine/files/gguf_files.h"
#include "engine/text/split_pattern.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

// "tokenizer.ggml.token_type"
enum TokenType : int64_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

constexpr const char* Gpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr const char* Llama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|)"
    R"(\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* Qwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|)"
    R"(\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* DeepSeekV3 =
    R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| )"
    R"(?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

struct Known {
    std::string_view pre;
    std::vector<std::string> splits;
    bool wholePieces = false;
};

const std::vector<Known>& knownPres() {
    const std::string east = "[一-龥ࠀ-一가-퟿]+";
    const std::string cased = "\\s?[" + std::string(casedLetters) + "]+";
    static const std::vector<Known> all{
        {"deepseek-v3", {R"(\p{N}{1,3})", "[一-龥\u3040-ゟ゠-ヿ]+", DeepSeekV3}},
        {"deepseek-llm",
         {R"([\r\n])", cased, "\\s?[!-/:-~！-／：-～‘-‟　-。]+", R"(\s+$)", east, R"(\p{N}+)"}},
        {"deepseek-coder", {R"([\r\n])", R"(\s?\p{L}+)", R"(\s?\p{P}+)", east, R"(\p{N})"}},
        {"deepseek-r1-qwen", {Qwen2}},
        {"qwen2", {Qwen2}},
        {"llama-bpe", {Llama3}, true},
        {"llama3", {Llama3}, true},
        {"llama-v3", {Llama3}, true},
        {"glm4", {Llama3}},
        {"smollm", {R"(\p{N})", Gpt2}},
        {"kimi-k2", {std::string(KimiExpression)}},
        {"gpt-2", {Gpt2}},
        {"gigachat", {Gpt2}},
        {"default", {R"([\p{P}\$\+<=>\^~\|]+)", Gpt2, R"(\p{N}+)", "[0-9][0-9][0-9]"}},
    };
    return all;
}

tl::unexpected<base::Error> bad(std::string why) {
    return base::failure(base::Code::BadModel, std::move(why));
}

struct Tokens {
    const std::vector<std::string>* texts = nullptr;
    const std::vector<int64_t>* types = nullptr;  // null: all are normal
    int64_t typeOf(size_t id) const { return types ? (*types)[id] : int64_t{Normal}; }
};

base::Result<Tokens> tokensOf(const GgufMetadata& metadata) {
    const Tokens tokens{metadata.texts("tokenizer.ggml.tokens"),
                        metadata.integers("tokenizer.ggml.token_type")};
    if (!tokens.texts || tokens.texts->empty()) return bad("tokenizer.ggml.tokens is missing or empty");
    if (tokens.texts->size() > Vocabulary::MaxTokens)
        return bad(fmt::format("tokenizer.ggml.tokens has {} entries, at most {} are read",
                               tokens.texts->size(), Vocabulary::MaxTokens));
    if (tokens.types && tokens.types->size() != tokens.texts->size())
        return bad(fmt::format("tokenizer.ggml.token_type has {} entries, but there are {} tokens",
                               tokens.types->size(), tokens.texts->size()));
    return tokens;
}

base::Result<Json> preTokenizer(std::string_view pre) {
    for (const Known& known : knownPres()) {
        if (known.pre != pre) continue;
        Json steps = Json::array();
        for (const std::string& expression : known.splits)
            steps.push_back(
                {{"type", "Split"}, {"pattern", {{"Regex", expression}}}, {"behavior", "Isolated"}});
        steps.push_back({{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}});
        return Json{{"type", "Sequence"}, {"pretokenizers", steps}};
    }
    return base::failure(
        base::Code::Unsupported,
        fmt::format("tokenizer.ggml.pre: the pre-tokenizer \"{}\" is not supported in this version", pre));
}

bool keepsWhole(std::string_view pre) {
    for (const Known& known : knownPres())
        if (known.pre == pre) return known.wholePieces;
    return false;
}

// The number of a byte token, "<0x0A>"; -1 for anything else.
int byteOf(std::string_view text) {
    constexpr std::string_view Digits = "0123456789ABCDEF";
    if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>') return -1;
    const size_t high = Digits.find(text[3]);
    const size_t low = Digits.find(text[4]);
    if (high == std::string_view::npos || low == std::string_view::npos) return -1;
    return static_cast<int>(high * 16 + low);
}

}  // namespace

base::Result<std::optional<fs::path>> ggufOf(const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) {
        const SplitName split = splitName(path.filename().string());
        if (split.prefix.empty() || split.number == 1) return std::optional(path);
        return std::optional(path.parent_path() /
                             fmt::format("{}-00001-of-{:05}.gguf", split.prefix, split.count));
    }
    for (const char* own : {"tokenizer.json", "tiktoken.model", "tokenizer_config.json"})
        if (fs::exists(path / own, error)) return std::optional<fs::path>();
    auto found = ggufIn(path);
    if (!found && found.error().code == base::Code::NotFound) return std::optional<fs::path>();
    return found.map([](const fs::path& file) { return std::optional(file); });
}

base::Result<Json> ggufBytePairs(const GgufMetadata& metadata) {
    const Tokens tokens = TRY(tokensOf(metadata));
    const auto* merges = metadata.texts("tokenizer.ggml.merges");
    if (!merges) return bad("tokenizer.ggml.merges is missing");
    const std::string pre(metadata.text("tokenizer.ggml.pre").value_or("default"));
    Json vocabulary = Json::object();
    Json added = Json::array();
    for (size_t id = 0; id < tokens.texts->size(); ++id) {
        const std::string& text = (*tokens.texts)[id];
        const int64_t type = tokens.typeOf(id);
        if (type == Control || type == UserDefined) {
            added.push_back({{"id", id}, {"content", text}, {"normalized", false}});
        } else if (type != Unused && !vocabulary.emplace(text, id).second) {
            return bad(fmt::format("tokenizer.ggml.tokens has the token {} twice", id));
        }
    }
    Json steps = TRY(preTokenizer(pre));
    return Json{{"pre_tokenizer", std::move(steps)},
                {"added_tokens", std::move(added)},
                {"model",
                 {{"type", "BPE"},
                  {"vocab", std::move(vocabulary)},
                  {"merges", *merges},
                  {"ignore_merges", keepsWhole(pre)}}}};
}

base::Result<SentencePieceParts> ggufSentencePieces(const GgufMetadata& metadata) {
    const Tokens tokens = TRY(tokensOf(metadata));
    const auto* scores = metadata.numbers("tokenizer.ggml.scores");
    if (!scores || scores->size() != tokens.texts->size())
        return bad("tokenizer.ggml.scores is missing, or not as long as tokenizer.ggml.tokens");
    SentencePieceBuilder builder(SentencePieceBuilder::Kind::Merges);
    for (size_t id = 0; id < tokens.texts->size(); ++id) {
        const std::string& text = (*tokens.texts)[id];
        const int number = static_cast<int>(id);
        switch (tokens.typeOf(id)) {
            case Control:
            case UserDefined: TRY(builder.addControl(number, text)); break;
            case Byte: TRY(builder.addByte(number, byteOf(text))); break;
            case Unknown: TRY(builder.addUnknown(number, text)); break;
            case Unused: break;
            default: TRY(builder.addPiece(number, text, (*scores)[id]));
        }
    }
    SpaceRules rules;
    rules.prefix = metadata.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    return builder.finish(rules);
}

base::Result<SentenceEnds> ggufEnds(const GgufMetadata& metadata, int vocabularySize) {
    SentenceEnds ends;
    const auto read = [&](const char* key, std::optional<int>& end) -> base::Result<> {
        const auto id = metadata.integer(key);
        if (!id) return {};
        if (*id < 0 || *id >= vocabularySize)
            return bad(fmt::format("{} is {}, but the tokens are 0 to {}", key, *id, vocabularySize - 1));
        end = static_cast<int>(*id);
        return {};
    };
    TRY(read("tokenizer.ggml.bos_token_id", ends.begin));
    TRY(read("tokenizer.ggml.eos_token_id", ends.end));
    ends.addBegin = metadata.boolean("tokenizer.ggml.add_bos_token")
                        .value_or(metadata.text("tokenizer.ggml.model") == "llama");
    return ends;
}

}  // namespace engine
