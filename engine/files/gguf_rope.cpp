#include "engine/files/gguf_rope.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <optional>
#include <vector>

namespace engine {
namespace {

using base::Code;

constexpr double Llama3Low = 1.0;  // in every published model, as the next two
constexpr double Llama3High = 4.0;
constexpr int64_t Llama3Positions = 8192;

// What the inverse frequency of pair i is divided by under Llama 3's scaling.
double llama3Factor(double theta, double factor, size_t pair, size_t pairs) {
    const double frequency = std::pow(theta, -static_cast<double>(pair) / static_cast<double>(pairs));
    const double wavelength = 2 * std::numbers::pi / frequency;
    const auto positions = static_cast<double>(Llama3Positions);
    if (wavelength < positions / Llama3High) return 1.0;
    if (wavelength > positions / Llama3Low) return factor;
    const double smooth = (positions / wavelength - Llama3Low) / (Llama3High - Llama3Low);
    return 1.0 / ((1 - smooth) / factor + smooth);
}

Json scalingOfFactors(const std::vector<float>& factors, double theta) {
    const double factor = *std::max_element(factors.begin(), factors.end());
    bool llama3 = factor > 1;
    for (size_t i = 0; i < factors.size() && llama3; ++i) {
        const double expected = llama3Factor(theta, factor, i, factors.size());
        llama3 = std::abs(factors[i] - expected) < 1e-4 * expected;
    }
    if (!llama3) return {{"rope_type", "frequency_factors"}, {"frequency_factors", factors}};
    return {{"rope_type", "llama3"},
            {"factor", factor},
            {"low_freq_factor", Llama3Low},
            {"high_freq_factor", Llama3High},
            {"original_max_position_embeddings", Llama3Positions}};
}

base::Result<std::optional<std::vector<float>>> frequencyFactors(const GgufTensors& tensors) {
    const auto found = tensors.find("rope_freqs.weight");
    if (found == tensors.end()) return std::nullopt;
    const TensorInfo& tensor = *found->second;
    if (tensor.type != kernels::Type::F32 || tensor.shape.size() != 1 || tensor.elements() == 0)
        return base::failure(Code::BadModel, "tensor \"rope_freqs.weight\" is not a row of F32 numbers");
    std::vector<float> factors(static_cast<size_t>(tensor.elements()));
    std::memcpy(factors.data(), tensor.data.data(), tensor.data.size());
    for (const float factor : factors)
        if (!(factor > 0 && factor < 1e6F))
            return base::failure(Code::BadModel,
                                 "tensor \"rope_freqs.weight\" holds other than positive numbers");
    if (std::all_of(factors.begin(), factors.end(), [](float one) { return one == 1.0F; }))
        return std::nullopt;
    return factors;
}

// Converters store 0.1 * mscale_all_dim. In all published models mscale is the same number; a file has no
// place for another.
base::Result<Json> yarn(const GgufKeys& keys) {
    for (const char* key : {"rope.scaling.attn_factor", "rope.scaling.yarn_attn_factor"})
        if (TRY(keys.number(key, 1)) != 1)
            return base::failure(Code::Unsupported,
                                 fmt::format("\"{}\" other than 1 cannot be run by this version", key));
    Json scaling = {{"rope_type", "yarn"}};
    scaling["factor"] = TRY(keys.number("rope.scaling.factor"));
    scaling["original_max_position_embeddings"] = TRY(keys.integer("rope.scaling.original_context_length"));
    scaling["beta_fast"] = TRY(keys.number("rope.scaling.yarn_beta_fast", 32));
    scaling["beta_slow"] = TRY(keys.number("rope.scaling.yarn_beta_slow", 1));
    const double stored = TRY(keys.number("rope.scaling.yarn_log_multiplier", 0));
    if (!std::isfinite(stored) || std::abs(stored) > 1e6)
        return base::failure(Code::BadModel, "\"rope.scaling.yarn_log_multiplier\" is not a sane number");
    if (stored != 0) {
        const double mscale = std::round(stored * 1e7) / 1e6;  // stored as F32: back to what was published
        scaling["mscale"] = mscale;
        scaling["mscale_all_dim"] = mscale;
    }
    return scaling;
}

}  // namespace

base::Result<> setRope(Json& config, const GgufKeys& keys, const GgufTensors& tensors, bool interleave) {
    const double theta = TRY(keys.number("rope.freq_base", 10000));
    config["rope_theta"] = theta;
    config["rope_interleave"] = interleave;
    const std::string type = TRY(keys.text("rope.scaling.type", "none")).substr(0, 40);
    const auto factors = TRY(frequencyFactors(tensors));
    if (type == "yarn") {
        config["rope_scaling"] = TRY(yarn(keys));
    } else if (type == "linear") {
        const double factor = TRY(keys.number("rope.scaling.factor"));
        config["rope_scaling"] = {{"rope_type", "linear"}, {"factor", factor}};
    } else if (type != "none") {
        return base::failure(Code::Unsupported,
                             fmt::format("the rope.scaling.type \"{}\" cannot be run by this version", type));
    }
    if (!factors) return {};
    if (type != "none")
        return base::failure(Code::Unsupported,
                             fmt::format("rope_freqs.weight beside a rope.scaling.type \"{}\" "
                                         "cannot be run by this version",
                                         type));
    config["rope_scaling"] = scalingOfFactors(*factors, theta);
    return {};
}

}  // namespace engine
