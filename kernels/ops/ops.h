// Every operation a model is made of: one struct each, shapes beside the fields. A backend checks the shapes
// once (backend.cpp), then runs the operation; the same contract holds for reference, CPU and CUDA.
//
// Unless said otherwise activations are F32, weights are F32 | F16 | BF16 | F8E4M3 with block scales | a
// block type, and `out` must not overlap an input (in-place is allowed where "may be x" is said).
#pragma once

#include <span>

#include "kernels/ops/tensor.h"

namespace kernels {

struct Embed {
    Tensor table;  // [vocabulary, hidden]  weights
    Tensor ids;    // [tokens]              I32
    Tensor out;    // [tokens, hidden]
};

// out = x / sqrt(mean(x^2) + epsilon) * weight, each row by itself.
struct RmsNorm {
    Tensor x;       // [rows, width]
    Tensor weight;  // [width]        weights, not of a block type
    Tensor out;     // [rows, width]  may be x
    float epsilon = 1e-6F;
};

// out = x weight^T (+ out when accumulate).
struct Matmul {
    Tensor x;       // [rows, inner]
    Tensor weight;  // [columns, inner]  weights
    Tensor out;     // [rows, columns]
    bool accumulate = false;
};

// One small matrix per head: the absorbed form of latent attention (DeepSeek-V2 paper, section 2.1.2).
// transposed == false: out[t,h,c] = sum_i x[t,h,i] weight[h,c,i];  true: sum_i x[t,h,i] weight[h,i,c].
struct HeadMatmul {
    Tensor x;       // [tokens, heads, inner]
    Tensor weight;  // [heads, columns, inner], or [heads, inner, columns] when transposed; F32 | BF16 | F16,
                    // and the block types when not transposed
    Tensor out;     // [tokens, heads, columns]
    bool transposed = false;
};

// Rotates pairs of channels by position * inverseFrequency[i], times magnitude; in place. A pair is two
// neighbours (2i, 2i + 1), or with `halves` one of each half (i, i + rope / 2).
struct Rope {
    Tensor x;                 // [tokens, heads, rope]  in place
    Tensor positions;         // [tokens]               I32
    Tensor inverseFrequency;  // [rope / 2]             F32
    float magnitude = 1.0F;
    bool halves = false;
};

// Appends rows to a paged cache, each of two parts: the normalised latent and the rotated shared key, or a
// token's rotated keys and its values.
struct CacheWrite {
    Tensor first;   // [tokens, first]
    Tensor second;  // [tokens, second]
    Tensor slots;   // [tokens]  I32: block * blockTokens + place in the block
    Tensor cache;   // [blocks, blockTokens, first + second]  F32 | BF16
};

// Attention over the compressed cache, softmax in F32, causal: query row r of a sequence with n rows and
// length L sees cached tokens [0, L - n + r]. One row (decode) or many (prefill, drafts): the same operation.
struct LatentAttention {
    Tensor q;           // [tokens, heads, latent + rope]
    Tensor cache;       // [blocks, blockTokens, latent + rope]  F32 | BF16
    Tensor blockTable;  // [sequences, maxBlocks]                I32
    Tensor queryStart;  // [sequences + 1]                       I32, running sum of query rows
    Tensor length;      // [sequences]                           I32, cached tokens, this step's included
    Tensor out;         // [tokens, heads, latent]
    float scale = 1.0F;
};

// Grouped-query attention (arXiv 2305.13245) over a cache of keys and values; otherwise as above. Query head
// h reads key head h / (heads / keyHeads).
struct GroupedAttention {
    Tensor q;           // [tokens, heads, width]
    Tensor cache;       // [blocks, blockTokens, 2 * keyHeads * width]  F32 | BF16: keys, then values
    Tensor blockTable;  // [sequences, maxBlocks]                       I32
    Tensor queryStart;  // [sequences + 1]                              I32
    Tensor length;      // [sequences]                                  I32
    Tensor out;         // [tokens, heads, width]
    int keyHeads = 1;   // divides heads
    float scale = 1.0F;
};

enum class GateScore : uint8_t { Sigmoid, Softmax };
enum class GroupScore : uint8_t { TopTwoSum, Maximum };

// The router (DeepSeek-V3 report, section 2.1.2): scores, plus a bias that only chooses; the best groups,
// then the best experts within them; weights from the unbiased scores. Ties go to the lower index.
struct ExpertGate {
    Tensor logits;  // [tokens, experts]
    Tensor bias;    // [experts]  F32; empty when the model has none
    Tensor expert;  // [tokens, chosen]  I32 out
    Tensor weight;  // [tokens, chosen]  F32 out
    int groups = 1;
    int keptGroups = 1;
    GateScore score = GateScore::Sigmoid;
    GroupScore groupScore = GroupScore::TopTwoSum;
    bool normalise = true;  // divide by (sum + 1e-20)
    float scaling = 1.0F;
};

// Puts the chosen (token, choice) pairs in order of expert, stable.
struct SortByExpert {
    Tensor expert;    // [tokens, chosen]   I32
    Tensor rowStart;  // [experts + 1]      I32 out: rows of expert e are [rowStart[e], rowStart[e + 1])
    Tensor rowToken;  // [tokens * chosen]  I32 out: the token whose activation belongs in this row
    Tensor position;  // [tokens, chosen]   I32 out: the row where this choice's result will be
};

// out[i] = x[index[i]].
struct Gather {
    Tensor x;      // [rows, width]
    Tensor index;  // [count]         I32
    Tensor out;    // [count, width]
};

// Each expert's rows by that expert's own matrix.
struct GroupedMatmul {
    Tensor x;                         // [rows, inner], in order of expert
    Tensor rowStart;                  // [experts + 1]  I32
    std::span<const Tensor> weights;  // experts x [columns, inner]
    Tensor out;                       // [rows, columns]
};

// out = silu(gate) * up.
struct SwiGlu {
    Tensor gate;  // [rows, width]
    Tensor up;    // [rows, width]
    Tensor out;   // [rows, width]  may be gate
};

// out[t] += sum_k weight[t,k] * x[position[t,k]], in order of k.
struct Combine {
    Tensor x;         // [rows, width]
    Tensor position;  // [tokens, chosen]  I32
    Tensor weight;    // [tokens, chosen]  F32
    Tensor out;       // [tokens, width]   added to
};

struct Add {
    Tensor x;    // [rows, width]
    Tensor y;    // [rows, width]
    Tensor out;  // [rows, width]  may be x or y
};

}  // namespace kernels
