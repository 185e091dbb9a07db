// All weights of a model, found by their published names and checked against the configuration before use.
// They view the mapped folder, which must outlive them; only what has to be reshaped is copied. Immutable
// after open().
//
// Names: those of the published checkpoints ("model.layers.3.self_attn.q_a_proj.weight" ...). Failures are
// BadModel.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/files/model_folder.h"
#include "engine/model/config.h"
#include "kernels/ops/backend.h"

namespace engine {

struct LatentWeights {
    kernels::Tensor qProj;         // [heads * (nope + rope), hidden]  only without q LoRA
    kernels::Tensor qAProj;        // [qLora, hidden]                  only with q LoRA, as the next two
    kernels::Tensor qALayernorm;   // [qLora]
    kernels::Tensor qBProj;        // [heads * (nope + rope), qLora]
    kernels::Tensor kvAProj;       // [latent + rope, hidden]
    kernels::Tensor kvALayernorm;  // [latent]
    kernels::Tensor keyUp;         // [heads, nope, latent]   F32: the key part of kv_b_proj
    kernels::Tensor valueUp;       // [heads, value, latent]  F32: its value part
    kernels::Tensor oProj;         // [hidden, heads * value]
    kernels::Tensor qABias;        // [1, qLora]          empty unless attention_bias, as the next two
    kernels::Tensor kvABias;       // [1, latent + rope]
    kernels::Tensor oBias;         // [1, hidden]
};

struct GroupedWeights {
    kernels::Tensor qProj;                // [heads * head, hidden]
    kernels::Tensor kProj, vProj;         // [key heads * head, hidden]
    kernels::Tensor oProj;                // [hidden, heads * head]
    kernels::Tensor qBias, kBias, vBias;  // [1, rows of the matrix]  empty unless the model has them
    kernels::Tensor oBias;                // [1, hidden]              likewise
};

struct FeedForwardWeights {
    kernels::Tensor gateProj;  // [width, hidden]
    kernels::Tensor upProj;    // [width, hidden]
    kernels::Tensor downProj;  // [hidden, width]
};

struct ExpertWeights {
    kernels::Tensor gate;                                     // [experts, hidden]  the router
    kernels::Tensor correctionBias;                           // [experts] F32; empty when the model has none
    std::vector<kernels::Tensor> gateProj, upProj, downProj;  // one per expert
    FeedForwardWeights shared;  // all shared experts side by side; empty when there are none
};

struct LayerWeights {
    kernels::Tensor inputLayernorm;          // [hidden]
    kernels::Tensor postAttentionLayernorm;  // [hidden]
    LatentWeights latent;                    // one of these two, as Config::attention says
    GroupedWeights grouped;
    FeedForwardWeights dense;  // empty in a layer of experts
    ExpertWeights experts;     // empty in a dense layer
};

// A multi-token-prediction layer (DeepSeek-V3 report, section 2.2).
struct DraftWeights {
    kernels::Tensor enorm;   // [hidden]
    kernels::Tensor hnorm;   // [hidden]
    kernels::Tensor ehProj;  // [hidden, 2 * hidden]  embedding first
    kernels::Tensor norm;    // [hidden]  shared_head.norm
    LayerWeights layer;
};

class Weights {
public:
    struct Options {
        bool thorough = false;   // look through every number for NaN and infinities
        bool checkOnly = false;  // copy nothing: what is reshaped for computing stays empty
        // Told the bytes checked so far; false stops with Cancelled.
        std::function<bool(int64_t)> progress = [](int64_t) { return true; };
    };
    static base::Result<std::unique_ptr<Weights>> open(const ModelFolder& folder, const Config& config,
                                                       kernels::Backend& backend, const Options& options);

    kernels::Tensor embedTokens;  // [vocabulary, hidden]
    kernels::Tensor norm;         // [hidden]
    kernels::Tensor lmHead;       // [vocabulary, hidden]
    std::vector<LayerWeights> layers;
    std::vector<DraftWeights> drafts;  // empty when the folder holds none, whatever the configuration says

private:
    std::vector<kernels::Buffer> owned_;
};

// Memory that reading this weight once moves, block scales included.
int64_t bytesRead(const kernels::Tensor& weight);

}  // namespace engine
