// What every tokenizer answers out of its parts, however it cuts the text.
//
// `Parts` has vocabulary, added and ends. `Encoding` is one call of encode(): made from the parts and the
// size of the text, it takes pieces of plain text and ids of added tokens in turn, and gives the ids of all.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/text/tokenizer.h"
#include "kernels/base/check.h"

namespace engine {

template <typename Parts, typename Encoding>
class PartsTokenizer : public Tokenizer {
public:
    explicit PartsTokenizer(Parts parts) : parts_(std::move(parts)) {}

    std::vector<int> encode(std::string_view text, bool controls) const override {
        CHECK(text.size() <= MaxTextBytes, "the caller limits the text");
        Encoding encoding(parts_, text.size());
        if (controls) {
            parts_.added.split(text, [&](std::string_view piece, std::optional<int> id) {
                id ? encoding.addId(*id) : encoding.addText(piece);
            });
        } else {
            encoding.addText(text);
        }
        return encoding.takeIds();
    }

    std::string decode(const std::vector<int>& ids) const override {
        std::string text;
        for (const int id : ids) text += parts_.vocabulary.bytes(id);
        return text;
    }

    std::string_view bytes(int id) const override { return parts_.vocabulary.bytes(id); }
    bool isControl(int id) const override { return parts_.added.contains(id); }
    std::optional<int> control(std::string_view name) const override { return parts_.added.find(name); }
    int vocabularySize() const override { return parts_.vocabulary.size(); }
    std::optional<int> beginOfSentence() const override { return parts_.ends.begin; }
    std::optional<int> endOfSentence() const override { return parts_.ends.end; }
    bool addsBeginOfSentence() const override { return parts_.ends.addBegin; }

protected:
    const Parts& parts() const { return parts_; }

private:
    Parts parts_;
};

}  // namespace engine
