// The tokens that begin and end a text. A value.
#pragma once

#include <optional>

namespace engine {

struct SentenceEnds {
    std::optional<int> begin;
    std::optional<int> end;
    bool addBegin = false;  // prompts begin with `begin`
};

}  // namespace engine
