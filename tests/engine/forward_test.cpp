// What must hold to the bit on every backend, however a step is cut and whoever shares it; and what a
// folder with damaged weights says.
#include <gtest/gtest.h>

#include "tests/engine/model_writer.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/temporary_folder.h"

namespace {

using engine::Batch;
using engine::BlockPool;
using testing_engine::Golden;
using testing_engine::Tensors;
using testing_engine::TinyModel;

std::unique_ptr<TinyModel> openGolden(const std::string& name, const char* device = "reference") {
    auto model = TinyModel::open(testing_engine::goldenFolder() / name, device);
    EXPECT_TRUE(model) << (model ? "" : model.error().message);
    return model ? std::move(*model) : nullptr;
}

class ForwardOn : public ::testing::TestWithParam<std::tuple<std::string, const char*>> {
protected:
    void SetUp() override {
        model_ = openGolden(std::get<0>(GetParam()), std::get<1>(GetParam()));
        ASSERT_TRUE(model_);
    }
    std::vector<int> ids_ = Golden::read(std::get<0>(GetParam())).ids;
    std::unique_ptr<TinyModel> model_;
};
INSTANTIATE_TEST_SUITE_P(Devices, ForwardOn,
                         ::testing::Combine(::testing::ValuesIn(testing_engine::goldenCases()),
                                            ::testing::Values("reference", "cpu")),
                         [](const auto& info) {
                             return std::get<0>(info.param) + "_on_" + std::get<1>(info.param);
                         });

TEST_P(ForwardOn, PiecesGiveTheSameLogitsToTheBit) {
    const auto whole = model_->logits(ids_, ids_.size());
    for (const size_t chunk : {1U, 3U, 7U, 64U})
        EXPECT_TRUE(model_->logits(ids_, chunk) == whole) << "by " << chunk;
}

TEST_P(ForwardOn, BlocksMayLieAnywhere) {
    EXPECT_EQ(model_->logits(ids_, 5, 11), model_->logits(ids_, 5, 0));
}

TEST_P(ForwardOn, ABeginningComputedForSomeoneElseServesToTheBit) {
    const auto alone = model_->logits(ids_, ids_.size());
    // Someone else's first block, and this one's own second.
    const std::span all(ids_);
    const std::vector<int> theirs{7};
    const std::vector<int> shared{7, 3};
    Batch before;
    before.append(all.first(64), 0, theirs, BlockPool::BlockTokens, Batch::Want::Nothing);
    ASSERT_TRUE(model_->forward->run(before, *model_->cache));
    Batch rest;
    rest.append(all.subspan(64), 64, shared, BlockPool::BlockTokens, Batch::Want::All);
    const auto rows = model_->forward->run(rest, *model_->cache);
    ASSERT_TRUE(rows);
    EXPECT_TRUE(std::equal(rows->begin(), rows->end(), alone.end() - static_cast<ptrdiff_t>(rows->size())));
}

TEST_P(ForwardOn, StrangersInTheBatchChangeNothing) {
    const auto alone = model_->logits(ids_, ids_.size());
    const auto width = static_cast<size_t>(model_->config.vocabSize);

    // Three conversations, read and spoken in one step: a whole prompt, one token, and a piece.
    const std::vector<int> blocks[] = {{0, 1}, {2, 3}, {9, 4}};
    const std::span all(ids_);
    Batch before;
    before.append(all.first(40), 0, blocks[1], BlockPool::BlockTokens, Batch::Want::Nothing);
    before.append(all.first(66), 0, blocks[2], BlockPool::BlockTokens, Batch::Want::Nothing);
    ASSERT_TRUE(model_->forward->run(before, *model_->cache));
    Batch batch;
    batch.append(all, 0, blocks[0], BlockPool::BlockTokens, Batch::Want::Last);
    batch.append(all.subspan(40, 1), 40, blocks[1], BlockPool::BlockTokens, Batch::Want::Last);
    batch.append(all.subspan(66, 3), 66, blocks[2], BlockPool::BlockTokens, Batch::Want::Last);
    const auto rows = model_->forward->run(batch, *model_->cache);
    ASSERT_TRUE(rows);
    const size_t lastOf[] = {ids_.size() - 1, 40, 68};
    for (size_t i = 0; i < 3; ++i)
        EXPECT_TRUE(std::equal(rows->begin() + static_cast<ptrdiff_t>(i * width),
                               rows->begin() + static_cast<ptrdiff_t>((i + 1) * width),
                               alone.begin() + static_cast<ptrdiff_t>(lastOf[i] * width)))
            << "conversation " << i;
}

TEST(Forward, StoredFormsGiveTheSameLogitsToTheBitHoweverCut) {
    for (const char* name : {"bf16_sharded", "fp8"}) {
        const auto ids = Golden::read(name).ids;
        for (const char* device : {"reference", "cpu"}) {
            auto model = openGolden(name, device);
            ASSERT_TRUE(model);
            const auto whole = model->logits(ids, ids.size());
            for (const size_t chunk : {1U, 7U})
                EXPECT_TRUE(model->logits(ids, chunk) == whole) << name << " by " << chunk;
        }
    }
}

// What other files call the same: bits must not change.
class SameWeightsOtherwise : public ::testing::Test {
protected:
    void read(const std::string& name) {
        const auto from = testing_engine::goldenFolder() / name;
        config_ = testing_engine::Json::parse(testing_engine::readAll(from / "config.json"));
        tensors_ = testing_engine::readSafetensors(from / "model.safetensors");
        ids_ = Golden::read(name).ids;
        expected_ = openGolden(name)->logits(ids_, ids_.size());
    }
    void expectSame() {
        testing_engine::writeAll(folder_.path() / "config.json", config_.dump());
        testing_engine::writeSafetensors(folder_.path() / "model.safetensors", tensors_);
        auto model = TinyModel::open(folder_.path(), "reference");
        ASSERT_TRUE(model) << model.error().message;
        EXPECT_TRUE((*model)->logits(ids_, ids_.size()) == expected_);
    }
    // Row i of the new order is row source(i) of the old.
    template <class Source>
    void reorder(const std::string& name, Source source) {
        auto& tensor = tensors_.at(name);
        const auto rows = static_cast<size_t>(tensor.shape[0]);
        const size_t width = tensor.bytes.size() / rows;
        std::string bytes;
        for (size_t row = 0; row < rows; ++row) bytes += tensor.bytes.substr(source(row) * width, width);
        tensor.bytes = bytes;
    }

