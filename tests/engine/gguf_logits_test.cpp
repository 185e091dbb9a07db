// Every block type in every architecture of GGUF: logits against transformers in float32 with weights
// dequantised by the PyPI package gguf (make_gguf_logits.py), and to the bit against a folder of safetensors
// with the same numbers.
#include "kernels/quant/decode.h"
#include "tests/engine/distributions.h"
#include "tests/engine/random_gguf.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/temporary_folder.h"

namespace {

using testing_engine::RandomGguf;
using testing_engine::TinyModel;

constexpr double AllowedError = 1e-4;
constexpr double AllowedDivergence = 1e-9;

class GgufLogits : public ::testing::TestWithParam<const char*> {
protected:
    std::unique_ptr<TinyModel> open(const std::filesystem::path& path, const char* device) {
        auto model = TinyModel::open(path, device);
        EXPECT_TRUE(model) << (model ? "" : model.error().message);
        return model ? std::move(*model) : nullptr;
    }

    const RandomGguf model_{GetParam()};
    tests::TemporaryFolder folder_;
};

TEST_P(GgufLogits, AgreeWithTheOracleInEveryBlockType) {
    const auto kinds = model_.kinds();
    ASSERT_EQ(kinds.size(), 16U);
    for (const char* device : {"reference", "cpu"}) {
        double worst = 0;
        double furthest = 0;
        for (size_t kind = 0; kind < kinds.size(); ++kind) {
            SCOPED_TRACE(kinds[kind] + " on " + device);
            folder_.write("model.gguf", model_.file(kinds[kind]));
            const auto model = open(folder_ / "model.gguf", device);
            ASSERT_TRUE(model);
            const auto logits = model->logits(model_.ids, model_.ids.size());
            const auto expected = model_.expected(kind);
            const double error = testing_engine::relativeError(logits, expected);
            const double apart = testing_engine::divergence(logits, expected, model_.vocabulary);
            EXPECT_LE(error, AllowedError);
            EXPECT_LE(apart, AllowedDivergence);
            worst = std::max(worst, error);
            furthest = std::max(furthest, apart);
        }
        std::printf("    %s, %zu block types on %s: relative error %.2e, KL %.1e\n", GetParam(), kinds.size(),
                    device, worst, furthest);
    }
}

// The folder that a GGUF file is seen as, written out: decoded numbers as F32.
void writeAsSafetensors(const engine::ModelFolder& from, const std::filesystem::path& folder) {
    testing_engine::Tensors tensors;
    for (const engine::TensorInfo* info : from.tensors()) {
        kernels::Tensor tensor = kernels::Tensor::of(info->data.data(), info->type, {1});
        const int64_t width = info->shape.back();
        tensor.rank = 2;
        tensor.shape = {info->elements() / width, width};
        tensor.stride = {width, 1};
        std::vector<float> values(static_cast<size_t>(info->elements()));
        kernels::decodeAll(tensor, values);
        tensors[info->name] = {"F32", info->shape,
                               std::string(reinterpret_cast<const char*>(values.data()), values.size() * 4)};
    }
    testing_engine::writeAll(folder / "config.json", from.config().dump());
    testing_engine::writeSafetensors(folder / "model.safetensors", tensors);
}

TEST_P(GgufLogits, AreThoseOfSafetensorsWithTheSameNumbersToTheBit) {
    for (const std::string& kind : model_.kinds()) {
        folder_.write("model.gguf", model_.file(kind));
        {
            const auto opened = engine::ModelFolder::open(folder_ / "model.gguf");
            ASSERT_TRUE(opened) << opened.error().message;
            std::filesystem::create_directory(folder_ / "same");
            writeAsSafetensors(**opened, folder_ / "same");
        }
        for (const char* device : {"reference", "cpu"}) {
            const auto file = open(folder_ / "model.gguf", device);
            const auto folder = open(folder_ / "same", device);
            ASSERT_TRUE(file && folder);
            EXPECT_TRUE(file->logits(model_.ids, 5) == folder->logits(model_.ids, model_.ids.size()))
                << kind << " on " << device;
            EXPECT_EQ(file->greedy(model_.ids, 8), folder->greedy(model_.ids, 8)) << kind << " on " << device;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Architectures, GgufLogits,
                         ::testing::Values("llama", "qwen2", "deepseek2", "deepseek3"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
