#include "engine/base/json.h"

#include <fmt/core.h>

#include <iterator>
#include <utility>
#include <vector>

namespace engine {
namespace {

// Reads characters for the parser and tells the builder how far it is.
class CountingCursor {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingCursor(const char* at, const char** seen) : at_(at), seen_(seen) {}
    reference operator*() const { return *at_; }
    CountingCursor& operator++() {
        *seen_ = ++at_;
        return *this;
    }
    bool operator==(const CountingCursor& other) const { return at_ == other.at_; }
    bool operator!=(const CountingCursor& other) const { return at_ != other.at_; }

private:
    const char* at_;
    const char** seen_;
};

// The library's own words without its "[json.exception...]" frame and without quoting the document.
std::string reasonOf(std::string_view words) {
    const size_t dash = words.find(" - ");
    if (dash != std::string_view::npos) words.remove_prefix(dash + 3);
    const size_t quoted = words.find("; last read");
    if (quoted != std::string_view::npos) words = words.substr(0, quoted);
    if (words.starts_with("[json.exception.out_of_range")) words = "number too large";
    return std::string(words);
}

class Builder : public nlohmann::json_sax<Json> {
public:
    Builder(std::string_view text, const JsonLimits& limits)
        : limits_(limits), begin_(text.data()), seen_(text.data()) {}

    const char** seen() { return &seen_; }
    Json takeRoot() { return std::move(root_); }
    base::Error error() const { return {base::Code::Invalid, problem_}; }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return fail("binary value"); }
    bool start_object(std::size_t) override { return descend(Json::object()); }
    bool start_array(std::size_t) override { return descend(Json::array()); }
    bool end_object() override { return ascend(); }
    bool end_array() override { return ascend(); }

    bool key(string_t& name) override {
        auto& members = open_.back()->get_ref<Json::object_t&>();
        const auto [member, fresh] = members.try_emplace(name, nullptr);
        if (!fresh && !limits_.duplicateKeys) return fail(fmt::format("the key \"{}\" is there twice", name));
        member_ = &member->second;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&,
                     const nlohmann::detail::exception& cause) override {
        problem_ = fmt::format("not valid JSON at byte {}: {}", position > 0 ? position - 1 : 0,
                               reasonOf(cause.what()));
        return false;
    }

private:
    bool fail(std::string_view why) {
        problem_ = fmt::format("{} at byte {}", why, seen_ - begin_);
        return false;
    }

    Json* place(Json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (open_.back()->is_array()) {
            auto& items = open_.back()->get_ref<Json::array_t&>();
            return &items.emplace_back(std::move(value));
        }
        *member_ = std::move(value);
        return member_;
    }

    bool add(Json value) {
        place(std::move(value));
        return true;
    }

    bool descend(Json empty) {
        if (static_cast<int>(open_.size()) >= limits_.depth)
            return fail(fmt::format("nested deeper than {} levels", limits_.depth));
        open_.push_back(place(std::move(empty)));
        return true;
    }

    bool ascend() {
        open_.pop_back();
        return true;
    }

    JsonLimits limits_;
    const char* begin_;
    const char* seen_;
    Json root_;
    std::vector<Json*> open_;  // stable: only the innermost one grows
    Json* member_ = nullptr;   // where the value of the last key goes
    std::string problem_;
};

}  // namespace

base::Result<Json> parseJson(std::string_view text, JsonLimits limits) {
    Builder builder(text, limits);
    const char* end = text.data() + text.size();
    if (!Json::sax_parse(CountingCursor(text.data(), builder.seen()), CountingCursor(end, builder.seen()),
                         &builder))
        return tl::unexpected(builder.error());
    return builder.takeRoot();
}

}  // namespace engine
