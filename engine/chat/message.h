// What is said: the one form of a conversation that every room shares. Values; any thread.
#pragma once

#include <string>
#include <vector>

namespace engine {

enum class Role { System, User, Assistant, Tool };

struct ToolCall {
    std::string id;         // unique within the conversation
    std::string name;       // "calculate"
    std::string arguments;  // JSON text exactly as the model wrote it
    bool operator==(const ToolCall&) const = default;
};

struct Message {
    Role role = Role::User;
    std::string text;             // UTF-8
    std::string reasoning;        // assistant only; never sent back to the model
    std::vector<ToolCall> calls;  // assistant only
    std::string callId;           // tool only: which call this is the result of
    bool operator==(const Message&) const = default;
};

// What a model is told about a tool.
struct ToolSpec {
    std::string name;
    std::string description;
    std::string parameters;  // JSON schema, as text
    bool operator==(const ToolSpec&) const = default;
};

}  // namespace engine
