// Cuts text into the pieces that byte pairs are merged in, as tokenizer.json's "pre_tokenizer" says: splits
// one after another, each within the pieces of the one before. Immutable; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/json.h"
#include "engine/text/split_pattern.h"
#include "kernels/base/result.h"

namespace engine {

class Pretokenizer {
public:
    // Unsupported names what is not known; BadModel what makes no sense. Neither names the file.
    static base::Result<Pretokenizer> from(const Json& description);

    // Calls `visit` with each piece, in order; together they are the text.
    template <class Visit>
    void split(std::string_view text, const Visit& visit) const {
        splitFrom(0, text, visit);
    }

private:
    base::Result<> add(const Json& step);
    base::Result<> addSplit(const Json& step);
    base::Result<> addByteLevel(const Json& step);
    // What lies between two matches is a piece, too.
    template <class Visit>
    void splitFrom(size_t stage, std::string_view text, const Visit& visit) const {
        if (stage == stages_.size()) {
            visit(text);
            return;
        }
        for (size_t at = 0; at < text.size();) {
            TextSpan match = stages_[stage](text, at);
            if (match.empty()) match = {text.size(), text.size()};
            if (match.begin > at) splitFrom(stage + 1, text.substr(at, match.begin - at), visit);
            if (!match.empty())
                splitFrom(stage + 1, text.substr(match.begin, match.end - match.begin), visit);
            at = match.end;
        }
    }

    std::vector<FindPattern> stages_;
    bool byteLevel_ = false;  // the step that must come last was there
};

}  // namespace engine