    tests::TemporaryFolder folder_;
    testing_engine::Json config_;
    Tensors tensors_;
    std::vector<int> ids_;
    std::vector<float> expected_;
};

// GGUF files of Llama models hold queries and keys with the two channels of a pair side by side.
TEST_F(SameWeightsOtherwise, PairsAsNeighboursOrAsHalves) {
    read("llama3_rope");
    const auto head = config_["hidden_size"].get<size_t>() / config_["num_attention_heads"].get<size_t>();
    config_["rope_interleave"] = true;
    for (const auto& [name, tensor] : Tensors(tensors_))
        if (name.ends_with("q_proj.weight") || name.ends_with("k_proj.weight"))
            reorder(name, [&](size_t row) {
                const size_t inside = row % head;
                return row - inside + inside / 2 + (inside % 2) * (head / 2);
            });
    expectSame();
}

// DeepSeek-V3.1's scales are powers of two: as F8_E8M0 they are their exponents alone.
TEST_F(SameWeightsOtherwise, ScalesAsExponents) {
    read("v3_ue8m0");
    for (auto& [name, tensor] : tensors_) {
        if (!name.ends_with("weight_scale_inv")) continue;
        std::string exponents;
        for (size_t i = 0; i < tensor.bytes.size() / 4; ++i) {
            uint32_t bits = 0;
            std::memcpy(&bits, &tensor.at(i), 4);
            ASSERT_EQ(bits & 0x807FFFFFU, 0U) << name;
            exponents += static_cast<char>(bits >> 23);
        }
        tensor = {"F8_E8M0", tensor.shape, exponents};
    }
    expectSame();
}

// Newer GGUF files of DeepSeek models hold kv_b_proj in two, the key's half turned.
TEST_F(SameWeightsOtherwise, KeyAndValueHalvesApart) {
    read("plain");
    const auto heads = config_["num_attention_heads"].get<int64_t>();
    const auto nope = config_["qk_nope_head_dim"].get<int64_t>();
    const auto value = config_["v_head_dim"].get<int64_t>();
    const auto latent = config_["kv_lora_rank"].get<int64_t>();
    for (const char* layer : {"model.layers.0.self_attn", "model.layers.1.self_attn"}) {
        auto both = tensors_.at(std::string(layer) + ".kv_b_proj.weight");
        testing_engine::StoredTensor keys{
            "F32", {heads, latent, nope}, std::string(heads * latent * nope * 4, 0)};
        testing_engine::StoredTensor values{"F32", {heads, value, latent}, {}};
        for (int64_t h = 0; h < heads; ++h) {
            for (int64_t n = 0; n < nope; ++n)
                for (int64_t l = 0; l < latent; ++l)
                    keys.at((h * latent + l) * nope + n) = both.at((h * (nope + value) + n) * latent + l);
            values.bytes += both.bytes.substr((h * (nope + value) + nope) * latent * 4, value * latent * 4);
        }
        tensors_.erase(std::string(layer) + ".kv_b_proj.weight");
        tensors_[std::string(layer) + ".k_b_proj.weight"] = keys;
        tensors_[std::string(layer) + ".v_b_proj.weight"] = values;
    }
    expectSame();
    tensors_.at("model.layers.1.self_attn.k_b_proj.weight").at(9) = std::numeric_limits<float>::quiet_NaN();
    testing_engine::writeSafetensors(folder_.path() / "model.safetensors", tensors_);
    const auto broken = TinyModel::open(folder_.path(), "reference");
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().message.find("k_b_proj"), std::string::npos) << broken.error().message;
}

