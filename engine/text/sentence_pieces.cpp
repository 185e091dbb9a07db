#include "engine/text/sentence_pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "engine/text/parts_tokenizer.h"
#include "engine/text/unicode.h"

namespace engine {
namespace {

constexpr std::string_view SpaceMark = "\u2581";

tl::unexpected<base::Error> bad(std::string why) {
    return base::failure(base::Code::BadModel, std::move(why));
}

std::string withSpaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const bool mark = text.substr(at).starts_with(SpaceMark);
        out += mark ? ' ' : text[at];
        at += mark ? SpaceMark.size() : 1;
    }
    return out;
}

// Segments of one text.
class Cutting {
public:
    Cutting(const SentencePieceParts& parts, size_t /*textBytes*/) : parts_(parts) {}

    void addText(std::string_view text) {
        std::string piece = withSpaces(text);
        const bool there = parts_.rules.unlessThere && piece.starts_with(' ');
        if (parts_.rules.prefix && !piece.empty() && !there) piece.insert(0, 1, ' ');
        parts_.unigram ? cut(piece) : merge(piece);
    }
    void addId(int id) { ids_.push_back(id); }
    std::vector<int> takeIds() { return std::move(ids_); }

private:
    void merge(std::string_view piece) {
        symbols_.clear();
        for (size_t at = 0; at < piece.size();) {
            const size_t bytes = unicode::characterAt(piece, at).bytes;
            const auto found = parts_.ids.find(std::string(piece.substr(at, bytes)));
            if (found != parts_.ids.end()) {
                symbols_.push_back(found->second);
            } else {
                spell(piece.substr(at, bytes), symbols_);
            }
            at += bytes;
        }
        parts_.pairs.merge(symbols_, scratch_, ids_);
    }

    // What no token says: its bytes, or the token for the unknown (runs of it are one).
    void spell(std::string_view character, std::vector<int>& out) const {
        const bool spelt = std::all_of(character.begin(), character.end(), [&](char byte) {
            return parts_.byteIds[static_cast<uint8_t>(byte)] >= 0;
        });
        if (spelt) {
            for (const char byte : character) out.push_back(parts_.byteIds[static_cast<uint8_t>(byte)]);
        } else if (parts_.unknown &&
                   !(parts_.rules.fuseUnknown && !out.empty() && out.back() == *parts_.unknown)) {
            out.push_back(*parts_.unknown);
        }
    }

    // Viterbi: the best cut of every beginning. An unknown character costs ten more than the rarest token.
    void cut(std::string_view piece) {
        struct Best {
            double score = -std::numeric_limits<double>::infinity();
            size_t from = 0;
            int id = -1;
        };
        std::vector<Best> best(piece.size() + 1);
        best[0].score = 0;
        const double unknown = static_cast<double>(parts_.lowest) - 10;
        std::string key;
        for (size_t at = 0; at < piece.size();) {
            const size_t bytes = unicode::characterAt(piece, at).bytes;
            bool alone = false;
            for (size_t length = 1; length <= std::min(parts_.longest, piece.size() - at); ++length) {
                key.assign(piece.substr(at, length));
                const auto found = parts_.ids.find(key);
                if (found == parts_.ids.end()) continue;
                alone = alone || length == bytes;
                const double score =
                    best[at].score + static_cast<double>(parts_.scores[static_cast<size_t>(found->second)]);
                if (score > best[at + length].score) best[at + length] = {score, at, found->second};
            }
            if (!alone && best[at].score + unknown > best[at + bytes].score)
                best[at + bytes] = {best[at].score + unknown, at, -1};
            at += bytes;
        }
        std::vector<std::pair<size_t, size_t>> path;
        for (size_t end = piece.size(); end > 0; end = best[end].from) path.emplace_back(best[end].from, end);
        for (auto step = path.rbegin(); step != path.rend(); ++step) {
            const int id = best[step->second].id;
            if (id >= 0) {
                ids_.push_back(id);
            } else {
                spell(piece.substr(step->first, step->second - step->first), ids_);
            }
        }
    }

    const SentencePieceParts& parts_;
    std::vector<int> ids_;
    std::vector<int> symbols_;
    BytePairs::Scratch scratch_;
};

class SentencePieceTokenizer : public PartsTokenizer<SentencePieceParts, Cutting> {
public:
    using PartsTokenizer::PartsTokenizer;

    // The space that encode() put before the text is taken away.
    std::string decode(const std::vector<int>& ids) const override {
        const std::string text = PartsTokenizer::decode(ids);
        const bool strip =
            parts().rules.prefix && !ids.empty() && !isControl(ids.front()) && text.starts_with(' ');
        return strip ? text.substr(1) : text;
    }
};

}  // namespace

