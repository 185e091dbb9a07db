// One .gguf file (version 2 or 3), mapped and checked before anything in it is believed: counts, lengths,
// keys, shapes, types, places of tensors without overlap. Immutable after open(); any thread.
//
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. One file of a split model is read like
// any other: GgufModel puts the files together. Failures are BadModel and name file, key or tensor and cause;
// Unsupported: another version, byte order or number format; NotFound, Io, Invalid as MappedFile says.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "engine/base/mapped_file.h"
#include "engine/files/gguf_metadata.h"
#include "engine/files/tensor_file.h"
#include "kernels/base/result.h"

namespace engine {

class Gguf {
public:
    // Limits beyond the format's own.
    static constexpr uint64_t MaxTensors = 100'000;
    static constexpr uint64_t MaxKeys = 100'000;
    static constexpr uint64_t MaxKeyBytes = 1024;
    static constexpr uint64_t MaxNameBytes = 512;
    static constexpr uint64_t MaxTextBytes = 64U << 20U;
    static constexpr uint64_t MaxListed = 4U << 20U;  // values, in all lists together
    static constexpr uint64_t MaxRank = 4;
    static constexpr uint64_t MaxAlignment = 1U << 20U;

    static base::Result<std::unique_ptr<Gguf>> open(const std::filesystem::path& path);

    const GgufMetadata& metadata() const { return metadata_; }
    // In the order of the file; names are the file's own ("blk.0.attn_q.weight"), shapes outermost first.
    const std::vector<TensorInfo>& tensors() const { return tensors_; }
    const std::filesystem::path& path() const { return file_->path(); }
    int64_t bytes() const { return static_cast<int64_t>(file_->bytes().size()); }  // of the file
    bool unchanged() const { return file_->unchanged(); }
    bool lost() const { return file_->lost(); }

private:
    Gguf() = default;

    std::unique_ptr<MappedFile> file_;
    GgufMetadata metadata_;
    std::vector<TensorInfo> tensors_;
};

}  // namespace engine
