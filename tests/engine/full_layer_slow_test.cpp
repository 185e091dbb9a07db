// One layer of experts at DeepSeek-V3's full size (7168 wide, 128 heads, 256 experts, FP8 in blocks: 11.5 GB
// of invented weights) against the same layer in double precision, written out here without absorption. Needs
// 16 GB of free memory and says so where there is less.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <numeric>
#include <random>

#include "engine/model/forward.h"
#include "kernels/devices.h"

namespace {

using engine::Config;
using kernels::Tensor;
using kernels::Type;
using Row = std::vector<double>;

constexpr int64_t Hidden = 7168, Heads = 128, Nope = 128, Rope = 64, Value = 128, Latent = 512,
                  QueryRank = 1536;
constexpr int64_t Experts = 256, Width = 2048, Groups = 8, KeptGroups = 4, Chosen = 8, Vocabulary = 64,
                  Block = 128;
constexpr double AllowedError = 1e-4;

int64_t freeMemory() {
    std::ifstream file("/proc/meminfo");
    std::string word;
    int64_t kilobytes = 0;
    while (file >> word)
        if (word == "MemAvailable:") file >> kilobytes;
    return kilobytes << 10;
}

double e4m3(uint8_t code) {
    const int exponent = code >> 3 & 15;
    const double magnitude =
        exponent == 0 ? std::ldexp(code & 7, -9) : std::ldexp(8 + (code & 7), exponent - 10);
    return (code & 0x80) != 0 ? -magnitude : magnitude;
}

// A matrix of FP8 codes below 2 (all exponents but the upper half, so none is a NaN) and uneven block scales.
class Fp8 {
public:
    Fp8(std::mt19937_64& random, int64_t rows, int64_t columns)
        : rows_(rows),
          columns_(columns),
          perRow_((columns + Block - 1) / Block),
          codes_(new uint64_t[static_cast<size_t>((rows * columns + 7) / 8)]),
          scales_(static_cast<size_t>((rows + Block - 1) / Block * perRow_)) {
        for (int64_t i = 0; i < (rows * columns + 7) / 8; ++i)
            codes_[static_cast<size_t>(i)] = random() & 0xBFBFBFBFBFBFBFBFULL;
        for (float& scale : scales_)
            scale = (0.5F + static_cast<float>(random() >> 40) * 0x1p-24F) * 2 /
                    std::sqrt(static_cast<float>(columns));
    }
    Tensor tensor() const {
        Tensor view = Tensor::of(static_cast<void*>(codes_.get()), Type::F8E4M3, {rows_, columns_});
        view.scales = scales_.data();
        return view;
    }
    double at(int64_t row, int64_t column) const {
        static const std::vector<double> values = [] {
            std::vector<double> all(256);
            for (size_t code = 0; code < 256; ++code) all[code] = e4m3(static_cast<uint8_t>(code));
            return all;
        }();
        const auto* codes = reinterpret_cast<const uint8_t*>(codes_.get());
        return values[codes[row * columns_ + column]] *
               scales_[static_cast<size_t>(row / Block * perRow_ + column / Block)];
    }
    Row times(const Row& x) const {
        Row out(static_cast<size_t>(rows_));
        for (int64_t row = 0; row < rows_; ++row)
            for (int64_t column = 0; column < columns_; ++column)
                out[static_cast<size_t>(row)] += at(row, column) * x[static_cast<size_t>(column)];
        return out;
    }

private:
    int64_t rows_, columns_, perRow_;
    std::unique_ptr<uint64_t[]> codes_;
    std::vector<float> scales_;
};

struct Mlp {
    Mlp(std::mt19937_64& random)
        : gate(random, Width, Hidden), up(random, Width, Hidden), down(random, Hidden, Width) {}
    Fp8 gate, up, down;

