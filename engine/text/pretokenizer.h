// Cuts text into the pieces that byte pairs are merged in, as tokenizer.json's "pre_tokenizer" says: splits
// one after another, each within the pieces of the one before. Immutable; any thread.
#pragma once

#include <functional>
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
    void split(std::string_view text, const std::function<void(std::string_view)>& visit) const {
        splitFrom(0, text, visit);
    }

private:
    base::Result<> add(const Json& step);
    base::Result<> addSplit(const Json& step);
    base::Result<> addByteLevel(const Json& step);
    void splitFrom(size_t stage, std::string_view text,
                   const std::function<void(std::string_view)>& visit) const;

    std::vector<FindPattern> stages_;
    bool byteLevel_ = false;  // the step that must come last was there
};

}  // namespace engine
