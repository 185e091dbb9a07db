#include "app/ctl/chat_file.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/base/json.h"

namespace ctl {
namespace {

// Keeps the order of keys: the model reads arguments and schemas as they were written.
using Ordered = nlohmann::ordered_json;
constexpr size_t MaxFileBytes = 64U << 20U;

tl::unexpected<base::Error> invalid(std::string why) {
    return base::failure(base::Code::Invalid, std::move(why));
}

const Ordered* member(const Ordered& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

base::Result<std::string> textOf(const Ordered& object, const char* key, bool needed) {
    const Ordered* value = member(object, key);
    if (!value && !needed) return std::string();
    if (!value || !value->is_string()) return invalid(fmt::format("\"{}\" is not a text", key));
    return value->get<std::string>();
}

base::Result<const Ordered*> functionOf(const Ordered& object) {
    if (!object.is_object()) return invalid("is not an object");
    if (TRY(textOf(object, "type", false)).empty() || object["type"] == "function")
        if (const Ordered* function = member(object, "function"); function && function->is_object())
            return function;
    return invalid("is not of the form {\"type\": \"function\", \"function\": {...}}");
}

// With a space after each comma and colon, as models mostly see JSON: {"a": 1, "b": [2, 3]}
void writeSpaced(const Ordered& value, std::string& out) {
    if (!value.is_structured()) {
        out += value.dump(-1, ' ', false, Ordered::error_handler_t::replace);
        return;
    }
    out += value.is_object() ? '{' : '[';
    bool first = true;
    for (const auto& item : value.items()) {
        if (!first) out += ", ";
        first = false;
        if (value.is_object()) out += Ordered(item.key()).dump() + ": ";
        writeSpaced(item.value(), out);
    }
    out += value.is_object() ? '}' : ']';
}

base::Result<engine::ToolCall> callOf(const Ordered& json) {
    const Ordered& function = *TRY(functionOf(json));
    engine::ToolCall call;
    call.id = TRY(textOf(json, "id", false));
    call.name = TRY(textOf(function, "name", true));
    const Ordered* arguments = member(function, "arguments");
    if (arguments && arguments->is_string()) {
        call.arguments = arguments->get<std::string>();
    } else if (arguments) {
        writeSpaced(*arguments, call.arguments);
    }
    return call;
}

base::Result<engine::Role> roleOf(const std::string& name) {
    if (name == "system" || name == "developer") return engine::Role::System;
    if (name == "user") return engine::Role::User;
    if (name == "assistant") return engine::Role::Assistant;
    if (name == "tool") return engine::Role::Tool;
    return invalid(fmt::format("the role \"{}\" is not system, user, assistant or tool", name));
}

base::Result<engine::Message> messageOf(const Ordered& json) {
    if (!json.is_object()) return invalid("is not an object");
    engine::Message message;
    message.role = TRY(roleOf(TRY(textOf(json, "role", true))));
    message.text = TRY(textOf(json, "content", false));
    message.callId = TRY(textOf(json, "tool_call_id", false));
    const Ordered* calls = member(json, "tool_calls");
    if (!calls) return message;
    if (!calls->is_array() || message.role != engine::Role::Assistant)
        return invalid("\"tool_calls\" is not a list, or not the assistant's");
    for (size_t i = 0; i < calls->size(); ++i) {
        auto call = callOf((*calls)[i]);
        if (!call) return tl::unexpected(std::move(call).error().within(fmt::format("tool_calls[{}]", i)));
        message.calls.push_back(std::move(*call));
    }
    return message;
}

base::Result<engine::ToolSpec> toolOf(const Ordered& json) {
    const Ordered& function = *TRY(functionOf(json));
    engine::ToolSpec tool;
    tool.name = TRY(textOf(function, "name", true));
    tool.description = TRY(textOf(function, "description", false));
    if (const Ordered* parameters = member(function, "parameters")) writeSpaced(*parameters, tool.parameters);
    return tool;
}

// Each item of the list `key`, where there is one.
template <class Item>
base::Result<> readList(const Ordered& json, const char* key, base::Result<Item> (*read)(const Ordered&),
                        std::vector<Item>& items) {
    const Ordered* list = member(json, key);
    if (!list) return {};
    if (!list->is_array()) return invalid(fmt::format("\"{}\" is not a list", key));
    for (size_t i = 0; i < list->size(); ++i) {
        auto item = read((*list)[i]);
        if (!item) return tl::unexpected(std::move(item).error().within(fmt::format("{}[{}]", key, i)));
        items.push_back(std::move(*item));
    }
    return {};
}

base::Result<ChatFile> chatOf(std::string_view text) {
    TRY(engine::parseJson(text));  // limits and duplicate keys; after it, the second reading cannot fail
    const Ordered json = Ordered::parse(text, nullptr, false);
    if (!json.is_object() || !member(json, "messages")) return invalid("has no \"messages\"");
    ChatFile chat;
    TRY(readList(json, "messages", messageOf, chat.messages));
    TRY(readList(json, "tools", toolOf, chat.tools));
    if (const Ordered* generate = member(json, "add_generation_prompt")) {
        if (!generate->is_boolean()) return invalid("\"add_generation_prompt\" is neither true nor false");
        chat.addGenerationPrompt = generate->get<bool>();
    }
    return chat;
}

}  // namespace

// Read as a stream, not mapped: it may be a pipe.
base::Result<ChatFile> readChatFile(const std::filesystem::path& path) {
    const std::string name = path.string();
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::failure(base::Code::NotFound, fmt::format("{}: {}", name, std::strerror(errno)));
    std::string text;
    char block[65536];
    while (file.read(block, sizeof block), file.gcount() > 0) {
        text.append(block, static_cast<size_t>(file.gcount()));
        if (text.size() > MaxFileBytes)
            return base::failure(base::Code::TooLarge,
                                 fmt::format("{}: longer than {} bytes", name, MaxFileBytes));
    }
    if (file.bad()) return base::failure(base::Code::Io, fmt::format("{}: cannot be read", name));
    auto chat = chatOf(text);
    if (!chat) return tl::unexpected(std::move(chat).error().within(name));
    return chat;
}

}  // namespace ctl
