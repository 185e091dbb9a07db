// A model folder opened down to its forward pass, without engine or tokenizer: what the model's own tests
// need.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/forward.h"
#include "kernels/devices.h"

namespace testing_engine {

inline std::filesystem::path goldenFolder() {
    return std::filesystem::path(INKSTONE_SOURCE_DIR) / "tests/data/golden";
}

inline std::vector<std::string> goldenCases() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(goldenFolder()))
        if (entry.is_directory()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// expected.bin of make_golden_logits.py.
struct Golden {
    int tokens = 0;
    int vocabulary = 0;
    std::vector<int> ids;
    std::vector<float> logits;

    static Golden read(const std::string& name) {
        std::ifstream file(goldenFolder() / name / "expected.bin", std::ios::binary);
        Golden golden;
        const auto numbers = [&](auto* to, size_t count) {
            file.read(reinterpret_cast<char*>(to), static_cast<std::streamsize>(count * sizeof(*to)));
        };
        numbers(&golden.tokens, 1);
        numbers(&golden.vocabulary, 1);
        golden.ids.resize(static_cast<size_t>(golden.tokens));
        numbers(golden.ids.data(), golden.ids.size());
        golden.logits.resize(golden.ids.size() * static_cast<size_t>(golden.vocabulary));
        numbers(golden.logits.data(), golden.logits.size());
        EXPECT_TRUE(file.good()) << name;
        return golden;
    }
};

struct TinyModel {
    std::unique_ptr<kernels::Backend> backend;
    std::unique_ptr<engine::ModelFolder> folder;
    engine::Config config;
    std::unique_ptr<engine::Weights> weights;
    std::unique_ptr<engine::LatentCache> cache;
    std::unique_ptr<engine::Forward> forward;

    static constexpr engine::StepLimits Limits{.rows = 160, .logitRows = 160, .sequences = 8, .blocks = 16};

    static base::Result<std::unique_ptr<TinyModel>> open(const std::filesystem::path& path,
                                                         const char* device, int threads = 2) {
        auto model = std::make_unique<TinyModel>();
        model->backend = TRY(kernels::makeBackend(device, threads));
        model->folder = TRY(engine::ModelFolder::open(path));
        model->config = TRY(engine::Config::parse(model->folder->config()));
        model->weights = TRY(engine::Weights::open(*model->folder, model->config, *model->backend, {}));
        model->cache = TRY(engine::LatentCache::open(*model->backend, model->config.numHiddenLayers,
                                                     Limits.blocks, model->config.cacheWidth()));
        model->forward = TRY(engine::Forward::open(model->config, *model->weights, *model->backend, Limits));
        return model;
    }

    // Logits of every token, computed `chunk` tokens a step, in blocks taken from `firstBlock` on.
    std::vector<float> logits(const std::vector<int>& ids, size_t chunk, int firstBlock = 0) {
        std::vector<int> blocks;
        for (size_t i = 0; i * engine::BlockPool::BlockTokens < ids.size(); ++i)
            blocks.push_back(firstBlock + static_cast<int>(i));
        std::vector<float> all;
        for (size_t at = 0; at < ids.size(); at += chunk) {
            engine::Batch batch;
            const auto part = std::span(ids).subspan(at, std::min(chunk, ids.size() - at));
            batch.append(part, static_cast<int>(at), blocks, engine::BlockPool::BlockTokens,
                         engine::Batch::Want::All);
            auto rows = forward->run(batch, *cache);
            EXPECT_TRUE(rows) << (rows ? "" : rows.error().message);
            if (!rows) return {};
            all.insert(all.end(), rows->begin(), rows->end());
        }
        return all;
    }
};

}  // namespace testing_engine
