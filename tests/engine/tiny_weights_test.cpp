// Row E9: weights of about 1e-40, below the least normal number, before or behind others that make up for
// them. Taken for nothing, as a processor may be told to, they would change the logits far more than is
// allowed.
#include <gtest/gtest.h>

#include <numeric>

#include "tests/engine/distributions.h"
#include "tests/engine/model_writer.h"
#include "tests/engine/tiny_model.h"
#include "tests/support/temporary_folder.h"

namespace {

using testing_engine::Json;
using testing_engine::relativeError;
using testing_engine::TinyModel;

struct Factors {
    float up, down, norm, head;
};

std::vector<float> logits(const Json& config, const char* device, const Factors& factors) {
    auto tensors = testing_engine::randomWeights(config, 1);
    for (auto& [name, tensor] : tensors) {
        const float factor = name.ends_with("up_proj.weight")     ? factors.up
                             : name.ends_with("down_proj.weight") ? factors.down
                             : name == "model.norm.weight"        ? factors.norm
                             : name == "lm_head.weight"           ? factors.head
                                                                  : 1;
        for (size_t i = 0; i < tensor.bytes.size() / sizeof(float); ++i) tensor.at(i) *= factor;
    }
    const tests::TemporaryFolder folder;
    testing_engine::writeAll(folder.path() / "config.json", config.dump());
    testing_engine::writeSafetensors(folder.path() / "model.safetensors", tensors);
    auto model = TinyModel::open(folder.path(), device);
    EXPECT_TRUE(model) << (model ? "" : model.error().message);
    std::vector<int> ids(40);
    std::iota(ids.begin(), ids.end(), 60);
    return model ? (*model)->logits(ids, ids.size()) : std::vector<float>();
}

TEST(TinyWeights, AreNumbersLikeOthers) {
    for (const Json& config : {testing_engine::speakerConfig(), testing_engine::denseSpeakerConfig()}) {
        const auto expected = logits(config, "reference", {1, 0x1p-12F, 1, 0x1p-6F});
        const auto without = logits(config, "reference", {1, 0, 1, 0x1p-6F});
        EXPECT_GT(relativeError(without, expected), 1e-4) << "taken for nothing, it is seen";
        for (const char* device : {"reference", "cpu"}) {
            const auto tiny = logits(config, device, {0x1p119F, 0x1p-131F, 0x1p-131F, 0x1p125F});
            EXPECT_LT(relativeError(tiny, expected), 1e-5) << device << " " << config["architectures"];
        }
    }
}

}  // namespace
