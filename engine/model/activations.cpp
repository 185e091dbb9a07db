#include "engine/model/activations.h"

#include <algorithm>
#include <numeric>

#include "kernels/base/check.h"

namespace engine {

using kernels::Backend;
using kernels::Tensor;
using kernels::Type;

namespace {

void uploadNumbers(Backend& backend, const Tensor& to, const std::vector<int32_t>& numbers) {
    backend.upload(to, std::as_bytes(std::span(numbers)));
}

}  // namespace

// `perRow` outermost entries belong to each row of a step.
base::Result<> Activations::add(Backend& backend, Tensor& view, Type type,
                                std::initializer_list<int64_t> shape, int64_t perRow) {
    size_t bytes = kernels::bytesOf(type);
    for (const int64_t size : shape) bytes *= static_cast<size_t>(size);
    memory_.push_back(TRY(backend.allocate(std::max<size_t>(bytes, 64))));
    view = memory_.back().tensor(type, shape);
    if (perRow > 0) places_.push_back({&view, view, perRow});
    return {};
}

base::Result<> Activations::addInputs(Backend& backend, const Config& config) {
    const int64_t rows = limits_.rows;
    const int64_t headRowCount = rows * config.numAttentionHeads;
    TRY(add(backend, tokens, Type::I32, {rows}, 1));
    TRY(add(backend, positions, Type::I32, {rows}, 1));
    TRY(add(backend, slots, Type::I32, {rows}, 1));
    TRY(add(backend, zeros, Type::I32, {rows}, 1));
    TRY(add(backend, headRows, Type::I32, {headRowCount}, config.numAttentionHeads));
    TRY(add(backend, wholeQueryStart_, Type::I32, {limits_.sequences + 1}, 0));
    TRY(add(backend, wholeLengths_, Type::I32, {limits_.sequences}, 0));
    TRY(add(backend, wholeBlockTable_, Type::I32, {int64_t{limits_.sequences} * limits_.blocks}, 0));
    TRY(add(backend, wholeLogitRows_, Type::I32, {limits_.logitRows}, 0));
    TRY(add(backend, inverseFrequency, Type::F32, {config.qkRopeHeadDim / 2}, 0));
    std::vector<int32_t> counting(static_cast<size_t>(headRowCount));
    std::iota(counting.begin(), counting.end(), 0);
    uploadNumbers(backend, headRows, counting);
    const auto frequencies = config.rope.inverseFrequencies(config.qkRopeHeadDim);
    backend.upload(inverseFrequency, std::as_bytes(std::span(frequencies)));
    return {};
}

base::Result<> Activations::addAttention(Backend& backend, const Config& config) {
    const int64_t rows = limits_.rows;
    const int64_t heads = config.numAttentionHeads;
    if (config.qLoraRank > 0) TRY(add(backend, qDown, Type::F32, {rows, config.qLoraRank}, 1));
    TRY(add(backend, q, Type::F32, {rows, heads * config.headDim()}, 1));
    TRY(add(backend, kv, Type::F32, {rows, config.cacheWidth()}, 1));
    TRY(add(backend, headOut, Type::F32, {rows, heads, config.vHeadDim}, 1));
    if (config.attention != Attention::Latent) return {};
    TRY(add(backend, qLatent, Type::F32, {rows, heads, config.cacheWidth()}, 1));
    return add(backend, attended, Type::F32, {rows, heads, config.kvLoraRank}, 1);
}

base::Result<> Activations::addFeedForward(Backend& backend, const Config& config) {
    const int64_t rows = limits_.rows;
    const int64_t width = std::max<int64_t>(config.intermediateSize,
                                            int64_t{config.moeIntermediateSize} * config.nSharedExperts);
    TRY(add(backend, residual, Type::F32, {rows, config.hiddenSize}, 1));
    TRY(add(backend, normed, Type::F32, {rows, config.hiddenSize}, 1));
    TRY(add(backend, update, Type::F32, {rows, config.hiddenSize}, 1));
    TRY(add(backend, gate, Type::F32, {rows, width}, 1));
    TRY(add(backend, up, Type::F32, {rows, width}, 1));
    TRY(add(backend, wholeLastRows_, Type::F32, {limits_.logitRows, config.hiddenSize}, 0));
    return add(backend, wholeLogits_, Type::F32, {limits_.logitRows, config.vocabSize}, 0);
}

base::Result<> Activations::addExperts(Backend& backend, const Config& config) {
    const int64_t rows = limits_.rows;
    const int64_t chosen = config.numExpertsPerTok;
    TRY(add(backend, gateLogits, Type::F32, {rows, config.nRoutedExperts}, 1));
    TRY(add(backend, expert, Type::I32, {rows, chosen}, 1));
    TRY(add(backend, position, Type::I32, {rows, chosen}, 1));
    TRY(add(backend, expertWeight, Type::F32, {rows, chosen}, 1));
    TRY(add(backend, rowStart, Type::I32, {config.nRoutedExperts + 1}, 0));
    TRY(add(backend, rowToken, Type::I32, {rows * chosen}, chosen));
    TRY(add(backend, expertIn, Type::F32, {rows * chosen, config.hiddenSize}, chosen));
    TRY(add(backend, expertOut, Type::F32, {rows * chosen, config.hiddenSize}, chosen));
    TRY(add(backend, expertGate, Type::F32, {rows * chosen, config.moeIntermediateSize}, chosen));
    return add(backend, expertUp, Type::F32, {rows * chosen, config.moeIntermediateSize}, chosen);
}

base::Result<> Activations::addDraft(Backend& backend, const Config& config) {
    TRY(add(backend, hiddenRows, Type::I32, {limits_.rows}, 1));
    TRY(add(backend, hidden, Type::F32, {limits_.rows, config.hiddenSize}, 0));
    return add(backend, pair, Type::F32, {limits_.rows, 2 * config.hiddenSize}, 1);
}

base::Result<std::unique_ptr<Activations>> Activations::open(Backend& backend, const Config& config,
                                                             const StepLimits& limits) {
    CHECK(limits.rows > 0 && limits.logitRows > 0 && limits.sequences > 0 && limits.blocks > 0,
          "an empty step");
    std::unique_ptr<Activations> made(new Activations);
    made->limits_ = limits;
    made->places_.reserve(64);
    TRY(made->addInputs(backend, config));
    TRY(made->addAttention(backend, config));
    TRY(made->addFeedForward(backend, config));
    if (config.nRoutedExperts > 0) TRY(made->addExperts(backend, config));
    if (limits.draft) TRY(made->addDraft(backend, config));
    return made;
}

void Activations::prepare(Backend& backend, const Batch& batch) {
    CHECK(batch.rows() <= limits_.rows && batch.sequences() <= limits_.sequences &&
              batch.logitRows.size() <= static_cast<size_t>(limits_.logitRows),
          "a step larger than its memory");
    for (const Place& place : places_) *place.view = place.whole.rows(0, place.perRow * batch.rows());
    const auto wanted = static_cast<int64_t>(batch.logitRows.size());
    logitRows = wholeLogitRows_.rows(0, wanted);
    lastRows = wholeLastRows_.rows(0, wanted);
    logits = wholeLogits_.rows(0, wanted);
    queryStart = wholeQueryStart_.rows(0, batch.sequences() + 1);
    lengths = wholeLengths_.rows(0, batch.sequences());

    size_t most = 1;
    for (const auto& blocks : batch.blocks) most = std::max(most, blocks.size());
    std::vector<int32_t> table(most * batch.blocks.size(), 0);
    for (size_t i = 0; i < batch.blocks.size(); ++i)
        std::copy(batch.blocks[i].begin(), batch.blocks[i].end(),
                  table.begin() + static_cast<ptrdiff_t>(i * most));
    const auto width = static_cast<int64_t>(most);
    blockTable = wholeBlockTable_.rows(0, batch.sequences() * width).as({batch.sequences(), width});

    uploadNumbers(backend, tokens, batch.tokens);
    uploadNumbers(backend, positions, batch.positions);
    uploadNumbers(backend, slots, batch.slots);
    uploadNumbers(backend, queryStart, batch.queryStart);
    uploadNumbers(backend, lengths, batch.lengths);
    uploadNumbers(backend, blockTable, table);
    uploadNumbers(backend, logitRows, batch.logitRows);
}

}  // namespace engine
