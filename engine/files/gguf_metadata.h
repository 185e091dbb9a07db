// The keys and values at the beginning of a .gguf file, by type. A value; immutable after reading; any
// thread.
//
// The format knows whole numbers of eight kinds and fractions of two: here they are integers and numbers. A
// key that is absent, or of another kind than asked for, gives nothing: who needs it says so in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace engine {

class GgufMetadata {
public:
    using Value = std::variant<std::string, int64_t, double, bool, std::vector<std::string>,
                               std::vector<int64_t>, std::vector<float>>;

    bool has(std::string_view key) const { return find(key) != nullptr; }
    std::optional<std::string_view> text(std::string_view key) const;
    std::optional<int64_t> integer(std::string_view key) const;
    std::optional<double> number(std::string_view key) const;  // an integer is a number, too
    std::optional<bool> boolean(std::string_view key) const;
    const std::vector<std::string>* texts(std::string_view key) const;
    const std::vector<int64_t>* integers(std::string_view key) const;  // booleans as 0 and 1
    const std::vector<float>* numbers(std::string_view key) const;

    size_t size() const { return values_.size(); }
    // False when the key is there already.
    bool add(std::string key, Value&& value);

private:
    const Value* find(std::string_view key) const;

    std::unordered_map<std::string, Value> values_;
};

}  // namespace engine
