// Makes model folders for tests: reads and changes the golden ones, or invents a random model with a
// tokenizer of single bytes. Independent of the engine's own readers.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace testing_engine {

using Json = nlohmann::json;
namespace fs = std::filesystem;

struct StoredTensor {
    std::string type;  // "F32"
    std::vector<int64_t> shape;
    std::string bytes;

    float& at(size_t i) { return reinterpret_cast<float*>(bytes.data())[i]; }
};
using Tensors = std::map<std::string, StoredTensor>;

inline std::string readAll(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeAll(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

inline Tensors readSafetensors(const fs::path& path) {
    const std::string file = readAll(path);
    uint64_t length = 0;
    std::memcpy(&length, file.data(), 8);
    Tensors tensors;
    const Json header = Json::parse(file.substr(8, length));
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") continue;
        const auto offsets = entry.at("data_offsets").get<std::vector<size_t>>();
        tensors[name] = {entry.at("dtype"), entry.at("shape").get<std::vector<int64_t>>(),
                         file.substr(8 + length + offsets[0], offsets[1] - offsets[0])};
    }
    return tensors;
}

inline void writeSafetensors(const fs::path& path, const Tensors& tensors,
                             const std::map<std::string, std::string>& metadata = {}) {
    Json header = Json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::string data;
    for (const auto& [name, tensor] : tensors) {
        header[name] = {{"dtype", tensor.type},
                        {"shape", tensor.shape},
                        {"data_offsets", {data.size(), data.size() + tensor.bytes.size()}}};
        data += tensor.bytes;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const uint64_t length = text.size();
    std::string file(8, '\0');
    std::memcpy(file.data(), &length, 8);
    writeAll(path, file + text + data);
}

// ---- a random model that speaks bytes ----

inline const std::vector<std::string>& controlNames() {
    static const std::vector<std::string> names{
        "<｜begin▁of▁sentence｜>",  "<｜end▁of▁sentence｜>",  "<｜User｜>",
        "<｜Assistant｜>",          "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>",
        "<｜tool▁call▁begin｜>",    "<｜tool▁call▁end｜>",    "<｜tool▁sep｜>",
        "<｜tool▁outputs▁begin｜>", "<｜tool▁outputs▁end｜>", "<｜tool▁output▁begin｜>",
        "<｜tool▁output▁end｜>"};
    return names;
}

inline std::string utf8(int code) {
    if (code < 0x80) return {static_cast<char>(code)};
    return {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
}

// Byte-level BPE without merges: ids 0 to 255 in GPT-2's order of bytes, then the control tokens.
inline void writeByteTokenizer(const fs::path& folder) {
    Json vocabulary = Json::object();
    int next = 0;
    int shifted = 0;
    for (int byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        vocabulary[utf8(printable ? byte : 256 + shifted++)] = next++;
    }
    Json added = Json::array();
    for (const auto& name : controlNames())
        added.push_back({{"id", next++},
                         {"content", name},
                         {"special", true},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false}});
    const Json tokenizer = {
        {"version", "1.0"},
        {"added_tokens", added},
        {"normalizer", nullptr},
        {"pre_tokenizer",
         {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", false}}},
        {"decoder",
         {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}, {"use_regex", true}}},
        {"model",
         {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", nullptr},
          {"fuse_unk", false},
          {"byte_fallback", false},
          {"vocab", vocabulary},
          {"merges", Json::array()}}}};
    writeAll(folder / "tokenizer.json", tokenizer.dump());
    writeAll(folder / "tokenizer_config.json",
             Json{{"bos_token", controlNames()[0]}, {"eos_token", controlNames()[1]}, {"add_bos_token", true}}
                 .dump());
}

constexpr int SpeakerVocabulary = 288;  // 256 bytes, 13 control tokens, the rest padding

inline Json speakerConfig() {
    return {{"architectures", {"DeepseekV3ForCausalLM"}},
            {"model_type", "deepseek_v3"},
            {"vocab_size", SpeakerVocabulary},
            {"hidden_size", 32},
            {"num_hidden_layers", 2},
            {"first_k_dense_replace", 1},
            {"intermediate_size", 40},
            {"moe_intermediate_size", 16},
            {"n_routed_experts", 8},
            {"n_shared_experts", 1},
            {"num_experts_per_tok", 2},
            {"n_group", 4},
            {"topk_group", 2},
            {"num_attention_heads", 2},
            {"q_lora_rank", 16},
            {"kv_lora_rank", 16},
            {"qk_nope_head_dim", 8},
            {"qk_rope_head_dim", 8},
            {"v_head_dim", 8},
            {"max_position_embeddings", 512},
            {"routed_scaling_factor", 2.5},
            {"norm_topk_prob", true},
            {"eos_token_id", 257},
            {"num_nextn_predict_layers", 0}};
}

// The same speaker as a dense model with grouped attention.
inline Json denseSpeakerConfig() {
    return {{"architectures", {"Qwen2ForCausalLM"}},
            {"model_type", "qwen2"},
            {"vocab_size", SpeakerVocabulary},
            {"hidden_size", 32},
            {"num_hidden_layers", 2},
            {"intermediate_size", 40},
            {"num_attention_heads", 4},
            {"num_key_value_heads", 2},
            {"max_position_embeddings", 512},
            {"eos_token_id", 257}};
}

inline StoredTensor randomTensor(std::mt19937& random, std::vector<int64_t> shape, float scale,
                                 float centre = 0) {
    size_t count = 1;
    for (const int64_t size : shape) count *= static_cast<size_t>(size);
    StoredTensor tensor{"F32", std::move(shape), std::string(count * 4, '\0')};
    for (size_t i = 0; i < count; ++i) {
        // A sum of uniform numbers: the standard's normal distribution differs from library to library.
        float sum = -6;
        for (int k = 0; k < 12; ++k) sum += static_cast<float>(random() >> 8) * 0x1p-24F;
        tensor.at(i) = centre + scale * sum;
    }
    return tensor;
}

inline Tensors randomWeights(const Json& config, unsigned seed) {
    std::mt19937 random(seed);
    Tensors tensors;
    const auto size = [&](const char* key) { return config.at(key).get<int64_t>(); };
    const auto matrix = [&](const std::string& name, int64_t rows, int64_t columns) {
        tensors[name + ".weight"] =
            randomTensor(random, {rows, columns}, 1.6F / std::sqrt(static_cast<float>(columns)));
    };
    const auto norm = [&](const std::string& name, int64_t width) {
        tensors[name + ".weight"] = randomTensor(random, {width}, 0.2F, 1);
    };
    const auto bias = [&](const std::string& name, int64_t width) {
        tensors[name + ".bias"] = randomTensor(random, {width}, 0.3F);
    };
    const int64_t hidden = size("hidden_size"), heads = size("num_attention_heads");
    const bool dense = config.at("model_type") == "qwen2" || config.at("model_type") == "llama";
    const auto groupedAttention = [&](const std::string& name) {
        const int64_t keys = hidden / heads * size("num_key_value_heads");
        for (const auto& [part, rows] :
             std::map<std::string, int64_t>{{"q", hidden}, {"k", keys}, {"v", keys}}) {
            matrix(name + "." + part + "_proj", rows, hidden);
            if (config.at("model_type") == "qwen2") bias(name + "." + part + "_proj", rows);
        }
        matrix(name + ".o_proj", hidden, hidden);
    };
    const auto latentAttention = [&](const std::string& name) {
        const int64_t head = size("qk_nope_head_dim") + size("qk_rope_head_dim");
        matrix(name + ".q_a_proj", size("q_lora_rank"), hidden);
        norm(name + ".q_a_layernorm", size("q_lora_rank"));
        matrix(name + ".q_b_proj", heads * head, size("q_lora_rank"));
        matrix(name + ".kv_a_proj_with_mqa", size("kv_lora_rank") + size("qk_rope_head_dim"), hidden);
        norm(name + ".kv_a_layernorm", size("kv_lora_rank"));
        matrix(name + ".kv_b_proj", heads * (size("qk_nope_head_dim") + size("v_head_dim")),
               size("kv_lora_rank"));
        matrix(name + ".o_proj", hidden, heads * size("v_head_dim"));
    };
    const auto feedForward = [&](const std::string& name, int64_t width) {
        matrix(name + ".gate_proj", width, hidden);
        matrix(name + ".up_proj", width, hidden);
        matrix(name + ".down_proj", hidden, width);
    };
    tensors["model.embed_tokens.weight"] = randomTensor(random, {size("vocab_size"), hidden}, 1);
    matrix("lm_head", size("vocab_size"), hidden);
    norm("model.norm", hidden);
    const int64_t drafts = config.value("num_nextn_predict_layers", 0);
    for (int64_t i = 0; i < size("num_hidden_layers") + drafts; ++i) {
        const std::string layer = "model.layers." + std::to_string(i);
        if (i >= size("num_hidden_layers")) {
            for (const char* part : {".enorm", ".hnorm", ".shared_head.norm"}) norm(layer + part, hidden);
            matrix(layer + ".eh_proj", hidden, 2 * hidden);
        }
        norm(layer + ".input_layernorm", hidden);
        norm(layer + ".post_attention_layernorm", hidden);
        dense ? groupedAttention(layer + ".self_attn") : latentAttention(layer + ".self_attn");
        if (dense || i < size("first_k_dense_replace")) {
            feedForward(layer + ".mlp", size("intermediate_size"));
            continue;
        }
        matrix(layer + ".mlp.gate", size("n_routed_experts"), hidden);
        tensors[layer + ".mlp.gate.e_score_correction_bias"] =
            randomTensor(random, {size("n_routed_experts")}, 0.1F);
        for (int64_t e = 0; e < size("n_routed_experts"); ++e)
            feedForward(layer + ".mlp.experts." + std::to_string(e), size("moe_intermediate_size"));
        feedForward(layer + ".mlp.shared_experts", size("moe_intermediate_size") * size("n_shared_experts"));
    }
    return tensors;
}

// A whole folder: random weights, a tokenizer of bytes.
inline void writeSpeaker(const fs::path& folder, const Json& config = speakerConfig(), unsigned seed = 1) {
    writeAll(folder / "config.json", config.dump(1));
    writeSafetensors(folder / "model.safetensors", randomWeights(config, seed));
    writeByteTokenizer(folder);
}

}  // namespace testing_engine
