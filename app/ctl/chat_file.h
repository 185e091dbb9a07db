// A conversation in the JSON of the chat completions API, read from a file. Any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/chat/message.h"
#include "kernels/base/result.h"

namespace ctl {

struct ChatFile {
    std::vector<engine::Message> messages;
    std::vector<engine::ToolSpec> tools;
    bool addGenerationPrompt = false;
};

// Fails with Invalid (Io, NotFound), naming file, message and key.
base::Result<ChatFile> readChatFile(const std::filesystem::path& path);

}  // namespace ctl