TEST(Forward, AStepWithoutWantedLogitsGivesNone) {
    auto model = openGolden("yarn");
    ASSERT_TRUE(model);
    Batch batch;
    batch.append(std::vector{1, 2, 3}, 0, std::vector{0}, BlockPool::BlockTokens, Batch::Want::Nothing);
    const auto rows = model->forward->run(batch, *model->cache);
    ASSERT_TRUE(rows);
    EXPECT_TRUE(rows->empty());
}

// ---- damaged folders ----

class DamagedWeights : public ::testing::Test {
protected:
    void SetUp() override { copy("plain"); }
    void copy(const char* name) {
        const auto from = testing_engine::goldenFolder() / name;
        std::filesystem::copy_file(from / "config.json", folder_.path() / "config.json");
        tensors_ = testing_engine::readSafetensors(from / "model.safetensors");
    }
    // What opening says, or "opened".
    base::Error open() {
        testing_engine::writeSafetensors(folder_.path() / "model.safetensors", tensors_);
        const auto backend = *kernels::makeBackend("reference");
        const auto folder = engine::ModelFolder::open(folder_.path());
        if (!folder) return folder.error();
        const auto config = engine::Config::parse((*folder)->config());
        if (!config) return config.error();
        const auto weights = engine::Weights::open(**folder, *config, *backend, {.thorough = true});
        return weights ? base::Error{base::Code::Internal, "opened"} : weights.error();
    }
    void expectRefused(const std::string& name, const std::string& words) {
        const auto error = open();
        EXPECT_EQ(error.code, base::Code::BadModel);
        EXPECT_NE(error.message.find(name), std::string::npos) << error.message;
        EXPECT_NE(error.message.find(words), std::string::npos) << error.message;
    }

    tests::TemporaryFolder folder_;
    Tensors tensors_;
};

TEST_F(DamagedWeights, AnUndamagedOneOpens) {
    EXPECT_EQ(open().message, "opened");
}

TEST_F(DamagedWeights, EveryMissingTensorIsNamed) {
    const Tensors whole = tensors_;
    for (const auto& [name, tensor] : whole) {
        tensors_ = whole;
        tensors_.erase(name);
        expectRefused(name, "missing");
    }
}

