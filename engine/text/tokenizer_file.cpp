#include "engine/text/tokenizer_file.h"

#include <fmt/core.h>

#include <string>

#include "engine/files/config_file.h"

namespace engine {
namespace {

constexpr size_t MaxFileBytes = 64U << 20U;
constexpr size_t MaxMerges = 2'000'000;

tl::unexpected<base::Error> bad(std::string why) {
    return base::failure(base::Code::BadModel, std::move(why));
}

tl::unexpected<base::Error> unsupported(std::string_view what) {
    return base::failure(base::Code::Unsupported, fmt::format("{} is not supported in this version", what));
}

// A token as it may be shown in a message.
std::string shown(std::string_view token) {
    return fmt::format("\"{}\"{}", token.substr(0, 60), token.size() > 60 ? "..." : "");
}

class Reader {
public:
    Reader(const Json& json, int64_t idLimit)
        : json_(json), file_(json, "tokenizer.json"), idLimit_(idLimit) {}

    base::Result<TokenizerParts> read() {
        TRY(checkPlain());
        const Json* model = TRY(file_.object("model"));
        if (!model) return bad("\"model\" is missing");
        TRY(checkModel(*model));
        parts_.pretokenizer = TRY(Pretokenizer::from(json_.value("pre_tokenizer", Json())));
        TRY(readVocabulary(*model));
        TRY(readMerges(*model));
        TRY(readAdded());
        TRY(prepareWhole(*model));
        return std::move(parts_);
    }

private:
    base::Result<> checkPlain() const;
    base::Result<> checkModel(const Json& model);
    base::Result<int> idOf(const Json& value, std::string_view token) const;
    base::Result<> readVocabulary(const Json& model);
    base::Result<> readMerges(const Json& model);
    base::Result<> addMerge(std::string_view left, std::string_view right, uint32_t rank);
    base::Result<> readAdded();
    base::Result<> addToken(const Json& entry);
    base::Result<> prepareWhole(const Json& model);

