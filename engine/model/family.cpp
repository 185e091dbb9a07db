#include "engine/model/family.h"

#include <fmt/format.h>

#include <algorithm>

namespace engine {
namespace {

constexpr size_t LongestName = 80;

constexpr Family Families[] = {
    // Moonlight, Kimi-K2 and GigaChat3 are of this architecture, too.
    {.architecture = "DeepseekV3ForCausalLM",
     .modelTypes = {"deepseek_v3", "kimi_k2"},
     .attention = Attention::Latent},
    {.architecture = "Glm4MoeLiteForCausalLM",
     .modelTypes = {"glm4_moe_lite"},
     .attention = Attention::Latent,
     .rmsNormEps = 1e-5F,
     .firstKDenseReplace = 1},
    {.architecture = "DeepseekV2ForCausalLM",
     .modelTypes = {"deepseek_v2"},
     .attention = Attention::Latent,
     .scoringFunc = "softmax",
     .topkMethod = "greedy",
     .normTopkProb = false,
     .scalesUnnormalisedOnly = true},
    {.architecture = "Qwen2ForCausalLM",
     .modelTypes = {"qwen2"},
     .attention = Attention::Grouped,
     .queryBiasOnly = true},
    {.architecture = "LlamaForCausalLM", .modelTypes = {"llama"}, .attention = Attention::Grouped},
};

bool hasType(const Family& family, const std::string& type) {
    return std::any_of(std::begin(family.modelTypes), std::end(family.modelTypes),
                       [&](const char* one) { return one && type == one; });
}

base::Result<std::string> nameIn(const ConfigObject& config, const Json& json) {
    if (!config.has("architectures")) return std::string();
    const Json& list = json.at("architectures");
    if (!list.is_array() || list.empty() || !list.front().is_string())
        return tl::unexpected(config.wrong("architectures", "is not a list of names"));
    return list.front().get<std::string>().substr(0, LongestName);
}

std::string knownNames() {
    std::string names;
    for (const Family& family : Families)
        names += (names.empty() ? "" : ", ") + std::string(family.architecture);
    return names;
}

}  // namespace

base::Result<const Family*> Family::of(const ConfigObject& config, const Json& json) {
    const std::string type = TRY(config.text("model_type", "")).substr(0, LongestName);
    const std::string name = TRY(nameIn(config, json));
    const auto found = std::find_if(std::begin(Families), std::end(Families), [&](const Family& family) {
        return name.empty() ? hasType(family, type) : name == family.architecture;
    });
    if (found == std::end(Families))
        return base::failure(
            base::Code::Unsupported,
            fmt::format("config.json: the architecture \"{}\" (model_type \"{}\") cannot be run by this "
                        "version; choose a model of one of these: {}",
                        name.empty() ? "not named" : name, type, knownNames()));
    if (!type.empty() && !hasType(*found, type))
        return base::failure(
            base::Code::Unsupported,
            fmt::format("config.json: the model_type \"{}\" cannot be run by this version as a "
                        "{}",
                        type, found->architecture));
    return found;
}

}  // namespace engine
