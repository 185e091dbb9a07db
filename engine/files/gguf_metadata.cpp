#include "engine/files/gguf_metadata.h"

namespace engine {

const GgufMetadata::Value* GgufMetadata::find(std::string_view key) const {
    const auto found = values_.find(std::string(key));
    return found == values_.end() ? nullptr : &found->second;
}

bool GgufMetadata::add(std::string key, Value&& value) {
    return values_.try_emplace(std::move(key), std::move(value)).second;
}

std::optional<std::string_view> GgufMetadata::text(std::string_view key) const {
    const Value* value = find(key);
    if (!value || !std::holds_alternative<std::string>(*value)) return {};
    return std::get<std::string>(*value);
}

std::optional<int64_t> GgufMetadata::integer(std::string_view key) const {
    const Value* value = find(key);
    if (!value || !std::holds_alternative<int64_t>(*value)) return {};
    return std::get<int64_t>(*value);
}

std::optional<double> GgufMetadata::number(std::string_view key) const {
    if (const auto whole = integer(key)) return static_cast<double>(*whole);
    const Value* value = find(key);
    if (!value || !std::holds_alternative<double>(*value)) return {};
    return std::get<double>(*value);
}

std::optional<bool> GgufMetadata::boolean(std::string_view key) const {
    const Value* value = find(key);
    if (!value || !std::holds_alternative<bool>(*value)) return {};
    return std::get<bool>(*value);
}

const std::vector<std::string>* GgufMetadata::texts(std::string_view key) const {
    const Value* value = find(key);
    return value ? std::get_if<std::vector<std::string>>(value) : nullptr;
}

const std::vector<int64_t>* GgufMetadata::integers(std::string_view key) const {
    const Value* value = find(key);
    return value ? std::get_if<std::vector<int64_t>>(value) : nullptr;
}

const std::vector<float>* GgufMetadata::numbers(std::string_view key) const {
    const Value* value = find(key);
    return value ? std::get_if<std::vector<float>>(value) : nullptr;
}

}  // namespace engine