    const Json& json_;
    ConfigObject file_;
    int64_t idLimit_;
    TokenizerParts parts_;
    std::unordered_map<std::string_view, int> byText_;  // views into json_, as the file writes them
    std::string joined_;
    bool needsAllBytes_ = false;
};

// Nothing may change the text before it is cut, and the way back must be the byte alphabet's.
base::Result<> Reader::checkPlain() const {
    const Json* normalizer = TRY(file_.object("normalizer"));
    if (normalizer) {
        const std::string type = TRY(ConfigObject(*normalizer, "normalizer").text("type"));
        const auto inner = normalizer->find("normalizers");
        if (type != "Sequence" || inner == normalizer->end() || !inner->is_array() || !inner->empty())
            return unsupported(fmt::format("the normalizer {}", shown(type)));
    }
    const Json* decoder = TRY(file_.object("decoder"));
    if (!decoder) return {};
    const std::string type = TRY(ConfigObject(*decoder, "decoder").text("type"));
    if (type != "ByteLevel") return unsupported(fmt::format("the decoder {}", shown(type)));
    return {};
}

base::Result<> Reader::checkModel(const Json& model) {
    const ConfigObject object(model, "model");
    const std::string type = TRY(object.text("type", "BPE"));
    if (type != "BPE") return unsupported(fmt::format("a tokenizer of type {}", shown(type)));
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (!TRY(object.text(key, "")).empty()) return unsupported(fmt::format("\"{}\"", key));
    if (TRY(object.number("dropout", 0, 1, 0)) > 0) return unsupported("\"dropout\"");
    needsAllBytes_ =
        !TRY(object.text("unk_token", "")).empty() || TRY(object.boolean("byte_fallback", false));
    return {};
}

base::Result<int> Reader::idOf(const Json& value, std::string_view token) const {
    if (!value.is_number_unsigned())
        return bad(fmt::format("token {}: its id is not a number from 0", shown(token)));
    const auto id = value.get<uint64_t>();
    if (id >= static_cast<uint64_t>(idLimit_))
        return bad(fmt::format("token {}: its id is {}, but the model has only {} rows (ids 0 to {})",
                               shown(token), id, idLimit_, idLimit_ - 1));
    return static_cast<int>(id);
}

base::Result<> Reader::readVocabulary(const Json& model) {
    const Json* vocabulary = TRY(ConfigObject(model, "model").object("vocab"));
    if (!vocabulary || vocabulary->empty()) return bad("\"vocab\" is missing or empty");
    byText_.reserve(vocabulary->size());
    parts_.byteIds.fill(-1);
    std::string bytes;
    for (const auto& [text, value] : vocabulary->items()) {
        if (text.empty() || text.size() > Vocabulary::MaxTokenBytes)
            return bad(fmt::format("token {}: {} bytes long, must be 1 to {}", shown(text), text.size(),
                                   Vocabulary::MaxTokenBytes));
        const int id = TRY(idOf(value, text));
        // Control tokens may stand here, too; those are not in the byte alphabet and mean themselves.
        const bool plain = fromByteAlphabet(text, bytes);
        if (!parts_.vocabulary.add(id, plain ? std::string_view(bytes) : std::string_view(text)))
            return bad(fmt::format("token {}: its id {} belongs to another token, too", shown(text), id));
        byText_.emplace(text, id);
        if (plain && bytes.size() == 1) parts_.byteIds[static_cast<uint8_t>(bytes.front())] = id;
    }
    for (const int id : parts_.byteIds)
        if (id < 0 && needsAllBytes_)
            return unsupported("an \"unk_token\" or \"byte_fallback\" that can be needed");
    return {};
}

base::Result<> Reader::readMerges(const Json& model) {
    const auto merges = model.find("merges");
    if (merges == model.end() || !merges->is_array()) return bad("\"merges\" is missing or not a list");
    if (merges->size() > MaxMerges) return bad(fmt::format("more than {} merges", MaxMerges));
    parts_.pairs = BytePairs(merges->size());
    for (uint32_t rank = 0; rank < merges->size(); ++rank) {
        const Json& merge = (*merges)[rank];
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            TRY(addMerge(merge[0].get_ref<const std::string&>(), merge[1].get_ref<const std::string&>(),
                         rank));
            continue;
        }
        const std::string_view text =
            merge.is_string() ? merge.get_ref<const std::string&>() : std::string_view();
        const size_t space = text.find(' ');
        if (space == std::string_view::npos || text.find(' ', space + 1) != std::string_view::npos)
            return bad(fmt::format("merge {} is not a pair of tokens", rank));
        TRY(addMerge(text.substr(0, space), text.substr(space + 1), rank));
    }
    return {};
}

// What two tokens become is their text together, so it is longer than either: merges cannot go in circles.
base::Result<> Reader::addMerge(std::string_view left, std::string_view right, uint32_t rank) {
    joined_.assign(left).append(right);
    std::array<int, 3> ids{};
    const std::array<std::string_view, 3> texts{left, right, joined_};
    for (size_t i = 0; i < texts.size(); ++i) {
        const auto found = byText_.find(texts[i]);
        if (found == byText_.end())
            return bad(fmt::format("merge {} needs the token {}, which is not in the vocabulary", rank,
                                   shown(texts[i])));
        ids[i] = found->second;
    }
    parts_.pairs.add(ids[0], ids[1], rank, ids[2]);
    return {};
}

base::Result<> Reader::readAdded() {
    const auto added = json_.find("added_tokens");
    if (added == json_.end() || added->is_null()) return {};
    if (!added->is_array()) return bad("\"added_tokens\" is not a list");
    if (added->size() > AddedTokens::MaxTokens)
        return bad(fmt::format("more than {} added tokens", AddedTokens::MaxTokens));
    for (const Json& entry : *added) TRY(addToken(entry));
    parts_.added.prepare();
    return {};
}

base::Result<> Reader::addToken(const Json& entry) {
    if (!entry.is_object()) return bad("an added token is not an object");
    const ConfigObject object(entry, "added_tokens");
    AddedToken token;
    token.text = TRY(object.text("content"));
    if (token.text.empty() || token.text.size() > AddedTokens::MaxTextBytes)
        return bad(fmt::format("added token {}: {} bytes long, must be 1 to {}", shown(token.text),
                               token.text.size(), AddedTokens::MaxTextBytes));
    token.id = TRY(idOf(entry.value("id", Json()), token.text));
    token.stripLeft = TRY(object.boolean("lstrip", false));
    token.stripRight = TRY(object.boolean("rstrip", false));
    token.normalized = TRY(object.boolean("normalized", true));
    if (TRY(object.boolean("single_word", false)))
        return unsupported(fmt::format("\"single_word\" (added token {})", shown(token.text)));

    const auto known = byText_.find(token.text);
    if (known != byText_.end() ? known->second != token.id : !parts_.vocabulary.add(token.id, token.text))
        return bad(
            fmt::format("added token {}: its id {} belongs to another token", shown(token.text), token.id));
    if (!parts_.added.add(token)) return bad(fmt::format("added token {} is there twice", shown(token.text)));
    return {};
}

base::Result<> Reader::prepareWhole(const Json& model) {
    if (!TRY(ConfigObject(model, "model").boolean("ignore_merges", false))) return {};
    std::string bytes;
    for (const auto& [text, id] : byText_)
        if (fromByteAlphabet(text, bytes)) parts_.whole.emplace(parts_.vocabulary.bytes(id), id);
    return {};
}

// "<s>" or {"content": "<s>", ...}
base::Result<std::optional<int>> namedToken(const Json& config, const std::string& key,
                                            const AddedTokens& added) {
    const auto value = config.find(key);
    if (value == config.end() || value->is_null()) return std::optional<int>();
    const ConfigObject object(value->is_object() ? *value : config, "tokenizer_config.json");
    const std::string name = TRY(object.text(value->is_object() ? "content" : key));
    const auto id = added.find(name);
    if (!id)
        return bad(
            fmt::format("tokenizer_config.json: \"{}\" is {}, which is no added token of tokenizer.json", key,
                        shown(name)));
    return id;
}

}  // namespace