SentencePieceBuilder::SentencePieceBuilder(Kind kind) : kind_(kind) {
    parts_.unigram = kind == Kind::Unigram;
    parts_.byteIds.fill(-1);
}

base::Result<> SentencePieceBuilder::addPiece(int id, std::string_view text, float score) {
    if (text.empty() || text.size() > Vocabulary::MaxTokenBytes)
        return bad(fmt::format("token {}: {} bytes long, must be 1 to {}", id, text.size(),
                               Vocabulary::MaxTokenBytes));
    const std::string spaced = withSpaces(text);
    if (!parts_.vocabulary.add(id, spaced)) return bad(fmt::format("token {} is there twice", id));
    parts_.ids.emplace(spaced, id);  // the first of equals counts
    parts_.longest = std::max(parts_.longest, spaced.size());
    if (!(score > -1e9F && score < 1e9F))
        return bad(fmt::format("token {}: its score is no sound number", id));
    if (static_cast<size_t>(id) >= parts_.scores.size()) parts_.scores.resize(static_cast<size_t>(id) + 1);
    parts_.scores[static_cast<size_t>(id)] = score;
    parts_.lowest = std::min(parts_.lowest, score);
    ordered_.emplace_back(score, id);
    return {};
}

base::Result<> SentencePieceBuilder::addControl(int id, const std::string& text) {
    if (text.empty() || text.size() > AddedTokens::MaxTextBytes)
        return bad(fmt::format("control token {}: {} bytes long, must be 1 to {}", id, text.size(),
                               AddedTokens::MaxTextBytes));
    if (!parts_.vocabulary.has(id)) parts_.vocabulary.add(id, text);
    AddedToken token;
    token.text = text;
    token.id = id;
    if (!parts_.added.add(std::move(token))) return bad(fmt::format("the token {} is there twice", id));
    return {};
}

base::Result<> SentencePieceBuilder::addByte(int id, int byte) {
    if (byte < 0 || byte > 255) return bad(fmt::format("token {} is no byte of the form <0x0A>", id));
    const char letter = static_cast<char>(byte);
    if (!parts_.vocabulary.add(id, {&letter, 1})) return bad(fmt::format("token {} is there twice", id));
    parts_.byteIds[static_cast<size_t>(byte)] = id;
    return {};
}

base::Result<> SentencePieceBuilder::addUnknown(int id, std::string_view text) {
    parts_.vocabulary.add(id, text.empty() ? "<unk>" : text.substr(0, AddedTokens::MaxTextBytes));
    parts_.unknown = id;
    return {};
}

base::Result<> SentencePieceBuilder::addMerge(std::string_view left, std::string_view right) {
    const std::array<std::string, 2> texts{withSpaces(left), withSpaces(right)};
    std::array<int, 3> ids{};
    for (size_t i = 0; i < 3; ++i) {
        const auto found = parts_.ids.find(i < 2 ? texts[i] : texts[0] + texts[1]);
        if (found == parts_.ids.end())
            return bad(fmt::format("merge {} needs a token that is not in the vocabulary", merges_.size()));
        ids[i] = found->second;
    }
    merges_.push_back({ids[0], ids[1], ids[2], static_cast<uint32_t>(merges_.size())});
    return {};
}

// Every way to make a token of two others; equal scores are equal ranks, so that the leftmost comes first.
void SentencePieceBuilder::collectMerges() {
    std::sort(ordered_.begin(), ordered_.end(),
              [](const auto& a, const auto& b) { return a.first > b.first; });
    uint32_t rank = 0;
    for (size_t i = 0; i < ordered_.size(); ++i) {
        if (i > 0 && ordered_[i].first < ordered_[i - 1].first) ++rank;
        const int id = ordered_[i].second;
        const std::string text(parts_.vocabulary.bytes(id));
        if (parts_.ids.at(text) != id) continue;
        for (size_t cut = 1; cut < text.size(); ++cut) {
            const auto left = parts_.ids.find(text.substr(0, cut));
            if (left == parts_.ids.end()) continue;
            const auto right = parts_.ids.find(text.substr(cut));
            if (right != parts_.ids.end()) merges_.push_back({left->second, right->second, id, rank});
        }
    }
}

base::Result<SentencePieceParts> SentencePieceBuilder::finish(const SpaceRules& rules) {
    if (parts_.ids.empty()) return bad("the vocabulary has no pieces");
    if (kind_ == Kind::Merges) collectMerges();
    parts_.pairs = BytePairs(merges_.size());
    for (const Merge& merge : merges_) parts_.pairs.add(merge.left, merge.right, merge.rank, merge.merged);
    parts_.added.prepare();
    parts_.rules = rules;
    return std::move(parts_);
}

std::unique_ptr<Tokenizer> makeSentencePieces(SentencePieceParts parts) {
    return std::make_unique<SentencePieceTokenizer>(std::move(parts));
}

}  // namespace engine
