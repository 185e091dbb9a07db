// Stands in for engine/base/mapped_file.cpp in the fuzz targets: the same class over a piece of heap exactly
// as long as the file, so that AddressSanitizer sees a read past the end that a mapped page would forgive.
#include "engine/base/mapped_file.h"

#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <vector>

namespace engine {

base::Result<std::unique_ptr<MappedFile>> MappedFile::open(const std::filesystem::path& path) {
    std::error_code error;
    std::ifstream input(path, std::ios::binary);
    if (!std::filesystem::is_regular_file(path, error) || !input)
        return base::failure(base::Code::NotFound, fmt::format("{}: no such file", path.string()));
    const std::vector<char> bytes{std::istreambuf_iterator<char>(input), {}};
    std::unique_ptr<MappedFile> file(new MappedFile);
    file->path_ = path;
    if (bytes.empty()) return file;
    auto* copy = new std::byte[bytes.size()];
    for (size_t i = 0; i < bytes.size(); ++i) copy[i] = static_cast<std::byte>(bytes[i]);
    file->data_ = copy;
    file->size_ = bytes.size();
    return file;
}

MappedFile::~MappedFile() {
    delete[] data_;
}

bool MappedFile::unchanged() const {
    return true;
}

}  // namespace engine