TEST_F(DamagedWeights, EveryWrongShapeIsNamed) {
    const Tensors whole = tensors_;
    for (const auto& [name, tensor] : whole) {
        tensors_ = whole;
        auto& changed = tensors_[name];
        changed.shape.back() += 1;
        size_t count = 4;
        for (const int64_t size : changed.shape) count *= static_cast<size_t>(size);
        changed.bytes.resize(count, '\0');
        expectRefused(name, "shape");
    }
}

TEST_F(DamagedWeights, NumbersThatAreNotFiniteAreFound) {
    const Tensors whole = tensors_;
    const float bad[] = {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()};
    for (const char* name : {"model.norm.weight", "model.layers.1.mlp.gate.e_score_correction_bias",
                             "model.layers.1.mlp.experts.5.up_proj.weight",
                             "model.layers.0.self_attn.kv_b_proj.weight", "lm_head.weight"}) {
        for (const float value : bad) {
            tensors_ = whole;
            tensors_[name].at(7) = value;
            expectRefused(name, "number 7");
        }
    }
}

TEST_F(DamagedWeights, WrongTypesAreNamed) {
    tensors_["model.norm.weight"].type = "I32";
    expectRefused("model.norm.weight", "");
}

TEST_F(DamagedWeights, UnknownTensorsDoNotMatter) {
    tensors_["model.layers.7.extra.weight"] = {"F32", {1}, std::string(4, '\0')};
    EXPECT_EQ(open().message, "opened");
}

TEST_F(DamagedWeights, AnAnnouncedDraftLayerMayBeAbsentButNotHalfThere) {
    auto config = testing_engine::Json::parse(testing_engine::readAll(folder_.path() / "config.json"));
    config["num_nextn_predict_layers"] = 1;
    testing_engine::writeAll(folder_.path() / "config.json", config.dump());
    EXPECT_EQ(open().message, "opened");
    tensors_["model.layers.2.enorm.weight"] = tensors_["model.norm.weight"];
    expectRefused("model.layers.2.hnorm.weight", "missing");
}

class DamagedDense : public DamagedWeights {
protected:
    void SetUp() override { copy("qwen2_tied_pairs"); }
};

TEST_F(DamagedDense, EveryMissingTensorAndEveryNanInABiasIsNamed) {
    EXPECT_EQ(open().message, "opened");
    const Tensors whole = tensors_;
    for (const auto& [name, tensor] : whole) {
        tensors_ = whole;
        tensors_.erase(name);
        expectRefused(name, "missing");
        tensors_ = whole;
        tensors_[name].at(3) = std::numeric_limits<float>::quiet_NaN();
        expectRefused(name, "number 3");
    }
}

class DamagedScales : public DamagedWeights {
protected:
    void SetUp() override { copy("fp8"); }
    static constexpr const char* Weight = "model.layers.0.self_attn.q_b_proj.weight";
    static constexpr const char* Scale = "model.layers.0.self_attn.q_b_proj.weight_scale_inv";
};

TEST_F(DamagedScales, MissingWrongOrImpossibleScalesAreNamed) {
    EXPECT_EQ(open().message, "opened");
    const Tensors whole = tensors_;
    tensors_.erase(Scale);
    expectRefused(Scale, "missing");
    tensors_ = whole;
    tensors_[Scale].at(0) = std::numeric_limits<float>::infinity();
    expectRefused(Scale, "finite");
    tensors_ = whole;
    tensors_[Scale].at(0) = -1;
    expectRefused(Scale, "negative");
    tensors_ = whole;
    tensors_[Scale].bytes.assign(tensors_[Scale].bytes.size(), '\0');
    expectRefused(Scale, "zero");
    tensors_ = whole;
    tensors_[Scale].shape = {1, tensors_[Scale].shape[0]};
    expectRefused(Scale, "shape");
    tensors_ = whole;
    tensors_[Weight].bytes[3] = '\x7F';  // NaN in e4m3
    expectRefused(Weight, "number 3");
}

TEST_F(DamagedScales, Fp8WithoutAQuantizationConfigIsMislabelled) {
    auto config = testing_engine::Json::parse(testing_engine::readAll(folder_.path() / "config.json"));
    config.erase("quantization_config");
    testing_engine::writeAll(folder_.path() / "config.json", config.dump());
    expectRefused("", "quantization_config");
}

}  // namespace