    Row of(const Row& x) const {
        Row inner = gate.times(x);
        const Row other = up.times(x);
        for (size_t i = 0; i < inner.size(); ++i) inner[i] = inner[i] / (1 + std::exp(-inner[i])) * other[i];
        return down.times(inner);
    }
};

std::vector<float> floats(std::mt19937_64& random, int64_t count, float centre, float spread) {
    std::vector<float> values(static_cast<size_t>(count));
    for (float& value : values) value = centre + spread * (static_cast<float>(random() >> 40) * 0x1p-23F - 1);
    return values;
}

Row normed(const Row& x, const std::vector<float>& weight) {
    const double squares = std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
    Row out(x.size());
    for (size_t i = 0; i < x.size(); ++i)
        out[i] = x[i] / std::sqrt(squares / static_cast<double>(x.size()) + 1e-6) * weight[i];
    return out;
}

void add(Row& to, const Row& more, double factor = 1) {
    for (size_t i = 0; i < to.size(); ++i) to[i] += factor * more[i];
}

Row times(const std::vector<float>& matrix, const Row& x) {
    Row out(matrix.size() / x.size());
    for (size_t row = 0; row < out.size(); ++row)
        for (size_t i = 0; i < x.size(); ++i) out[row] += matrix[row * x.size() + i] * x[i];
    return out;
}

struct Layer {
    explicit Layer(uint64_t seed) : random(seed) {
        experts.reserve(Experts);
        for (int64_t i = 0; i < Experts; ++i) experts.emplace_back(random);
    }

    std::mt19937_64 random;
    Fp8 qA{random, QueryRank, Hidden}, qB{random, Heads*(Nope + Rope), QueryRank};
    Fp8 kvA{random, Latent + Rope, Hidden}, kvB{random, Heads*(Nope + Value), Latent};
    Fp8 o{random, Hidden, Heads* Value};
    Mlp shared{random};
    std::vector<Mlp> experts;
    std::vector<float> embedding = floats(random, Vocabulary* Hidden, 0, 1);
    std::vector<float> head = floats(random, Vocabulary* Hidden, 0, 0.02F);
    std::vector<float> inputNorm = floats(random, Hidden, 1, 0.3F),
                       middleNorm = floats(random, Hidden, 1, 0.3F);
    std::vector<float> lastNorm = floats(random, Hidden, 1, 0.3F), qNorm = floats(random, QueryRank, 1, 0.3F);
    std::vector<float> kvNorm = floats(random, Latent, 1, 0.3F);
    std::vector<float> router = floats(random, Experts*Hidden, 0, 0.03F),
                       bias = floats(random, Experts, 0, 0.2F);
};

// ---- the truth ----

class Truth {
public:
    explicit Truth(const Layer& layer) : layer_(layer) {
        // YaRN for these settings: pairs up to 10 turn 32 times or more within 4096 positions and stay, those
        // from 23 on turn less than once and are slowed down 40 times.
        for (int64_t i = 0; i < Rope / 2; ++i) {
            const double share = std::clamp(static_cast<double>(i - 10) / 13, 0.0, 1.0);
            frequency_.push_back(std::pow(10000.0, -2.0 * static_cast<double>(i) / Rope) *
                                 (1 - share + share / 40));
        }
        const double mscale = 0.1 * std::log(40.0) + 1;
        scale_ = mscale * mscale / std::sqrt(static_cast<double>(Nope + Rope));
    }

