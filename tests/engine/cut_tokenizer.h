// A tokenizer for tests of what comes after tokenizers: control tokens by name, and a token for any bytes at
// all, so that a reply can be cut wherever a test wants.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "engine/text/tokenizer.h"

namespace testing_engine {

class CutTokenizer : public engine::Tokenizer {
public:
    explicit CutTokenizer(std::vector<std::string> controls)
        : controls_(controls.size()), pieces_(std::move(controls)) {}

    // Tokens for a reply: control tokens where their names stand, and the text between them cut where `cut`
    // says (offsets into the reply).
    std::vector<int> tokens(const std::string& reply, const std::vector<size_t>& cuts) {
        std::vector<int> ids;
        std::string text;
        const auto finishText = [&] {
            if (!text.empty()) ids.push_back(add(text));
            text.clear();
        };
        for (size_t at = 0; at < reply.size();) {
            if (const int id = controlAt(reply, at); id >= 0) {
                finishText();
                ids.push_back(id);
                at += pieces_[static_cast<size_t>(id)].size();
                continue;
            }
            if (std::find(cuts.begin(), cuts.end(), at) != cuts.end()) finishText();
            text += reply[at++];
        }
        finishText();
        return ids;
    }

    std::vector<int> encode(std::string_view, bool) const override { return {}; }
    std::string decode(const std::vector<int>&) const override { return {}; }
    std::string_view bytes(int id) const override { return pieces_[static_cast<size_t>(id)]; }
    bool isControl(int id) const override { return static_cast<size_t>(id) < controls_; }
    std::optional<int> control(std::string_view name) const override {
        for (size_t i = 0; i < controls_; ++i)
            if (pieces_[i] == name) return static_cast<int>(i);
        return std::nullopt;
    }
    int vocabularySize() const override { return static_cast<int>(pieces_.size()); }
    std::optional<int> beginOfSentence() const override { return std::nullopt; }
    std::optional<int> endOfSentence() const override { return std::nullopt; }

private:
    int controlAt(const std::string& reply, size_t at) const {
        for (size_t i = 0; i < controls_; ++i)
            if (reply.compare(at, pieces_[i].size(), pieces_[i]) == 0) return static_cast<int>(i);
        return -1;
    }
    int add(const std::string& text) {
        pieces_.push_back(text);
        return static_cast<int>(pieces_.size()) - 1;
    }

    size_t controls_;
    std::vector<std::string> pieces_;
};

}  // namespace testing_engine
