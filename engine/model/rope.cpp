#include "engine/model/rope.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/files/config_file.h"

namespace engine {
namespace {

constexpr double MinTheta = 1.001;
constexpr double MaxTheta = 1e12;
constexpr double MaxFactor = 1e6;
constexpr double MaxMscale = 1e3;

double yarnMscale(double factor, double mscale) {
    return factor <= 1 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0;
}

// The pair whose wave turns `rotations` times over the original context.
double pairOfRotations(const RopeSettings& rope, double rotations, int ropeDim) {
    return ropeDim * std::log(rope.originalMaxPositions / (rotations * 2 * std::numbers::pi)) /
           (2 * std::log(rope.theta));
}

// 0 keeps a pair's own frequency, 1 divides it by the factor.
std::vector<double> yarnRamp(const RopeSettings& rope, int ropeDim) {
    double low = pairOfRotations(rope, rope.betaFast, ropeDim);
    double high = pairOfRotations(rope, rope.betaSlow, ropeDim);
    if (rope.truncate) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, ropeDim - 1.0);
    if (low == high) high += 0.001;
    std::vector<double> ramp(static_cast<size_t>(ropeDim) / 2);
    for (size_t i = 0; i < ramp.size(); ++i)
        ramp[i] = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    return ramp;
}

// The same for Llama 3.1: the share of the factor falls with how often a wave fits into the original context.
std::vector<double> llama3Ramp(const RopeSettings& rope, int ropeDim) {
    std::vector<double> ramp(static_cast<size_t>(ropeDim) / 2);
    for (size_t i = 0; i < ramp.size(); ++i) {
        const double frequency = std::pow(rope.theta, -2.0 * static_cast<double>(i) / ropeDim);
        const double rotations = rope.originalMaxPositions * frequency / (2 * std::numbers::pi);
        ramp[i] =
            1 - std::clamp((rotations - rope.lowFreqFactor) / (rope.highFreqFactor - rope.lowFreqFactor), 0.0,
                           1.0);
    }
    return ramp;
}

base::Result<RopeSettings::Kind> kindOf(const ConfigObject& keys) {
    using Kind = RopeSettings::Kind;
    const std::string type = TRY(keys.text("type", "default"));
    const std::string name = TRY(keys.text("rope_type", type));
    if (name == "default") return Kind::Default;
    if (name == "linear") return Kind::Linear;
    if (name == "yarn") return Kind::Yarn;
    if (name == "llama3") return Kind::Llama3;
    if (name == "frequency_factors") return Kind::Table;
    return base::failure(base::Code::Unsupported,
                         fmt::format("config.json: the rope type \"{}\" cannot be run by this version, only "
                                     "default, linear, yarn, llama3 and frequency_factors",
                                     name.substr(0, 40)));
}

// Zero means "not given", as in the published implementations.
base::Result<> readYarn(const ConfigObject& keys, RopeSettings& rope) {
    rope.mscale = TRY(keys.number("mscale", 0, MaxMscale, 0));
    rope.attentionFactor = TRY(keys.number("attention_factor", 1e-6, MaxMscale, 0));
    if (const double beta = TRY(keys.number("beta_fast", 0, 1e6, 0)); beta > 0) rope.betaFast = beta;
    if (const double beta = TRY(keys.number("beta_slow", 0, 1e6, 0)); beta > 0) rope.betaSlow = beta;
    rope.truncate = TRY(keys.boolean("truncate", true));
    return {};
}

base::Result<> readLlama3(const ConfigObject& keys, RopeSettings& rope) {
    rope.lowFreqFactor = TRY(keys.number("low_freq_factor", 0, MaxFactor));
    rope.highFreqFactor = TRY(keys.number("high_freq_factor", 0, MaxFactor));
    if (rope.highFreqFactor <= rope.lowFreqFactor)
        return tl::unexpected(keys.wrong("high_freq_factor", "is not above low_freq_factor"));
    return {};
}

base::Result<> readTable(const Json& scaling, const ConfigObject& keys, RopeSettings& rope) {
    const auto table = scaling.find("frequency_factors");
    if (table == scaling.end() || !table->is_array() || table->empty())
        return tl::unexpected(keys.wrong("frequency_factors", "is not a list of numbers"));
    for (const Json& factor : *table) {
        const double value = factor.is_number() ? factor.get<double>() : 0;
        if (!(value > 0 && value <= MaxFactor))
            return tl::unexpected(keys.wrong("frequency_factors", "holds other than positive numbers"));
        rope.factors.push_back(value);
    }
    return {};
}

base::Result<> readScaling(const Json& scaling, const ConfigObject& keys, RopeSettings& rope,
                           double maxPositions) {
    rope.kind = TRY(kindOf(keys));
    rope.theta = TRY(keys.number("rope_theta", MinTheta, MaxTheta, rope.theta));
    if (TRY(keys.number("partial_rotary_factor", 0, 1, 1)) != 1)
        return base::failure(base::Code::Unsupported,
                             "config.json: partial_rotary_factor other than 1 cannot be run by this version");
    if (rope.kind == RopeSettings::Kind::Default) return {};
    if (rope.kind == RopeSettings::Kind::Table) return readTable(scaling, keys, rope);

    rope.originalMaxPositions = TRY(keys.number("original_max_position_embeddings", 1, 1e9, maxPositions));
    std::optional<double> factor;
    if (rope.kind == RopeSettings::Kind::Yarn) factor = maxPositions / rope.originalMaxPositions;
    rope.factor = TRY(keys.number("factor", 1e-3, MaxFactor, factor));
    rope.mscaleAllDim = TRY(keys.number("mscale_all_dim", 0, MaxMscale, 0));
    if (rope.kind == RopeSettings::Kind::Yarn) TRY(readYarn(keys, rope));
    if (rope.kind == RopeSettings::Kind::Llama3) TRY(readLlama3(keys, rope));
    return {};
}

}  // namespace

