// A model as a folder: config.json, generation_config.json and inkstone.json where there are any, and weights
// in model.safetensors.index.json's shards, or model.safetensors, or *.safetensors. Or a .gguf file (any file
// of a split one), or a folder whose only weights are such: seen as if it were that folder. Reads no
// tokenizer.
//
// Immutable after open(); any thread. Every failure names the file, the cause and the next step.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/json.h"
#include "engine/files/gguf_model.h"
#include "engine/files/safetensors.h"
#include "engine/files/tensor_file.h"
#include "kernels/base/result.h"

namespace engine {

// inkstone.json: what Inkstone would like to know about a model, and no other program asks.
struct ModelHints {
    std::string title;          // "title": what a person calls it; empty = use the folder's name
    bool compactTools = false;  // "compact_tools": was trained on tool names alone
};

class ModelFolder {
public:
    // NotFound: no such folder or file. Invalid: some other file, or a folder with several GGUF models.
    // BadModel: a folder without config.json or weights, a shard missing or outside the folder, a tensor
    // missing or there twice, or anything Safetensors refuses. And what GgufModel refuses.
    static base::Result<std::unique_ptr<ModelFolder>> open(const std::filesystem::path& path);
    // inkstone.json alone; defaults where there is none.
    static base::Result<ModelHints> readHints(const std::filesystem::path& folder);

    // Canonical; the folder, or the .gguf file that was asked for.
    const std::filesystem::path& path() const { return path_; }
    std::string name() const { return gguf_ ? path_.stem().string() : path_.filename().string(); }
    const Gguf* gguf() const { return gguf_ ? &gguf_->first() : nullptr; }  // null: safetensors
    const Json& config() const { return config_; }                          // an object
    const Json& generationConfig() const { return generationConfig_; }  // an object, {} when there is none
    const ModelHints& hints() const { return hints_; }

    const std::vector<std::unique_ptr<Safetensors>>& shards() const { return shards_; }  // none of a GGUF

    const TensorInfo* find(std::string_view name) const;  // null: no such tensor
    // The same, failing with BadModel: "FOLDER: tensor "x" is missing ...".
    base::Result<TensorInfo> tensor(std::string_view name) const;
    const std::vector<const TensorInfo*>& tensors() const { return tensors_; }  // ordered by name
    int64_t totalBytes() const { return totalBytes_; }                          // of all tensors' data
    int64_t totalElements() const { return totalElements_; }
    bool unchanged() const;       // false when a shard was replaced or cut since it was opened
    bool lost() const;            // true when one was cut and what is gone was read, as zeros; costs nothing
    base::Error changed() const;  // what is then said: BadModel

private:
    ModelFolder() = default;
    base::Result<> openConfigs();
    base::Result<> openWeights();
    base::Result<> openGguf(const std::filesystem::path& file);
    base::Result<> list();
    base::Result<> openIndex(const std::filesystem::path& index);
    base::Result<> openShard(const std::string& file);
    base::Result<> checkNamed(const Json& weightMap) const;

    std::filesystem::path path_;
    Json config_ = Json::object();
    Json generationConfig_ = Json::object();
    ModelHints hints_;
    std::vector<std::unique_ptr<Safetensors>> shards_;
    std::unique_ptr<GgufModel> gguf_;
    std::unordered_map<std::string_view, const TensorInfo*> byName_;
    std::vector<const TensorInfo*> tensors_;
    int64_t totalBytes_ = 0;
    int64_t totalElements_ = 0;
};

}  // namespace engine
