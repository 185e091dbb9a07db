#include "engine/base/sha256.h"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include "kernels/base/check.h"

namespace engine {

std::string sha256(std::string_view bytes) {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned count = 0;
    CHECK(EVP_Digest(bytes.data(), bytes.size(), sum, &count, EVP_sha256(), nullptr) == 1,
          "libcrypto computes SHA-256");
    return hexOf({sum, count});
}

std::string hexOf(std::span<const unsigned char> bytes) {
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

}  // namespace engine