base::Result<RopeSettings> RopeSettings::parse(const Json& config, int maxPositionEmbeddings) {
    RopeSettings rope;
    const ConfigObject outer(config, "config.json");
    rope.theta = TRY(outer.number("rope_theta", MinTheta, MaxTheta, rope.theta));
    for (const char* name : {"rope_scaling", "rope_parameters"}) {
        const Json* inner = TRY(outer.object(name));
        if (!inner || inner->empty()) continue;
        const std::string where = std::string("config.json: ") + name;
        TRY(readScaling(*inner, ConfigObject(*inner, where), rope, maxPositionEmbeddings));
        break;
    }
    return rope;
}

std::vector<float> RopeSettings::inverseFrequencies(int ropeDim) const {
    std::vector<double> ramp(static_cast<size_t>(ropeDim) / 2, kind == Kind::Linear ? 1.0 : 0.0);
    if (kind == Kind::Yarn) ramp = yarnRamp(*this, ropeDim);
    if (kind == Kind::Llama3) ramp = llama3Ramp(*this, ropeDim);
    std::vector<float> frequencies(ramp.size());
    for (size_t i = 0; i < frequencies.size(); ++i) {
        double own = std::pow(theta, -2.0 * static_cast<double>(i) / ropeDim);
        if (kind == Kind::Table) own /= factors[i];
        frequencies[i] = static_cast<float>(own / factor * ramp[i] + own * (1 - ramp[i]));
    }
    return frequencies;
}

float RopeSettings::magnitude() const {
    if (kind != Kind::Yarn) return 1.0F;
    if (attentionFactor > 0) return static_cast<float>(attentionFactor);
    if (mscale > 0 && mscaleAllDim > 0)
        return static_cast<float>(yarnMscale(factor, mscale) / yarnMscale(factor, mscaleAllDim));
    return static_cast<float>(yarnMscale(factor, 1));
}

float RopeSettings::softmaxFactor() const {
    if (kind == Kind::Default || mscaleAllDim <= 0) return 1.0F;
    const double scale = yarnMscale(factor, mscaleAllDim);
    return static_cast<float>(scale * scale);
}

}  // namespace engine
