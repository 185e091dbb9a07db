// What a file's bytes sum up to, to be compared with what its source says. Any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "kernels/base/result.h"

namespace engine {

struct Digest {
    enum class Kind { None, Sha256, GitBlob };  // GitBlob: SHA-1 over "blob SIZE\0" and the bytes
    Kind kind = Kind::None;
    std::string hex;  // lower case

    bool operator==(const Digest&) const = default;
};

// Sha256 of 64 hexadecimal digits, GitBlob of 40; None of anything else.
Digest digestFrom(std::string_view hex);
std::string_view nameOf(Digest::Kind kind);

// A sum in the making.
class Sum {
public:
    Sum(Digest::Kind kind, int64_t fileBytes);
    void add(std::span<const std::byte> bytes);
    Digest end();

private:
    Digest::Kind kind_;
    std::shared_ptr<void> state_;
};

// Reads the whole file; `read` is told how many bytes are behind it. Io names the file; Cancelled.
base::Result<Digest> digestOf(const std::filesystem::path& file, Digest::Kind kind,
                              const std::function<void(int64_t)>& read, const std::stop_token& stop);

}  // namespace engine