    // Logits after each token, as the layer goes on.
    Row next(int id) {
        Row x(layer_.embedding.begin() + id * Hidden, layer_.embedding.begin() + (id + 1) * Hidden);
        add(x, attention(normed(x, layer_.inputNorm)));
        const Row middle = normed(x, layer_.middleNorm);
        for (const auto& [expert, weight] : route(middle))
            add(x, layer_.experts[static_cast<size_t>(expert)].of(middle), weight);
        add(x, layer_.shared.of(middle));
        return times(layer_.head, normed(x, layer_.lastNorm));
    }

private:
    void rotate(double* x) const {
        const auto position = static_cast<double>(keys_.size());
        for (int64_t i = 0; i < Rope / 2; ++i) {
            const double angle = position * frequency_[static_cast<size_t>(i)];
            const double a = x[2 * i];
            const double b = x[2 * i + 1];
            x[2 * i] = a * std::cos(angle) - b * std::sin(angle);
            x[2 * i + 1] = a * std::sin(angle) + b * std::cos(angle);
        }
    }
    Row attention(const Row& x) {
        Row q = layer_.qB.times(normed(layer_.qA.times(x), layer_.qNorm));
        Row kv = layer_.kvA.times(x);
        for (int64_t head = 0; head < Heads; ++head)
            rotate(&q[static_cast<size_t>(head * (Nope + Rope) + Nope)]);
        rotate(&kv[Latent]);
        sharedKeys_.emplace_back(kv.begin() + Latent, kv.end());
        kv.resize(Latent);
        keys_.push_back(layer_.kvB.times(normed(kv, layer_.kvNorm)));  // per head: key, value
        Row out(Heads * Value);
        for (int64_t head = 0; head < Heads; ++head)
            attendHead(&q[static_cast<size_t>(head * (Nope + Rope))], head * (Nope + Value),
                       &out[static_cast<size_t>(head * Value)]);
        return layer_.o.times(out);
    }
    void attendHead(const double* q, int64_t at, double* out) const {
        Row weight(keys_.size());
        double total = 0;
        for (size_t t = 0; t < keys_.size(); ++t) {
            const double* key = &keys_[t][static_cast<size_t>(at)];
            double score = std::inner_product(q, q + Nope, key, 0.0);
            score += std::inner_product(q + Nope, q + Nope + Rope, sharedKeys_[t].begin(), 0.0);
            total += weight[t] = std::exp(score * scale_);
        }
        for (size_t t = 0; t < keys_.size(); ++t)
            for (int64_t i = 0; i < Value; ++i)
                out[i] += weight[t] / total * keys_[t][static_cast<size_t>(at + Nope + i)];
    }
    std::vector<std::pair<int64_t, double>> route(const Row& x) const {
        Row score = times(layer_.router, x);
        for (double& value : score) value = 1 / (1 + std::exp(-value));
        Row biased = score;
        for (size_t i = 0; i < biased.size(); ++i) biased[i] += layer_.bias[i];
        std::vector<std::pair<double, int64_t>> groups;
        for (int64_t group = 0; group < Groups; ++group) {
            Row inside(biased.begin() + group * Experts / Groups,
                       biased.begin() + (group + 1) * Experts / Groups);
            std::sort(inside.rbegin(), inside.rend());
            groups.emplace_back(inside[0] + inside[1], group);
        }
        std::sort(groups.rbegin(), groups.rend());
        std::vector<std::pair<double, int64_t>> best;
        for (int64_t kept = 0; kept < KeptGroups; ++kept)
            for (int64_t i = 0; i < Experts / Groups; ++i) {
                const int64_t expert = groups[static_cast<size_t>(kept)].second * Experts / Groups + i;
                best.emplace_back(biased[static_cast<size_t>(expert)], expert);
            }
        std::sort(best.rbegin(), best.rend());
        double sum = 0;
        for (size_t i = 0; i < Chosen; ++i) sum += score[static_cast<size_t>(best[i].second)];
        std::vector<std::pair<int64_t, double>> chosen;
        for (size_t i = 0; i < Chosen; ++i)
            chosen.emplace_back(best[i].second, score[static_cast<size_t>(best[i].second)] / sum * 2.5);
        return chosen;
    }

    const Layer& layer_;
    Row frequency_;
    double scale_ = 0;
    std::vector<Row> keys_, sharedKeys_;
};

// ---- the engine's side ----

Config fullSize() {
    const auto json =
        engine::Json::parse(R"({"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3",
        "hidden_size": 7168, "num_hidden_layers": 1, "first_k_dense_replace": 0, "intermediate_size": 18432,
        "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8,
        "n_group": 8, "topk_group": 4, "routed_scaling_factor": 2.5, "num_attention_heads": 128, "q_lora_rank": 1536,
        "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 64,
        "max_position_embeddings": 163840, "rope_scaling": {"type": "yarn", "factor": 40, "beta_fast": 32,
        "beta_slow": 1, "original_max_position_embeddings": 4096, "mscale": 1.0, "mscale_all_dim": 1.0}})");
    return *Config::parse(json);
}

Tensor view(std::vector<float>& values, std::initializer_list<int64_t> shape) {
    return Tensor::of(static_cast<void*>(values.data()), Type::F32, shape);
}

