#include "engine/files/safetensors_writer.h"

#include "engine/base/json.h"
#include "kernels/base/check.h"

namespace engine {
namespace {

constexpr size_t HeaderAlignment = 64;  // so that tensors lie as aligned in memory as they do in the file

std::string headerOf(const std::vector<TensorToWrite>& tensors,
                     const std::map<std::string, std::string>& metadata) {
    Json header = Json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    int64_t at = 0;
    for (const TensorToWrite& tensor : tensors) {
        header[tensor.name] = {
            {"dtype", tensor.type}, {"shape", tensor.shape}, {"data_offsets", {at, at + tensor.bytes}}};
        at += tensor.bytes;
    }
    std::string text = header.dump();
    const size_t whole =
        (sizeof(uint64_t) + text.size() + HeaderAlignment - 1) / HeaderAlignment * HeaderAlignment;
    text.resize(whole - sizeof(uint64_t), ' ');
    return text;
}

}  // namespace

base::Result<std::unique_ptr<SafetensorsWriter>> SafetensorsWriter::open(
    const std::filesystem::path& path, const std::vector<TensorToWrite>& tensors,
    const std::map<std::string, std::string>& metadata) {
    std::unique_ptr<SafetensorsWriter> writer(new SafetensorsWriter);
    writer->file_ = TRY(NewFile::open(path));
    const std::string header = headerOf(tensors, metadata);
    const uint64_t length = header.size();
    TRY(writer->file_->append(std::as_bytes(std::span(&length, 1))));
    TRY(writer->file_->append(std::as_bytes(std::span(header))));
    for (const TensorToWrite& tensor : tensors) writer->missing_ += tensor.bytes;
    return writer;
}

base::Result<> SafetensorsWriter::append(std::span<const std::byte> bytes) {
    missing_ -= static_cast<int64_t>(bytes.size());
    return file_->append(bytes);
}

base::Result<> SafetensorsWriter::finish() {
    CHECK(missing_ == 0, "SafetensorsWriter: the tensors have another number of bytes than the header says");
    return file_->finish();
}

}  // namespace engine