// How many rows the model's embedding has, where a config.json lies beside; what is wrong with that file is
// said by those who need it.
int64_t idLimitOf(const std::filesystem::path& folder) {
    const auto config = readJsonFile(folder / "config.json");
    if (!config) return Vocabulary::MaxTokens;
    return ConfigObject(*config, "config.json")
        .integer("vocab_size", 1, Vocabulary::MaxTokens, Vocabulary::MaxTokens)
        .value_or(Vocabulary::MaxTokens);
}

base::Result<SentenceEnds> readEnds(const std::filesystem::path& folder, const AddedTokens& added) {
    auto config = readJsonFile(folder / "tokenizer_config.json");
    if (!config && config.error().code == base::Code::NotFound) return SentenceEnds{};
    if (!config) return tl::unexpected(std::move(config).error());
    const std::string name = folder.string();
    auto begin = namedToken(*config, "bos_token", added);
    auto end = namedToken(*config, "eos_token", added);
    if (!begin) return tl::unexpected(std::move(begin).error().within(name));
    if (!end) return tl::unexpected(std::move(end).error().within(name));
    const std::string file = (folder / "tokenizer_config.json").string();
    const bool addBegin = TRY(ConfigObject(*config, file).boolean("add_bos_token", false));
    return SentenceEnds{*begin, *end, addBegin};
}

base::Result<Json> readTokenizerFile(const std::filesystem::path& folder) {
    auto json = readJsonFile(folder / "tokenizer.json", MaxFileBytes);
    if (!json && json.error().code == base::Code::NotFound)
        return base::failure(
            base::Code::NotFound,
            fmt::format("{}: tokenizer.json is missing: it belongs to the model, copy it there",
                        folder.string()));
    return json;
}

base::Result<TokenizerParts> readTokenizerJson(const Json& json, int64_t idLimit) {
    return Reader(json, idLimit).read();
}

}  // namespace engine
