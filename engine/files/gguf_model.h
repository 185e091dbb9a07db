// A GGUF model seen as a folder of published weights is: config.json's keys, checkpoints' names, one tensor
// for each expert. Immutable after open(); any thread.
//
// Shapes are those of the checkpoints. Where a file has kv_b_proj in two parts they are called
// k_b_proj.weight [heads, kv_lora_rank, nope] and v_b_proj.weight [heads, v_head_dim, kv_lora_rank]. Nothing
// is copied.
#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/json.h"
#include "engine/files/gguf.h"
#include "kernels/base/result.h"

namespace engine {

class GgufModel {
public:
    // One file, or any file of a split model. Fails as openGgufFiles and configOfGguf do, naming the file.
    static base::Result<std::unique_ptr<GgufModel>> open(const std::filesystem::path& path);

    const Json& config() const { return config_; }
    const Gguf& first() const { return *files_.front(); }  // metadata and tokenizer are in the first file
    const std::vector<TensorInfo>& tensors() const { return tensors_; }
    bool unchanged() const;
    bool lost() const;

private:
    explicit GgufModel(std::vector<std::unique_ptr<Gguf>> files) : files_(std::move(files)) {}
    base::Result<> nameTensors();

    std::vector<std::unique_ptr<Gguf>> files_;
    Json config_;
    std::vector<TensorInfo> tensors_;
};

}  // namespace engine
