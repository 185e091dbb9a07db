// Tiny random models whose matrices are whole blocks wide, stored as checkpoints are: F32, BF16, or FP8 with
// the scales of its blocks.
#pragma once

#include "kernels/quant/encode.h"
#include "kernels/quant/formats.h"
#include "tests/engine/model_writer.h"

namespace testing_engine {

inline Json wideV3Config() {
    Json config = speakerConfig();
    config.update({{"hidden_size", 64},
                   {"intermediate_size", 96},
                   {"moe_intermediate_size", 32},
                   {"q_lora_rank", 32},
                   {"kv_lora_rank", 32},
                   {"qk_nope_head_dim", 24},
                   {"v_head_dim", 32},
                   {"num_nextn_predict_layers", 1}});
    return config;
}

inline Json wideV2Config() {
    Json config = wideV3Config();
    config.update({{"architectures", {"DeepseekV2ForCausalLM"}},
                   {"model_type", "deepseek_v2"},
                   {"topk_method", "group_limited_greedy"},
                   {"num_nextn_predict_layers", 0}});
    return config;
}

inline Json wideDenseConfig(const char* architecture, const char* type) {
    Json config = denseSpeakerConfig();
    config.update({{"architectures", {architecture}},
                   {"model_type", type},
                   {"hidden_size", 64},
                   {"intermediate_size", 96}});
    return config;
}

inline void toBf16(Tensors& tensors) {
    for (auto& [name, tensor] : tensors) {
        if (name.ends_with("e_score_correction_bias")) continue;
        std::string bytes(tensor.bytes.size() / 2, '\0');
        for (size_t i = 0; i < bytes.size() / 2; ++i) {
            const uint16_t bits = kernels::encodeBf16(tensor.at(i));
            std::memcpy(bytes.data() + 2 * i, &bits, 2);
        }
        tensor.type = "BF16";
        tensor.bytes = std::move(bytes);
    }
}

// The matrices that the published checkpoints have in FP8. `powers`: scales are powers of two, as F8_E8M0.
inline void toFp8(Tensors& tensors, Json& config, bool powers) {
    config["quantization_config"] = {
        {"quant_method", "fp8"}, {"fmt", "e4m3"}, {"weight_block_size", {128, 128}}};
    Tensors scales;
    for (auto& [name, tensor] : tensors) {
        if (tensor.shape.size() != 2 || name.find("_proj") == std::string::npos ||
            name.find("eh_proj") != std::string::npos)
            continue;
        const int64_t rows = tensor.shape[0], columns = tensor.shape[1];
        std::vector<float> values(tensor.bytes.size() / 4);
        std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
        auto blocks = kernels::encodeFp8Blocks(values, rows, columns);
        StoredTensor scale{powers ? "F8_E8M0" : "F32", {(rows + 127) / 128, (columns + 127) / 128}, ""};
        for (const float exact : blocks.scales) {
            if (powers)
                scale.bytes += static_cast<char>(127 + static_cast<int>(std::round(std::log2(exact))));
            else
                scale.bytes.append(reinterpret_cast<const char*>(&exact), sizeof exact);
        }
        tensor.type = "F8_E4M3";
        tensor.bytes.assign(blocks.codes.begin(), blocks.codes.end());
        scales[name + "_scale_inv"] = std::move(scale);
    }
    tensors.merge(scales);
}

enum class Source { F32, Bf16, Fp8, Fp8Powers };

// In `shards` files, as evenly as names go.
inline void writeWide(const fs::path& folder, Json config, Source source, size_t shards = 1,
                      unsigned seed = 1) {
    Tensors tensors = randomWeights(config, seed);
    if (source == Source::Fp8 || source == Source::Fp8Powers)
        toFp8(tensors, config, source == Source::Fp8Powers);
    if (source == Source::Bf16) toBf16(tensors);
    fs::create_directories(folder);
    writeAll(folder / "config.json", config.dump(1));
    writeAll(folder / "generation_config.json", R"({"eos_token_id": 257})");
    writeAll(folder / "inkstone.json", R"({"title": "Wide"})");
    writeAll(folder / "modeling.py", "print('never copied')");
    writeByteTokenizer(folder);
    Json map = Json::object();
    std::vector<Tensors> parts(shards);
    size_t at = 0;
    for (const auto& [name, tensor] : tensors) {
        const size_t part = at++ * shards / tensors.size();
        map[name] = "model-" + std::to_string(part) + ".safetensors";
        parts[part][name] = tensor;
    }
    for (size_t i = 0; i < shards; ++i)
        writeSafetensors(folder / ("model-" + std::to_string(i) + ".safetensors"), parts[i]);
    writeAll(folder / "model.safetensors.index.json", Json{{"weight_map", map}}.dump());
}

}  // namespace testing_engine
