// A tiny model to quantise and a place for what comes of it.
#pragma once

#include <gtest/gtest.h>

#include "engine/files/quantize.h"
#include "kernels/quant/decode.h"
#include "tests/engine/wide_models.h"
#include "tests/support/contains.h"
#include "tests/support/temporary_folder.h"

namespace engine {

namespace fs = std::filesystem;
using testing_engine::Source;

using tests::contains;

inline std::vector<float> numbersOf(const ModelFolder& folder, const TensorInfo& info) {
    const int64_t width = info.shape.back();
    auto view = kernels::Tensor::of(info.data.data(), info.type, {info.elements() / width, width});
    if (info.type == kernels::Type::F8E4M3)
        view.scales = reinterpret_cast<const float*>(folder.find(info.name + "_scale_inv")->data.data());
    std::vector<float> values(static_cast<size_t>(info.elements()));
    kernels::decodeAll(view, values);
    return values;
}

inline base::Result<Quantized> quantize(
    const fs::path& source, Quantization to, const fs::path& target,
    const QuantizeTold& told = [](const auto&) {}, const std::stop_token& stop = {}, int threads = 1) {
    return quantizeFolder(*TRY(ModelFolder::open(source)), {.to = to, .target = target, .threads = threads},
                          told, stop);
}

inline std::map<std::string, std::string> filesOf(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files[entry.path().filename().string()] = testing_engine::readAll(entry.path());
    return files;
}

class Quantize : public testing::Test {
protected:
    fs::path source() const { return folder_ / "source"; }
    fs::path target() const { return folder_ / "target"; }
    void write(const Json& config, Source kind, size_t shards = 1) {
        testing_engine::writeWide(source(), config, kind, shards);
    }
    std::unique_ptr<ModelFolder> made(Quantization to) {
        const auto result = quantize(source(), to, target());
        EXPECT_TRUE(result) << result.error().message;
        auto opened = ModelFolder::open(target());
        EXPECT_TRUE(opened) << opened.error().message;
        return opened ? std::move(*opened) : nullptr;
    }
    std::string refusal(base::Code code, Quantization to = Quantization::Q4) {
        const auto result = quantize(source(), to, target());
        EXPECT_FALSE(result);
        if (result) return {};
        EXPECT_EQ(result.error().code, code) << result.error().message;
        return result.error().message;
    }
    tests::TemporaryFolder folder_;
};

}  // namespace engine
