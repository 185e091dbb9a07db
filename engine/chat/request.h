// What is asked of a ChatBackend. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/chat/message.h"

namespace engine {

struct Sampling {
    float temperature = 0.0F;        // 0 = greedy
    float topP = 1.0F;               // (0, 1]
    int topK = 0;                    // 0 = all
    float minP = 0.0F;               // [0, 1)
    float repetitionPenalty = 1.0F;  // > 0; 1 = none
    std::optional<uint64_t> seed;    // unset = a fresh one per request
    bool operator==(const Sampling&) const = default;
};

struct ChatRequest {
    std::vector<Message> messages;
    std::vector<ToolSpec> tools;
    Sampling sampling;
    int maxTokens = 0;      // 0 = until the model's context is full
    bool thinking = false;  // think first, for a model that does so only when asked to
};

}  // namespace engine
