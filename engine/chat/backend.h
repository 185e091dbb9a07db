// Someone who answers: the engine in this process, or a node elsewhere. The caller cannot tell which.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/feed.h"
#include "engine/chat/event.h"
#include "engine/chat/request.h"

namespace engine {

struct ModelCard {
    std::string id;            // folder name
    std::string title;         // what a person calls it: "Inkstone starter"
    std::string architecture;  // "DeepseekV3ForCausalLM"
    int64_t parameters = 0;
    int64_t activeParameters = 0;  // used per token
    int64_t bytes = 0;             // on disk
    int contextTokens = 0;
    std::string formats;  // "FP8 e4m3 128x128, BF16"
    bool compactTools =
        false;  // was trained on tool names alone (the starter): see engine/text/chat_format.h
    bool thinksWhenAsked = false;  // heeds ChatRequest::thinking (DeepSeek-V3.1, GLM-4.7)
};

class ChatBackend {
public:
    virtual ~ChatBackend() = default;
    // May wait for loading or the network: not for the UI thread.
    virtual base::Result<std::vector<ModelCard>> models() = 0;
    // Returns at once; any thread. What goes wrong later arrives on the feed, as its last event.
    virtual std::shared_ptr<Feed<ChatEvent>> start(ChatRequest request) = 0;
};

}  // namespace engine
