#include "engine/text/sentence_piece_file.h"

#include <fmt/core.h>

#include <charconv>
#include <unordered_set>

#include "engine/files/config_file.h"

namespace engine {
namespace {

constexpr size_t MaxMerges = 2'000'000;
constexpr const char* SpaceMark = "\u2581";

tl::unexpected<base::Error> bad(std::string why) {
    return base::failure(base::Code::BadModel, std::move(why));
}
tl::unexpected<base::Error> unsupported(std::string_view what) {
    return base::failure(base::Code::Unsupported, fmt::format("{} is not supported in this version", what));
}

// "<0x0A>": 10; -1 for anything else.
int byteOf(std::string_view text) {
    if (text.size() != 6 || !text.starts_with("<0x") || text.back() != '>') return -1;
    unsigned byte = 0;  // so that no sign is taken for a digit: "<0x-0>" is no byte
    const auto [end, error] = std::from_chars(text.data() + 3, text.data() + 5, byte, 16);
    return error == std::errc() && end == text.data() + 5 ? static_cast<int>(byte) : -1;
}

class Reader {
public:
    Reader(const Json& json, int64_t idLimit)
        : json_(json),
          idLimit_(idLimit),
          unigram_(json["model"].value("type", Json("BPE")) == "Unigram"),
          builder_(unigram_ ? SentencePieceBuilder::Kind::Unigram : SentencePieceBuilder::Kind::Listed) {}

    base::Result<SentencePieceParts> read() {
        collectAdded();
        TRY(readNormalizer(json_.value("normalizer", Json())));
        TRY(readPretokenizer(json_.value("pre_tokenizer", Json())));
        TRY(unigram_ ? readScored() : readVocabulary());
        if (!unigram_) TRY(readMerges());
        TRY(readAdded());
        return builder_.finish(rules_);
    }

private:
    base::Result<> readNormalizer(const Json& step) {
        if (step.is_null()) return {};
        if (!step.is_object()) return bad("normalizer: is not an object");
        const std::string type = TRY(ConfigObject(step, "normalizer").text("type"));
        if (type == "Sequence") {
            const auto inner = step.find("normalizers");
            if (inner == step.end() || !inner->is_array() || inner->size() > 8)
                return bad("normalizer: \"normalizers\" is not a short list");
            for (const Json& one : *inner) TRY(readNormalizer(one));
            return {};
        }
        if (type == "Prepend" && step.value("prepend", Json()) == SpaceMark) {
            prefix_ = true;
            return {};
        }
        if (type == "Replace" && step.value("content", Json()) == SpaceMark &&
            step.value("pattern", Json()) == Json{{"String", " "}})
            return {};
        return unsupported(fmt::format("the normalizer \"{}\"", type));
    }

    base::Result<> readPretokenizer(const Json& step) {
        if (!step.is_null()) {
            if (!step.is_object()) return bad("pre_tokenizer: is not an object");
            const ConfigObject object(step, "pre_tokenizer");
            const std::string type = TRY(object.text("type"));
            if (type != "Metaspace") return unsupported(fmt::format("the pre-tokenizer \"{}\"", type));
            if (TRY(object.text("replacement", SpaceMark)) != SpaceMark || TRY(object.boolean("split", true)))
                return unsupported("a Metaspace that splits, or replaces by something else than U+2581,");
            const std::string scheme = TRY(object.text("prepend_scheme", "always"));
            rules_.unlessThere = !prefix_;
            prefix_ = prefix_ || scheme != "never";
        }
        rules_.prefix = prefix_;
        return {};
    }

    base::Result<int> idOf(const Json& value) const {
        if (!value.is_number_unsigned() || value.get<uint64_t>() >= static_cast<uint64_t>(idLimit_))
            return bad(fmt::format("a token's id is not a number from 0 to {}", idLimit_ - 1));
        return value.get<int>();
    }

    base::Result<> addToken(int id, const std::string& text, float score, bool unknown) {
        if (unknown) return builder_.addUnknown(id, text);
        if (isAdded(text)) return {};  // a control token, added later
        const int byte = bytes_ ? byteOf(text) : -1;
        return byte >= 0 ? builder_.addByte(id, byte) : builder_.addPiece(id, text, score);
    }

