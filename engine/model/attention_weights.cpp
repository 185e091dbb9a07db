#include "engine/model/attention_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/quant/decode.h"

namespace engine {
namespace {

using kernels::Tensor;

// Rope turns neighbours (2i, 2i + 1). A model with rope_interleave false turns (i, i + half) instead: moving
// rows of the projections once makes it the same. Queries and keys move alike, so their products do not
// change.
struct RopeRows {
    int64_t group;  // rows of one head
    int64_t first;  // where its rotary rows begin
    int64_t rope;

    int64_t source(int64_t row) const {
        const int64_t inside = row % group - first;
        if (inside < 0) return row;
        return row - inside + (inside % 2 == 0 ? inside / 2 : rope / 2 + inside / 2);
    }
};

base::Result<Tensor> interleaved(WeightReader& reader, const Tensor& weight, const RopeRows& rows) {
    if (reader.checksOnly()) return weight;
    const int64_t columns = weight.dim(1);
    std::vector<float> values(static_cast<size_t>(weight.elements()));
    for (int64_t row = 0; row < weight.dim(0); ++row)
        kernels::decodeRow(
            weight, rows.source(row), 0,
            std::span(values).subspan(static_cast<size_t>(row * columns), static_cast<size_t>(columns)));
    return reader.own(values, {weight.dim(0), columns});
}

base::Result<Tensor> interleavedBias(WeightReader& reader, const Tensor& bias, const RopeRows& rows) {
    std::vector<float> values(static_cast<size_t>(bias.elements()));
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = bias.at<float>()[rows.source(static_cast<int64_t>(i))];
    return reader.own(values, {1, static_cast<int64_t>(values.size())});
}

base::Result<> splitKvB(WeightReader& reader, const Tensor& kvB, const Config& config,
                        AttentionWeights& weights) {
    if (reader.checksOnly()) return {};
    const int64_t heads = config.numAttentionHeads;
    const int64_t latent = config.kvLoraRank;
    std::vector<float> key(static_cast<size_t>(heads * config.qkNopeHeadDim * latent));
    std::vector<float> value(static_cast<size_t>(heads * config.vHeadDim * latent));
    auto keyRest = std::span(key);
    auto valueRest = std::span(value);
    int64_t row = 0;
    const auto decodeInto = [&](std::span<float>& rest, int rows) {
        for (int i = 0; i < rows; ++i, rest = rest.subspan(static_cast<size_t>(latent)))
            kernels::decodeRow(kvB, row++, 0, rest.first(static_cast<size_t>(latent)));
    };
    for (int64_t head = 0; head < heads; ++head) {
        decodeInto(keyRest, config.qkNopeHeadDim);
        decodeInto(valueRest, config.vHeadDim);
    }
    const auto finite = [](float number) { return std::isfinite(number); };
    if (!std::all_of(key.begin(), key.end(), finite) || !std::all_of(value.begin(), value.end(), finite))
        return base::failure(base::Code::BadModel, "its kv_b_proj holds numbers that are not finite");
    weights.keyUp = TRY(reader.own(key, {heads, config.qkNopeHeadDim, latent}));
    weights.valueUp = TRY(reader.own(value, {heads, config.vHeadDim, latent}));
    return {};
}

base::Result<> readQuery(WeightReader& reader, const std::string& name, const Config& config,
                         AttentionWeights& weights) {
    const int64_t rows = int64_t{config.numAttentionHeads} * config.headDim();
    if (config.qLoraRank > 0) {
        weights.qAProj = TRY(reader.matrix(name + ".q_a_proj", config.qLoraRank, config.hiddenSize));
        weights.qALayernorm = TRY(reader.norm(name + ".q_a_layernorm.weight", config.qLoraRank));
        weights.qBProj = TRY(reader.matrix(name + ".q_b_proj", rows, config.qLoraRank));
    } else {
        weights.qProj = TRY(reader.matrix(name + ".q_proj", rows, config.hiddenSize));
    }
    if (config.ropeInterleave) return {};
    Tensor& last = config.qLoraRank > 0 ? weights.qBProj : weights.qProj;
    last = TRY(interleaved(reader, last, {config.headDim(), config.qkNopeHeadDim, config.qkRopeHeadDim}));
    return {};
}

base::Result<> readBiases(WeightReader& reader, const std::string& name, const Config& config,
                          AttentionWeights& weights) {
    const int64_t width = config.cacheWidth();
    if (config.qLoraRank > 0)
        weights.qABias =
            TRY(reader.floats(name + ".q_a_proj.bias", config.qLoraRank)).as({1, config.qLoraRank});
    weights.kvABias = TRY(reader.floats(name + ".kv_a_proj_with_mqa.bias", width)).as({1, width});
    weights.oBias = TRY(reader.floats(name + ".o_proj.bias", config.hiddenSize)).as({1, config.hiddenSize});
    if (!config.ropeInterleave)
        weights.kvABias =
            TRY(interleavedBias(reader, weights.kvABias, {width, config.kvLoraRank, config.qkRopeHeadDim}));
    return {};
}

}  // namespace

base::Result<AttentionWeights> readAttentionWeights(WeightReader& reader, const std::string& name,
                                                    const Config& config) {
    AttentionWeights weights;
    const int64_t heads = config.numAttentionHeads;
    TRY(readQuery(reader, name, config, weights));
    weights.kvAProj =
        TRY(reader.matrix(name + ".kv_a_proj_with_mqa", config.cacheWidth(), config.hiddenSize));
    if (!config.ropeInterleave)
        weights.kvAProj = TRY(interleaved(reader, weights.kvAProj,
                                          {config.cacheWidth(), config.kvLoraRank, config.qkRopeHeadDim}));
    weights.kvALayernorm = TRY(reader.norm(name + ".kv_a_layernorm.weight", config.kvLoraRank));
    const Tensor kvB = TRY(reader.matrix(
        name + ".kv_b_proj", heads * (config.qkNopeHeadDim + config.vHeadDim), config.kvLoraRank));
    if (auto split = splitKvB(reader, kvB, config, weights); !split)
        return tl::unexpected(std::move(split).error().within(name));
    weights.oProj = TRY(reader.matrix(name + ".o_proj", config.hiddenSize, heads * config.vHeadDim));
    if (config.attentionBias) TRY(readBiases(reader, name, config, weights));
    return weights;
}

}  // namespace engine