// Rows [first, first + count) of each head of kv_b_proj, as the loader splits it.
std::vector<float> partOfHeads(const Fp8& kvB, int64_t first, int64_t count) {
    std::vector<float> values;
    values.reserve(static_cast<size_t>(Heads * count * Latent));
    for (int64_t head = 0; head < Heads; ++head)
        for (int64_t row = 0; row < count; ++row)
            for (int64_t i = 0; i < Latent; ++i)
                values.push_back(static_cast<float>(kvB.at(head * (Nope + Value) + first + row, i)));
    return values;
}

engine::Weights weightsOf(Layer& layer, std::vector<float>& keyUp, std::vector<float>& valueUp) {
    engine::Weights weights;
    weights.embedTokens = view(layer.embedding, {Vocabulary, Hidden});
    weights.norm = view(layer.lastNorm, {Hidden});
    weights.lmHead = view(layer.head, {Vocabulary, Hidden});
    engine::LayerWeights one;
    one.inputLayernorm = view(layer.inputNorm, {Hidden});
    one.postAttentionLayernorm = view(layer.middleNorm, {Hidden});
    one.latent.qAProj = layer.qA.tensor();
    one.latent.qALayernorm = view(layer.qNorm, {QueryRank});
    one.latent.qBProj = layer.qB.tensor();
    one.latent.kvAProj = layer.kvA.tensor();
    one.latent.kvALayernorm = view(layer.kvNorm, {Latent});
    one.latent.keyUp = view(keyUp, {Heads, Nope, Latent});
    one.latent.valueUp = view(valueUp, {Heads, Value, Latent});
    one.latent.oProj = layer.o.tensor();
    one.experts.gate = view(layer.router, {Experts, Hidden});
    one.experts.correctionBias = view(layer.bias, {Experts});
    for (const Mlp& expert : layer.experts) {
        one.experts.gateProj.push_back(expert.gate.tensor());
        one.experts.upProj.push_back(expert.up.tensor());
        one.experts.downProj.push_back(expert.down.tensor());
    }
    one.experts.shared = {layer.shared.gate.tensor(), layer.shared.up.tensor(), layer.shared.down.tensor()};
    weights.layers.push_back(std::move(one));
    return weights;
}

TEST(FullLayer, EqualsTheDoublePrecisionTruth) {
    if (freeMemory() < int64_t{16} << 30)
        GTEST_SKIP() << "one layer at the full 671B shape needs 16 GB of free memory, here are "
                     << (freeMemory() >> 30);
    const Config config = fullSize();
    const auto layer = std::make_unique<Layer>(671);
    std::vector<float> keyUp = partOfHeads(layer->kvB, 0, Nope);
    std::vector<float> valueUp = partOfHeads(layer->kvB, Nope, Value);
    const engine::Weights weights = weightsOf(*layer, keyUp, valueUp);
    const auto backend = *kernels::makeBackend("cpu");
    const auto cache = *engine::PagedCache::open(*backend, 1, 1, config.cacheWidth());
    const auto forward = *engine::Forward::open(config, weights, *backend,
                                                {.rows = 8, .logitRows = 8, .sequences = 1, .blocks = 1});

    const std::vector<int> ids{5, 60, 17, 33};
    std::vector<float> got;
    for (const auto& [first, count] :
         {std::pair<size_t, size_t>{0, 3}, {3, 1}}) {  // a prompt, then one token
        engine::Batch batch;
        batch.append(std::span(ids).subspan(first, count), static_cast<int>(first), std::vector{0},
                     engine::BlockPool::BlockTokens, engine::Batch::Want::All);
        const auto rows = forward->run(batch, *cache);
        ASSERT_TRUE(rows) << rows.error().message;
        got.insert(got.end(), rows->begin(), rows->end());
    }
    Truth truth(*layer);
    Row expected;
    for (const int id : ids) {
        const Row row = truth.next(id);
        expected.insert(expected.end(), row.begin(), row.end());
    }
    ASSERT_EQ(got.size(), expected.size());
    double worst = 0;
    for (size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(got[i] - expected[i]));
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    std::printf("    full layer on %s: relative error %.2e\n", backend->name().c_str(),
                worst / (*high - *low));
    EXPECT_LE(worst / (*high - *low), AllowedError);
}

}  // namespace
