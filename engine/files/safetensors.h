// One .safetensors file, mapped and checked before anything in it is believed: header, types, shapes, offsets
// without hole, overlap or tail; and blocks as block_tensors.h says. Immutable after open(); any thread.
//
// Format: 8 bytes little-endian header length, JSON header, data. https://github.com/huggingface/safetensors
// Failures are BadModel and name file, tensor and cause (NotFound, Io, Invalid as MappedFile says).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/mapped_file.h"
#include "engine/files/tensor_file.h"
#include "kernels/base/result.h"

namespace engine {

class Safetensors {
public:
    // Limits beyond the format's own.
    static constexpr uint64_t MaxHeaderBytes = 100'000'000;
    static constexpr size_t MaxTensors = 100'000;
    static constexpr size_t MaxNameBytes = 512;
    static constexpr size_t MaxRank = 8;
    static constexpr int MaxDepth = 4;

    static base::Result<std::unique_ptr<Safetensors>> open(const std::filesystem::path& path);

    const std::vector<TensorInfo>& tensors() const { return tensors_; }  // in the order of their data
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    const std::filesystem::path& path() const { return file_->path(); }
    int64_t bytes() const { return static_cast<int64_t>(file_->bytes().size()); }  // of the file
    bool unchanged() const { return file_->unchanged(); }
    bool lost() const { return file_->lost(); }
    // A part of a tensor's data that will not be read again soon need not stay in memory.
    void letGo(std::span<const std::byte> data) const { file_->letGo(data); }

private:
    Safetensors() = default;
    base::Result<> alignTensors();
    base::Result<> widen(TensorInfo& tensor);  // F8_E8M0 to F32
    base::Result<std::byte*> copyPlace(const TensorInfo& tensor, uint64_t bytes);

    std::unique_ptr<MappedFile> file_;
    std::vector<TensorInfo> tensors_;
    std::map<std::string, std::string> metadata_;
    std::vector<std::unique_ptr<uint64_t[]>> copies_;  // of tensors that lie unaligned or had to be widened
    uint64_t copied_ = 0;                              // bytes
};

}  // namespace engine
