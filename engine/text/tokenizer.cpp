#include "engine/text/tokenizer.h"

#include <fmt/core.h>

#include <utility>

#include "engine/files/gguf.h"
#include "engine/text/gguf_tokenizer.h"
#include "engine/text/parts_tokenizer.h"
#include "engine/text/sentence_piece_file.h"
#include "engine/text/tiktoken_file.h"
#include "engine/text/tokenizer_file.h"

namespace engine {
namespace {

// Where in a result the ids of a piece stand that was met before: most words of a text come again and again.
class SeenPieces {
public:
    struct Ids {
        std::string_view piece;
        uint32_t begin = 0;
        uint32_t count = 0;
    };
    static constexpr size_t LongestPiece = 48;

    explicit SeenPieces(size_t textBytes) : slots_(textBytes < 1024 ? 64 : 1U << 14U) {}
    Ids& slotOf(std::string_view piece) {
        return slots_[std::hash<std::string_view>{}(piece) & (slots_.size() - 1)];
    }

private:
    std::vector<Ids> slots_;  // a newer piece replaces an older one
};

// One call of encode().
class Encoding {
public:
    Encoding(const TokenizerParts& parts, size_t textBytes) : parts_(parts), seen_(textBytes) {}

    void addText(std::string_view text) {
        parts_.pretokenizer.split(text, [this](std::string_view piece) { addPiece(piece); });
    }
    void addId(int id) { ids_.push_back(id); }
    std::vector<int> takeIds() { return std::move(ids_); }

private:
    void addPiece(std::string_view piece) {
        if (piece.size() > SeenPieces::LongestPiece) return merge(piece);
        SeenPieces::Ids& seen = seen_.slotOf(piece);
        if (seen.piece == piece) {
            for (uint32_t i = 0; i < seen.count; ++i) ids_.push_back(ids_[seen.begin + i]);
            return;
        }
        const size_t begin = ids_.size();
        merge(piece);
        seen = {piece, static_cast<uint32_t>(begin), static_cast<uint32_t>(ids_.size() - begin)};
    }

    void merge(std::string_view piece) {
        if (const auto whole = parts_.whole.find(piece); whole != parts_.whole.end())
            return ids_.push_back(whole->second);
        symbols_.clear();
        for (const char byte : piece) {
            const int id = parts_.byteIds[static_cast<uint8_t>(byte)];
            if (id >= 0) symbols_.push_back(id);  // else no token can say this byte
        }
        parts_.pairs.merge(symbols_, scratch_, ids_);
    }

    const TokenizerParts& parts_;
    SeenPieces seen_;
    std::vector<int> ids_;
    std::vector<int> symbols_;
    BytePairs::Scratch scratch_;
};

using BytePairTokenizer = PartsTokenizer<TokenizerParts, Encoding>;

namespace fs = std::filesystem;
using Opened = base::Result<std::unique_ptr<Tokenizer>>;

Opened openJson(const fs::path& folder) {
    const std::string file = (folder / "tokenizer.json").string();
    const Json json = TRY(readTokenizerFile(folder));
    if (isSentencePieceJson(json)) {
        auto pieces = readSentencePieceJson(json, idLimitOf(folder));
        if (!pieces) return tl::unexpected(std::move(pieces).error().within(file));
        pieces->ends = TRY(readEnds(folder, pieces->added));
        return makeSentencePieces(std::move(*pieces));
    }
    auto parts = readTokenizerJson(json, idLimitOf(folder));
    if (!parts) return tl::unexpected(std::move(parts).error().within(file));
    parts->ends = TRY(readEnds(folder, parts->added));
    return std::make_unique<BytePairTokenizer>(std::move(*parts));
}

Opened openMetadata(const GgufMetadata& metadata) {
    const auto model = metadata.text("tokenizer.ggml.model");
    if (model == "gpt2") {
        auto parts = TRY(readTokenizerJson(TRY(ggufBytePairs(metadata))));
        parts.ends = TRY(ggufEnds(metadata, parts.vocabulary.size()));
        return std::make_unique<BytePairTokenizer>(std::move(parts));
    }
    if (model == "llama") {
        auto parts = TRY(ggufSentencePieces(metadata));
        parts.ends = TRY(ggufEnds(metadata, parts.vocabulary.size()));
        return makeSentencePieces(std::move(parts));
    }
    if (!model)
        return base::failure(base::Code::BadModel, "it holds no tokenizer (tokenizer.ggml.model is missing)");
    return base::failure(
        base::Code::Unsupported,
        fmt::format("a tokenizer of the model \"{}\" is not supported in this version", *model));
}

Opened openGguf(const fs::path& path) {
    const auto file = TRY(Gguf::open(path));
    auto tokenizer = openMetadata(file->metadata());
    if (!tokenizer) return tl::unexpected(std::move(tokenizer).error().within(path.string()));
    return tokenizer;
}

}  // namespace

base::Result<std::unique_ptr<Tokenizer>> Tokenizer::open(const fs::path& path) {
    if (const auto file = TRY(ggufOf(path))) return openGguf(*file);
    std::error_code error;
    const bool ranks =
        fs::exists(path / "tiktoken.model", error) && !fs::exists(path / "tokenizer.json", error);
    if (ranks) return std::make_unique<BytePairTokenizer>(TRY(readTiktoken(path)));
    return openJson(path);
}

}  // namespace engine
