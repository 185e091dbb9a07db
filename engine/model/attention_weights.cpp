#include "engine/model/attention_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/quant/decode.h"

namespace engine {
namespace {

using kernels::Tensor;

base::Result<Tensor> bias(WeightReader& reader, const std::string& projection, int64_t width) {
    return TRY(reader.floats(projection + ".bias", width)).as({1, width});
}

base::Result<> checkAll(const std::vector<float>& values, const char* what) {
    if (std::all_of(values.begin(), values.end(), [](float number) { return std::isfinite(number); }))
        return {};
    return base::failure(base::Code::BadModel, fmt::format("its {} holds numbers that are not finite", what));
}

// Rows of `from`, one after the other, onto the end of `to`.
void decodeRows(const Tensor& from, int64_t first, int64_t rows, std::vector<float>& to) {
    const auto width = static_cast<size_t>(from.dim(1));
    for (int64_t row = first; row < first + rows; ++row) {
        to.resize(to.size() + width);
        kernels::decodeRow(from, row, 0, std::span(to).last(width));
    }
}

base::Result<> splitKvB(WeightReader& reader, const Tensor& kvB, const Config& config,
                        LatentWeights& weights) {
    if (reader.checksOnly()) return {};
    const int64_t heads = config.numAttentionHeads;
    const int64_t nope = config.qkNopeHeadDim;
    const int64_t both = nope + config.vHeadDim;
    std::vector<float> key;
    std::vector<float> value;
    key.reserve(static_cast<size_t>(heads * nope * config.kvLoraRank));
    value.reserve(static_cast<size_t>(heads * config.vHeadDim * config.kvLoraRank));
    for (int64_t head = 0; head < heads; ++head) {
        decodeRows(kvB, head * both, nope, key);
        decodeRows(kvB, head * both + nope, config.vHeadDim, value);
    }
    TRY(checkAll(key, "kv_b_proj"));
    TRY(checkAll(value, "kv_b_proj"));
    weights.keyUp = TRY(reader.own(key, {heads, nope, config.kvLoraRank}));
    weights.valueUp = TRY(reader.own(value, {heads, config.vHeadDim, config.kvLoraRank}));
    return {};
}

// [heads, latent, nope] to [heads, nope, latent].
std::vector<float> turned(const std::vector<float>& key, int64_t heads, int64_t latent, int64_t nope) {
    std::vector<float> out(key.size());
    for (int64_t head = 0; head < heads; ++head)
        for (int64_t i = 0; i < latent; ++i)
            for (int64_t j = 0; j < nope; ++j)
                out[static_cast<size_t>((head * nope + j) * latent + i)] =
                    key[static_cast<size_t>((head * latent + i) * nope + j)];
    return out;
}

// GGUF files of newer make hold the two halves apart, the key's already turned for absorption.
base::Result<> readHalves(WeightReader& reader, const std::string& name, const Config& config,
                          LatentWeights& weights) {
    const int64_t heads = config.numAttentionHeads;
    const int64_t latent = config.kvLoraRank;
    const Tensor keyRows = TRY(reader.heads(name + ".k_b_proj", heads, latent, config.qkNopeHeadDim));
    const Tensor valueRows = TRY(reader.heads(name + ".v_b_proj", heads, config.vHeadDim, latent));
    if (reader.checksOnly()) return {};
    std::vector<float> key;
    std::vector<float> value;
    decodeRows(keyRows, 0, keyRows.dim(0), key);
    decodeRows(valueRows, 0, valueRows.dim(0), value);
    TRY(checkAll(key, "k_b_proj"));
    TRY(checkAll(value, "v_b_proj"));
    weights.keyUp = TRY(
        reader.own(turned(key, heads, latent, config.qkNopeHeadDim), {heads, config.qkNopeHeadDim, latent}));
    weights.valueUp = TRY(reader.own(value, {heads, config.vHeadDim, latent}));
    return {};
}

base::Result<> readKeysAndValues(WeightReader& reader, const std::string& name, const Config& config,
                                 LatentWeights& weights) {
    if (reader.has(name + ".k_b_proj.weight")) return readHalves(reader, name, config, weights);
    const int64_t rows = int64_t{config.numAttentionHeads} * (config.qkNopeHeadDim + config.vHeadDim);
    const Tensor kvB = TRY(reader.matrix(name + ".kv_b_proj", rows, config.kvLoraRank));
    return splitKvB(reader, kvB, config, weights);
}

base::Result<> readQuery(WeightReader& reader, const std::string& name, const Config& config,
                         LatentWeights& weights) {
    const int64_t rows = int64_t{config.numAttentionHeads} * config.headDim();
    if (config.qLoraRank == 0) {
        weights.qProj = TRY(reader.matrix(name + ".q_proj", rows, config.hiddenSize));
        return {};
    }
    weights.qAProj = TRY(reader.matrix(name + ".q_a_proj", config.qLoraRank, config.hiddenSize));
    weights.qALayernorm = TRY(reader.norm(name + ".q_a_layernorm.weight", config.qLoraRank));
    weights.qBProj = TRY(reader.matrix(name + ".q_b_proj", rows, config.qLoraRank));
    if (config.attentionBias) weights.qABias = TRY(bias(reader, name + ".q_a_proj", config.qLoraRank));
    return {};
}

}  // namespace

base::Result<LatentWeights> readLatentWeights(WeightReader& reader, const std::string& name,
                                              const Config& config) {
    LatentWeights weights;
    const std::string down = name + ".kv_a_proj_with_mqa";
    TRY(readQuery(reader, name, config, weights));
    weights.kvAProj = TRY(reader.matrix(down, config.cacheWidth(), config.hiddenSize));
    weights.kvALayernorm = TRY(reader.norm(name + ".kv_a_layernorm.weight", config.kvLoraRank));
    if (auto read = readKeysAndValues(reader, name, config, weights); !read)
        return tl::unexpected(std::move(read).error().within(name));
    weights.oProj = TRY(reader.matrix(name + ".o_proj", config.hiddenSize,
                                      int64_t{config.numAttentionHeads} * config.vHeadDim));
    if (config.attentionBias) weights.kvABias = TRY(bias(reader, down, config.cacheWidth()));
    if (config.outputBias) weights.oBias = TRY(bias(reader, name + ".o_proj", config.hiddenSize));
    return weights;
}

base::Result<GroupedWeights> readGroupedWeights(WeightReader& reader, const std::string& name,
                                                const Config& config) {
    GroupedWeights weights;
    const int64_t hidden = config.hiddenSize;
    const int64_t queries = int64_t{config.numAttentionHeads} * config.headDim();
    weights.qProj = TRY(reader.matrix(name + ".q_proj", queries, hidden));
    weights.kProj = TRY(reader.matrix(name + ".k_proj", config.keyWidth(), hidden));
    weights.vProj = TRY(reader.matrix(name + ".v_proj", config.keyWidth(), hidden));
    weights.oProj = TRY(reader.matrix(name + ".o_proj", hidden, queries));
    if (config.attentionBias) {
        weights.qBias = TRY(bias(reader, name + ".q_proj", queries));
        weights.kBias = TRY(bias(reader, name + ".k_proj", config.keyWidth()));
        weights.vBias = TRY(bias(reader, name + ".v_proj", config.keyWidth()));
    }
    if (config.outputBias) weights.oBias = TRY(bias(reader, name + ".o_proj", hidden));
    return weights;
}

}  // namespace engine
