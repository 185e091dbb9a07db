// What is sent to a model: the conversation as messages, and as much of it as fits. Any thread.
#pragma once

#include <span>
#include <vector>

#include "agents/conversation.h"
#include "engine/chat/backend.h"

namespace agents {

// Entries as a model is told them. Reasoning is left out, and so are answers that failed with nothing said,
// together with their question.
std::vector<engine::Message> messagesOf(std::span<const Entry> entries);

// The newest turns that fit into the model's window, the present one always; a turn begins with a user's
// message. Models at large get a system text in front; the starter was trained without.
std::vector<engine::Message> fitted(std::span<const engine::Message> messages,
                                    std::span<const engine::ToolSpec> tools, const engine::ModelCard& card);

// The tokens a prompt may have, so that an answer fits behind it.
int promptBudget(const engine::ModelCard& card);
int estimateTokens(const engine::Message& message);

// The tokens a reply may have where nobody says: 0, the model's own limit, but for the starter.
int answerLimit(const engine::ModelCard& card);

}  // namespace agents
