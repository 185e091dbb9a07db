// Multi-head latent attention in the form the DeepSeek-V2 paper introduces it (section 2.1.2): keys and
// values of every head written out for every token, softmax in double. The engine has the absorbed form only;
// this is what that is held against. For the reference backend, whose tensors lie in ordinary memory.
#pragma once

#include "engine/model/feed_forward.h"
#include "engine/model/projection.h"
#include "tests/engine/tiny_model.h"

namespace testing_engine {

class ExpandedModel {
public:
    // Of a model on the reference backend; borrowed.
    explicit ExpandedModel(TinyModel& model)
        : model_(model), config_(model.config), backend_(*model.backend) {
        auto step = engine::Activations::open(backend_, config_, TinyModel::Limits);
        EXPECT_TRUE(step);
        step_ = std::move(*step);
    }

    // Logits after each of ids, all computed in one step.
    std::vector<float> logits(const std::vector<int>& ids) {
        engine::Batch batch;
        batch.append(ids, 0, std::vector{0, 1, 2}, engine::BlockPool::BlockTokens, engine::Batch::Want::All);
        const engine::Weights& weights = *model_.weights;
        step_->prepare(backend_, batch);
        backend_.embed({.table = weights.embedTokens, .ids = step_->tokens, .out = step_->residual});
        for (int i = 0; i < config_.numHiddenLayers; ++i) {
            const engine::LayerWeights& layer = weights.layers[static_cast<size_t>(i)];
            normalise(layer.inputLayernorm, config_.rmsNormEps, step_->residual, step_->normed);
            attend(layer.latent);
            normalise(layer.postAttentionLayernorm, config_.rmsNormEps, step_->residual, step_->normed);
            config_.isMoe(i) ? experts(backend_, config_, layer.experts, *step_)
                             : feedForward(backend_, layer.dense, *step_);
        }
        normalise(weights.norm, config_.rmsNormEps, step_->residual, step_->normed);
        backend_.matmul({.x = step_->normed, .weight = weights.lmHead, .out = step_->logits});
        EXPECT_TRUE(backend_.sync());
        const auto* first = step_->logits.at<float>();
        return {first, first + step_->logits.elements()};
    }

    std::vector<int> greedy(std::vector<int> ids, size_t count) {
        std::vector<int> said;
        while (said.size() < count) {
            const auto all = logits(ids);
            const auto last = all.end() - config_.vocabSize;
            said.push_back(static_cast<int>(std::max_element(last, all.end()) - last));
            ids.push_back(said.back());
        }
        return said;
    }

private:
    using Tensor = kernels::Tensor;

    void normalise(const Tensor& weight, float epsilon, const Tensor& x, const Tensor& out) {
        backend_.rmsNorm({.x = x, .weight = weight, .out = out, .epsilon = epsilon});
    }
    void rotate(const Tensor& x) {
        backend_.rope({.x = x,
                       .positions = step_->positions,
                       .inverseFrequency = step_->inverseFrequency,
                       .magnitude = config_.rope.magnitude(),
                       .halves = !config_.ropeInterleave});
    }
    void makeQueries(const engine::LatentWeights& weights, int64_t rows) {
        if (config_.qLoraRank == 0) {
            backend_.matmul({.x = step_->normed, .weight = weights.qProj, .out = step_->q});
        } else {
            engine::project(backend_, step_->normed, weights.qAProj, weights.qABias, *step_, step_->qDown);
            normalise(weights.qALayernorm, engine::Config::LatentNormEps, step_->qDown, step_->qDown);
            backend_.matmul({.x = step_->qDown, .weight = weights.qBProj, .out = step_->q});
        }
        rotate(step_->q.as({rows, config_.numAttentionHeads, config_.headDim()})
                   .columns(config_.qkNopeHeadDim, config_.qkRopeHeadDim));
    }
    // [rows, heads * width] = latent times a matrix [heads, width, latent].
    std::vector<float> expanded(const Tensor& latent, const Tensor& up) {
        std::vector<float> out(static_cast<size_t>(latent.dim(0) * up.dim(0) * up.dim(1)));
        const auto width = up.dim(0) * up.dim(1);
        backend_.matmul({.x = latent,
                         .weight = up.as({width, up.dim(2)}),
                         .out = Tensor::of(out.data(), kernels::Type::F32, {latent.dim(0), width})});
        return out;
    }
    void attend(const engine::LatentWeights& weights) {
        const int64_t rows = step_->normed.dim(0);
        makeQueries(weights, rows);
        engine::project(backend_, step_->normed, weights.kvAProj, weights.kvABias, *step_, step_->kv);
        const Tensor latent = step_->kv.columns(0, config_.kvLoraRank);
        const Tensor shared = step_->kv.columns(config_.kvLoraRank, config_.qkRopeHeadDim);
        normalise(weights.kvALayernorm, engine::Config::LatentNormEps, latent, latent);
        rotate(shared.as({rows, 1, config_.qkRopeHeadDim}));
        const auto keys = expanded(latent, weights.keyUp);
        const auto values = expanded(latent, weights.valueUp);
        for (int64_t row = 0; row < rows; ++row)
            for (int64_t head = 0; head < config_.numAttentionHeads; ++head)
                attendHead(row, head, keys, values, shared);
        engine::addAttended(backend_, weights.oProj, weights.oBias, *step_);
    }
    void attendHead(int64_t row, int64_t head, const std::vector<float>& keys,
                    const std::vector<float>& values, const Tensor& shared) {
        const int64_t heads = config_.numAttentionHeads;
        const int64_t nope = config_.qkNopeHeadDim;
        const int64_t width = config_.vHeadDim;
        const float* query = step_->q.row<float>(row) + head * config_.headDim();
        std::vector<double> weight;
        double total = 0;
        for (int64_t at = 0; at <= row; ++at) {
            const float* key = &keys[static_cast<size_t>((at * heads + head) * nope)];
            double score = std::inner_product(query, query + nope, key, 0.0);
            score += std::inner_product(query + nope, query + config_.headDim(), shared.row<float>(at), 0.0);
            total += weight.emplace_back(std::exp(score * config_.softmaxScale()));
        }
        float* out = step_->headOut.row<float>(row) + head * width;
        for (int64_t i = 0; i < width; ++i) {
            double sum = 0;
            for (int64_t at = 0; at <= row; ++at)
                sum += weight[static_cast<size_t>(at)] / total *
                       values[static_cast<size_t>((at * heads + head) * width + i)];
            out[i] = static_cast<float>(sum);
        }
    }

    TinyModel& model_;
    const engine::Config& config_;
    kernels::Backend& backend_;
    std::unique_ptr<engine::Activations> step_;
};

}  // namespace testing_engine
