// The memory of one step: every intermediate result of a forward pass, allocated once for the largest step
// there will be, and the step's inputs on the device. One thread (the engine's).
#pragma once

#include <memory>
#include <vector>

#include "engine/model/batch.h"
#include "engine/model/config.h"
#include "kernels/ops/backend.h"

namespace engine {

// The largest step.
struct StepLimits {
    int rows = 0;
    int logitRows = 0;
    int sequences = 0;
    int blocks = 0;      // of the whole cache: no sequence has more
    bool draft = false;  // Forward::draft will be called, too
};

class Activations {
public:
    static base::Result<std::unique_ptr<Activations>> open(kernels::Backend& backend, const Config& config,
                                                           const StepLimits& limits);
    // Brings a batch's numbers to the device and cuts every view below to its rows, but for `hidden`.
    void prepare(kernels::Backend& backend, const Batch& batch);

    // Inputs, I32.
    kernels::Tensor tokens, positions, slots;  // [rows]
    kernels::Tensor queryStart, lengths,
        blockTable;                    // [sequences + 1], [sequences], [sequences, most blocks]
    kernels::Tensor logitRows;         // [wanted]
    kernels::Tensor hiddenRows;        // [rows]          of `hidden`: where a draft goes on from
    kernels::Tensor headRows;          // [rows * heads]  0, 1, 2, ...: copies rows as they are
    kernels::Tensor zeros;             // [rows]          0, 0, 0, ...: repeats a bias
    kernels::Tensor inverseFrequency;  // [rope / 2] F32

    // Results, F32.
    kernels::Tensor residual, normed, update;  // [rows, hidden]
    kernels::Tensor qDown;                     // [rows, qLora]
    kernels::Tensor q;                         // [rows, heads * (nope + rope)]
    kernels::Tensor kv;                        // [rows, latent + rope], or [rows, keys then values]
    kernels::Tensor qLatent;                   // [rows, heads, latent + rope]  latent attention only
    kernels::Tensor attended;                  // [rows, heads, latent]         likewise
    kernels::Tensor headOut;                   // [rows, heads, value]
    kernels::Tensor gate, up;                  // [rows, widest feed-forward]
    kernels::Tensor gateLogits;                // [rows, experts]
    kernels::Tensor expert, position;          // [rows, chosen] I32
    kernels::Tensor expertWeight;              // [rows, chosen]
    kernels::Tensor rowStart, rowToken;        // [experts + 1], [rows * chosen] I32
    kernels::Tensor expertIn, expertOut;       // [rows * chosen, hidden]
    kernels::Tensor expertGate, expertUp;      // [rows * chosen, expert width]
    kernels::Tensor hidden;                    // [limits.rows, hidden]  normalised; stays until the next step
    kernels::Tensor pair;                      // [rows, 2 * hidden]  embedding and hidden, for a draft
    kernels::Tensor lastRows;                  // [wanted, hidden]
    kernels::Tensor logits;                    // [wanted, vocabulary]

private:
    Activations() = default;
    struct Place {
        kernels::Tensor* view;
        kernels::Tensor whole;
        int64_t perRow;  // 0: as long as it is for every step
    };
    base::Result<> add(kernels::Backend& backend, kernels::Tensor& view, kernels::Type type,
                       std::initializer_list<int64_t> shape, int64_t perRow);
    base::Result<> addInputs(kernels::Backend& backend, const Config& config);
    base::Result<> addAttention(kernels::Backend& backend, const Config& config);
    base::Result<> addFeedForward(kernels::Backend& backend, const Config& config);
    base::Result<> addExperts(kernels::Backend& backend, const Config& config);
    base::Result<> addDraft(kernels::Backend& backend, const Config& config);

    StepLimits limits_;
    std::vector<kernels::Buffer> memory_;
    std::vector<Place> places_;
    kernels::Tensor wholeQueryStart_, wholeLengths_, wholeBlockTable_, wholeLogitRows_, wholeLastRows_,
        wholeLogits_;
};

}  // namespace engine
