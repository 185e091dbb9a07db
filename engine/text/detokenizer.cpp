#include "engine/text/detokenizer.h"

#include <utility>

#include "engine/text/unicode.h"

namespace engine {

std::string Detokenizer::feed(std::string_view bytes) {
    pending_ += bytes;
    const size_t kept = unicode::unfinishedBytes(pending_);
    std::string out = unicode::repaired(std::string_view(pending_).substr(0, pending_.size() - kept));
    pending_.erase(0, pending_.size() - kept);
    return out;
}

std::string Detokenizer::finish() {
    return unicode::repaired(std::exchange(pending_, {}));
}

}  // namespace engine