    bool isAdded(const std::string& text) const { return addedNames_.contains(text); }

    void collectAdded() {
        const auto added = json_.find("added_tokens");
        if (added == json_.end() || !added->is_array()) return;
        for (const Json& entry : *added)
            if (entry.is_object() && entry.value("content", Json()).is_string())
                addedNames_.insert(entry["content"].get<std::string>());
    }

    base::Result<> readVocabulary() {
        const ConfigObject model(json_["model"], "model");
        const Json* vocabulary = TRY(model.object("vocab"));
        if (!vocabulary || vocabulary->empty()) return bad("\"vocab\" is missing or empty");
        bytes_ = TRY(model.boolean("byte_fallback", false));
        rules_.fuseUnknown = TRY(model.boolean("fuse_unk", false));
        const std::string unknown = TRY(model.text("unk_token", ""));
        for (const auto& [text, value] : vocabulary->items())
            TRY(addToken(TRY(idOf(value)), text, 0, text == unknown));
        return {};
    }

    base::Result<> readScored() {
        const ConfigObject model(json_["model"], "model");
        const auto vocabulary = json_["model"].find("vocab");
        if (vocabulary == json_["model"].end() || !vocabulary->is_array() || vocabulary->empty() ||
            vocabulary->size() > static_cast<size_t>(idLimit_))
            return bad("\"vocab\" is no list of tokens with scores, or too long");
        bytes_ = TRY(model.boolean("byte_fallback", false));
        const int64_t unknown = TRY(model.integer("unk_id", 0, Vocabulary::MaxTokens, -1));
        int id = 0;
        for (const Json& entry : *vocabulary) {
            if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
                return bad(fmt::format("token {} is not a text and its score", id));
            TRY(addToken(id, entry[0].get<std::string>(), entry[1].get<float>(), id == unknown));
            ++id;
        }
        return {};
    }

    base::Result<> readMerges() {
        const auto merges = json_["model"].find("merges");
        if (merges == json_["model"].end() || !merges->is_array() || merges->size() > MaxMerges)
            return bad("\"merges\" is missing, no list or too long");
        for (const Json& merge : *merges) {
            if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
                TRY(builder_.addMerge(merge[0].get_ref<const std::string&>(),
                                      merge[1].get_ref<const std::string&>()));
                continue;
            }
            const std::string text = merge.is_string() ? merge.get<std::string>() : "";
            const size_t space = text.find(' ');
            if (space == std::string::npos) return bad("a merge is not a pair of tokens");
            TRY(builder_.addMerge(text.substr(0, space), text.substr(space + 1)));
        }
        return {};
    }

    base::Result<> readAdded() {
        const auto added = json_.find("added_tokens");
        if (added == json_.end() || added->is_null()) return {};
        if (!added->is_array() || added->size() > AddedTokens::MaxTokens)
            return bad("\"added_tokens\" is no list, or too long");
        for (const Json& entry : *added) {
            if (!entry.is_object()) return bad("an added token is not an object");
            const ConfigObject object(entry, "added_tokens");
            const int id = TRY(idOf(entry.value("id", Json())));
            TRY(builder_.addControl(id, TRY(object.text("content"))));
        }
        return {};
    }

    const Json& json_;
    int64_t idLimit_;
    bool unigram_;
    SentencePieceBuilder builder_;
    std::unordered_set<std::string> addedNames_;
    SpaceRules rules_;
    bool prefix_ = false;
    bool bytes_ = false;
};

}  // namespace

bool isSentencePieceJson(const Json& json) {
    const auto model = json.find("model");
    if (model == json.end() || !model->is_object()) return false;
    if (model->value("type", Json("BPE")) == "Unigram") return true;
    const auto step = json.find("pre_tokenizer");
    const bool spaces = step == json.end() || step->is_null() ||
                        (step->is_object() && step->value("type", Json()) == "Metaspace");
    const auto normalizer = json.find("normalizer");
    const bool marks = normalizer != json.end() && normalizer->is_object();

    return model->value("byte_fallback", Json()) == true && spaces &&
           (marks || (step != json.end() && !step->is_null()));
}

base::Result<SentencePieceParts> readSentencePieceJson(const Json& json, int64_t idLimit) {
    return Reader(json, idLimit).read();
}

}  // namespace engine
