// A model folder opened down to its forward pass, without engine or tokenizer: what the model's own tests
// need.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <numeric>
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

// Those with a layer of multi-token prediction.
inline std::vector<std::string> draftCases() {
    std::vector<std::string> names = goldenCases();
    std::erase_if(names, [](const std::string& name) {
        return !std::filesystem::exists(goldenFolder() / name / "draft.bin");
    });
    return names;
}

// expected.bin or draft.bin of make_golden_logits.py.
struct Golden {
    int tokens = 0;
    int vocabulary = 0;
    std::vector<int> ids;
    std::vector<float> logits;

    static Golden read(const std::string& name, const char* part = "expected.bin") {
        std::ifstream file(goldenFolder() / name / part, std::ios::binary);
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
    std::unique_ptr<engine::PagedCache> cache;
    std::unique_ptr<engine::Forward> forward;

    static constexpr engine::StepLimits Limits{.rows = 160, .logitRows = 160, .sequences = 8, .blocks = 16};

    static base::Result<std::unique_ptr<TinyModel>> open(const std::filesystem::path& path,
                                                         const char* device, int threads = 2,
                                                         bool draft = false) {
        auto model = std::make_unique<TinyModel>();
        model->backend = TRY(kernels::makeBackend(device, threads));
        model->folder = TRY(engine::ModelFolder::open(path));
        model->config = TRY(engine::Config::parse(model->folder->config()));
        model->weights = TRY(engine::Weights::open(*model->folder, model->config, *model->backend, {}));
        const int layers = engine::Forward::cacheLayers(model->config, *model->weights, draft);
        model->cache =
            TRY(engine::PagedCache::open(*model->backend, layers, Limits.blocks, model->config.cacheWidth()));
        engine::StepLimits limits = Limits;
        limits.draft = draft;
        model->forward = TRY(engine::Forward::open(model->config, *model->weights, *model->backend, limits));
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
            append(all, forward->run(batch, *cache));
        }
        return all;
    }

    // The most likely tokens, one after another, after a prompt read `chunk` tokens a step.
    std::vector<int> greedy(std::vector<int> ids, size_t count, size_t chunk = 64) {
        const auto width = static_cast<std::ptrdiff_t>(config.vocabSize);
        const size_t prompt = ids.size();
        std::vector<float> all = logits(ids, chunk);
        while (ids.size() < prompt + count) {
            const auto last = all.end() - width;
            ids.push_back(static_cast<int>(std::max_element(last, all.end()) - last));
            std::vector<int> blocks(ids.size() / engine::BlockPool::BlockTokens + 1);
            std::iota(blocks.begin(), blocks.end(), 0);
            engine::Batch batch;
            batch.append(std::span(ids).last(1), static_cast<int>(ids.size()) - 1, blocks,
                         engine::BlockPool::BlockTokens, engine::Batch::Want::All);
            append(all, forward->run(batch, *cache));
        }
        return {ids.begin() + static_cast<std::ptrdiff_t>(prompt), ids.end()};
    }

    // What the draft layer says after each of ids but the last, given the next; computed `chunk` tokens a
    // step.
    std::vector<float> draftLogits(const std::vector<int>& ids, size_t chunk) {
        const std::vector<int> blocks{5, 2};
        std::vector<float> all;
        for (size_t at = 0; at + 1 < ids.size(); at += chunk) {
            const size_t count = std::min(chunk, ids.size() - 1 - at);
            engine::Batch batch;
            engine::Batch next;
            batch.append(std::span(ids).subspan(at, count), static_cast<int>(at), blocks,
                         engine::BlockPool::BlockTokens, engine::Batch::Want::Nothing);
            next.append(std::span(ids).subspan(at + 1, count), static_cast<int>(at), blocks,
                        engine::BlockPool::BlockTokens, engine::Batch::Want::All);
            std::vector<int32_t> rows(count);
            std::iota(rows.begin(), rows.end(), 0);
            EXPECT_TRUE(forward->run(batch, *cache));
            append(all, forward->draft(next, rows, *cache));
        }
        return all;
    }

private:
    static void append(std::vector<float>& all, const base::Result<std::span<const float>>& rows) {
        EXPECT_TRUE(rows) << (rows ? "" : rows.error().message);
        if (rows) all.insert(all.end(), rows->begin(), rows->end());
    }
};

}  // namespace testing_engine
