#include "engine/net/digest.h"

#include <fmt/core.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "engine/base/sha256.h"
#include "kernels/base/check.h"

namespace engine {
namespace {

constexpr size_t BlockBytes = size_t{1} << 20U;

EVP_MD_CTX* contextOf(const std::shared_ptr<void>& state) {
    return static_cast<EVP_MD_CTX*>(state.get());
}

}  // namespace

Digest digestFrom(std::string_view hex) {
    Digest digest{Digest::Kind::None, std::string(hex)};
    for (char& digit : digest.hex) {
        if (digit >= 'A' && digit <= 'F') digit = static_cast<char>(digit + 32);
        if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) return {};
    }
    if (hex.size() != 64 && hex.size() != 40) return {};
    digest.kind = hex.size() == 64 ? Digest::Kind::Sha256 : Digest::Kind::GitBlob;
    return digest;
}

std::string_view nameOf(Digest::Kind kind) {
    return kind == Digest::Kind::Sha256 ? "SHA-256" : kind == Digest::Kind::GitBlob ? "git SHA-1" : "none";
}

Sum::Sum(Digest::Kind kind, int64_t fileBytes)
    : kind_(kind),
      state_(EVP_MD_CTX_new(), [](void* one) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(one)); }) {
    const EVP_MD* method = kind == Digest::Kind::GitBlob ? EVP_sha1() : EVP_sha256();
    CHECK(EVP_DigestInit_ex(contextOf(state_), method, nullptr) == 1, "libcrypto computes SHA");
    if (kind != Digest::Kind::GitBlob) return;
    const std::string head = fmt::format("blob {}", fileBytes);
    add(std::as_bytes(std::span(head.c_str(), head.size() + 1)));
}

void Sum::add(std::span<const std::byte> bytes) {
    EVP_DigestUpdate(contextOf(state_), bytes.data(), bytes.size());
}

Digest Sum::end() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned count = 0;
    EVP_DigestFinal_ex(contextOf(state_), bytes, &count);
    return {kind_, hexOf({bytes, count})};
}

base::Result<Digest> digestOf(const std::filesystem::path& file, Digest::Kind kind,
                              const std::function<void(int64_t)>& read, const std::stop_token& stop) {
    std::error_code error;
    const auto size = static_cast<int64_t>(std::filesystem::file_size(file, error));
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rbe"), std::fclose);
    if (error || !in) return base::failure(base::Code::Io, fmt::format("{} cannot be read", file.string()));
    Sum sum(kind, size);
    std::vector<std::byte> block(BlockBytes);
    int64_t done = 0;
    while (const size_t count = std::fread(block.data(), 1, block.size(), in.get())) {
        sum.add(std::span(block.data(), count));
        done += static_cast<int64_t>(count);
        if (read) read(done);
        if (stop.stop_requested()) return base::failure(base::Code::Cancelled, "stopped");
    }
    if (std::ferror(in.get()))
        return base::failure(base::Code::Io, fmt::format("{} cannot be read to its end", file.string()));
    return sum.end();
}

}  // namespace engine
