#include "engine/text/pretokenizer.h"

#include <fmt/core.h>

#include <string>

#include "engine/files/config_file.h"

namespace engine {
namespace {

constexpr size_t MaxStages = 16;
constexpr std::string_view Where = "pre_tokenizer";

tl::unexpected<base::Error> unsupported(std::string_view what) {
    return base::failure(base::Code::Unsupported,
                         fmt::format("{}: {} is not supported in this version", Where, what));
}

}  // namespace

base::Result<Pretokenizer> Pretokenizer::from(const Json& description) {
    Pretokenizer result;
    if (description.is_null()) return unsupported("a tokenizer without \"ByteLevel\"");
    if (!description.is_object())
        return base::failure(base::Code::BadModel, fmt::format("{}: is not an object", Where));
    TRY(result.add(description));
    if (!result.byteLevel_) return unsupported("a tokenizer without \"ByteLevel\"");
    return result;
}

base::Result<> Pretokenizer::add(const Json& step) {
    if (!step.is_object())
        return base::failure(base::Code::BadModel, fmt::format("{}: a step is not an object", Where));
    const std::string type = TRY(ConfigObject(step, Where).text("type"));
    if (byteLevel_) return unsupported(fmt::format("\"{}\" after \"ByteLevel\"", type));
    if (stages_.size() >= MaxStages) return unsupported(fmt::format("more than {} steps", MaxStages));
    if (type == "Split") return addSplit(step);
    if (type == "ByteLevel") return addByteLevel(step);
    if (type == "Digits") {
        const bool single = TRY(ConfigObject(step, Where).boolean("individual_digits", false));
        stages_.push_back(single ? singleDigits() : digitRuns());
        return {};
    }
    if (type != "Sequence") return unsupported(fmt::format("\"{}\"", type));
    const auto steps = step.find("pretokenizers");
    if (steps == step.end() || !steps->is_array() || steps->size() > MaxStages)
        return base::failure(base::Code::BadModel,
                             fmt::format("{}: \"pretokenizers\" is not a short list", Where));
    for (const Json& inner : *steps) TRY(add(inner));
    return {};
}

base::Result<> Pretokenizer::addSplit(const Json& step) {
    const ConfigObject object(step, Where);
    const std::string behavior = TRY(object.text("behavior"));
    const bool invert = TRY(object.boolean("invert", false));
    if (behavior != "Isolated" || invert)
        return unsupported(
            fmt::format("a split of behavior \"{}\"{}", behavior, invert ? ", inverted," : ""));
    const Json* pattern = TRY(object.object("pattern"));
    if (!pattern) return tl::unexpected(object.wrong("pattern", "is missing"));
    const std::string expression = TRY(ConfigObject(*pattern, Where).text("Regex"));
    const FindPattern find = findPattern(expression);
    if (!find)
        return unsupported(fmt::format("the split pattern {}{}", expression.substr(0, 200),
                                       expression.size() > 200 ? "..." : ""));
    stages_.push_back(find);
    return {};
}

base::Result<> Pretokenizer::addByteLevel(const Json& step) {
    const ConfigObject object(step, Where);
    if (TRY(object.boolean("add_prefix_space", true)))
        return unsupported("\"ByteLevel\" with add_prefix_space");
    if (TRY(object.boolean("use_regex", true))) stages_.push_back(gpt2Words());
    byteLevel_ = true;
    return {};
}

}  // namespace engine
