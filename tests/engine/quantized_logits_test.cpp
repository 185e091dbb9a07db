// A quantised model's logits are those of the numbers that its blocks stand for, and near those of its
// source.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/text/tokenizer.h"
#include "tests/engine/quantize_fixture.h"
#include "tests/engine/tiny_model.h"

namespace engine {
namespace {

using testing_engine::TinyModel;

constexpr size_t Width = testing_engine::SpeakerVocabulary;

struct Family {
    const char* name;
    Json config;
    Source source;
    Quantization to;
};

std::vector<Family> families() {
    const Json v3 = testing_engine::wideV3Config();
    const Json qwen = testing_engine::wideDenseConfig("Qwen2ForCausalLM", "qwen2");
    const Json llama = testing_engine::wideDenseConfig("LlamaForCausalLM", "llama");
    return {{"v3_f32_q8", v3, Source::F32, Quantization::Q8},
            {"v3_bf16_q4", v3, Source::Bf16, Quantization::Q4},
            {"v3_fp8_q8", v3, Source::Fp8, Quantization::Q8},
            {"v3_fp8_q4", v3, Source::Fp8, Quantization::Q4},
            {"v3_ue8m0_q4", v3, Source::Fp8Powers, Quantization::Q4},
            {"v2_bf16_q4", testing_engine::wideV2Config(), Source::Bf16, Quantization::Q4},
            {"qwen2_bf16_q8", qwen, Source::Bf16, Quantization::Q8},
            {"llama_bf16_q4", llama, Source::Bf16, Quantization::Q4}};
}

// The same model with every tensor as the F32 numbers that it stands for.
void writeDecoded(const fs::path& from, const fs::path& to) {
    const auto folder = *ModelFolder::open(from);
    testing_engine::Tensors tensors;
    for (const TensorInfo* info : folder->tensors()) {
        const auto values = numbersOf(*folder, *info);
        tensors[info->name] = {"F32", info->shape,
                               std::string(reinterpret_cast<const char*>(values.data()), values.size() * 4)};
    }
    Json config = folder->config();
    config.erase("quantization_config");
    fs::create_directories(to);
    testing_engine::writeAll(to / "config.json", config.dump());
    testing_engine::writeSafetensors(to / "model.safetensors", tensors);
}

std::vector<int> someIds() {
    std::vector<int> ids(40);
    for (size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<int>((i * 37 + 11) % 256);
    return ids;
}

std::vector<float> logitsOf(const fs::path& folder, const char* device, bool draft) {
    auto model = TinyModel::open(folder, device, 2, draft);
    EXPECT_TRUE(model) << model.error().message;
    if (!model) return {};
    const auto ids = someIds();
    return draft ? (*model)->draftLogits(ids, ids.size()) : (*model)->logits(ids, ids.size());
}

size_t best(const std::vector<float>& logits, size_t row) {
    const auto first = logits.begin() + static_cast<std::ptrdiff_t>(row * Width);
    return static_cast<size_t>(std::max_element(first, first + Width) - first);
}

void expectSame(const std::vector<float>& got, const std::vector<float>& expected) {
    ASSERT_EQ(got.size(), expected.size());
    const auto [low, high] = std::minmax_element(expected.begin(), expected.end());
    double worst = 0;
    for (size_t i = 0; i < got.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(got[i]) - expected[i]));
    EXPECT_LE(worst / (*high - *low), 2e-6);
    for (size_t row = 0; row < got.size() / Width; ++row)
        EXPECT_EQ(best(got, row), best(expected, row)) << "most likely token after token " << row;
}

// Of each token's distribution, in nats, the least first.
std::vector<double> divergences(const std::vector<float>& from, const std::vector<float>& to, size_t width) {
    std::vector<double> all;
    for (size_t row = 0; row < from.size(); row += width) {
        double fromTotal = 0, toTotal = 0, sum = 0;
        for (size_t i = row; i < row + width; ++i) {
            fromTotal += std::exp(static_cast<double>(from[i]));
            toTotal += std::exp(static_cast<double>(to[i]));
        }
        for (size_t i = row; i < row + width; ++i)
            sum += std::exp(static_cast<double>(from[i])) / fromTotal *
                   (static_cast<double>(from[i]) - std::log(fromTotal) - to[i] + std::log(toTotal));
        all.push_back(sum);
    }
    std::sort(all.begin(), all.end());
    return all;
}

double meanOf(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

class QuantizedLogits : public testing::TestWithParam<Family> {};

TEST_P(QuantizedLogits, AreThoseOfTheNumbersTheBlocksStandFor) {
    const tests::TemporaryFolder folder;
    testing_engine::writeWide(folder / "source", GetParam().config, GetParam().source, 2);
    const auto result = quantize(folder / "source", GetParam().to, folder / "made");
    ASSERT_TRUE(result) << result.error().message;
    writeDecoded(folder / "made", folder / "decoded");
    const bool drafts = GetParam().config.value("num_nextn_predict_layers", 0) > 0;
    for (const char* device : {"reference", "cpu"}) {
        const auto got = logitsOf(folder / "made", device, false);
        expectSame(got, logitsOf(folder / "decoded", device, false));
        if (drafts)
            expectSame(logitsOf(folder / "made", device, true), logitsOf(folder / "decoded", device, true));
        // A random router chooses another expert for a token now and then, which then speaks otherwise: the
        // mean is theirs, the median everybody's.
        const auto kl = divergences(logitsOf(folder / "source", device, false), got, Width);
        std::printf("    %s on %s: KL from the source %.2e nats, median %.2e\n", GetParam().name, device,
                    meanOf(kl), kl[kl.size() / 2]);
        EXPECT_LE(kl[kl.size() / 2], GetParam().to == Quantization::Q8 ? 5e-3 : 2e-1);
        EXPECT_GE(kl.front(), -1e-6);
    }
}

INSTANTIATE_TEST_SUITE_P(Families, QuantizedLogits, testing::ValuesIn(families()),
                         [](const auto& info) { return info.param.name; });

// A trained model, on the text that it was made for.
TEST(QuantizedStarter, SaysNearlyTheSame) {
    const fs::path starter = INKSTONE_SOURCE_DIR "/resources/starter";
    const tests::TemporaryFolder folder;
    const auto tokenizer = *Tokenizer::open(starter);
    auto ids = tokenizer->encode(
        "Inkstone keeps every conversation on this computer. To load another model, open the settings, "
        "choose a "
        "folder, and wait until it is loaded. What is 17 % of 2,340? It is 397.8. The files in the attached "
        "folder "
        "can be read without a question; writing asks first.");
    ids.resize(std::min<size_t>(ids.size(), 150));
    const auto logits = [&](const fs::path& model) {
        return (*TinyModel::open(model, "cpu"))->logits(ids, 150);
    };
    const auto source = logits(starter);
    const size_t width = source.size() / ids.size();
    for (const auto& [to, most] : {std::pair{Quantization::Q8, 1.5e-2}, {Quantization::Q4, 0.15}}) {
        const fs::path made = folder / std::string(nameOf(to));
        const auto result = quantize(starter, to, made);
        ASSERT_TRUE(result) << result.error().message;
        const auto kl = divergences(source, logits(made), width);
        std::printf("    starter as %s: %.1f of %.1f MB, KL from the source %.2e nats, median %.2e\n",
                    std::string(nameOf(to)).c_str(), static_cast<double>(result->bytesAfter) / 1e6,
                    static_cast<double>(result->bytesBefore) / 1e6, meanOf(kl), kl[kl.size() / 2]);
        EXPECT_LE(meanOf(kl), most);
    }
}

}  // namespace
}  // namespace engine
