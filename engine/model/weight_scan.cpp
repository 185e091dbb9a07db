#include "engine/model/weight_scan.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "kernels/quant/blocks.h"

namespace engine {
namespace {

using kernels::Type;

// A number is NaN or infinite exactly when all bits of `exponent` are set (for e4m3: all but the sign).
template <class Bits>
int64_t firstNonFinite(const TensorInfo& tensor, Bits exponent) {
    const std::byte* at = tensor.data.data();
    const int64_t count = tensor.elements();
    for (int64_t i = 0; i < count; ++i) {
        Bits bits;
        std::memcpy(&bits, at + i * static_cast<int64_t>(sizeof(Bits)), sizeof(Bits));
        if ((bits & exponent) == exponent) return i;
    }
    return -1;
}

int64_t firstNonFiniteInBlocks(const TensorInfo& tensor) {
    const int64_t elements = kernels::blockOf(tensor.type).elements;
    const int64_t block =
        kernels::firstNonFiniteBlock(tensor.type, tensor.data.data(), tensor.elements() / elements);
    return block < 0 ? -1 : block * elements;
}

int64_t firstNonFinite(const TensorInfo& tensor) {
    switch (tensor.type) {
        case Type::F32: return firstNonFinite<uint32_t>(tensor, 0x7F800000U);
        case Type::BF16: return firstNonFinite<uint16_t>(tensor, 0x7F80U);
        case Type::F16: return firstNonFinite<uint16_t>(tensor, 0x7C00U);
        case Type::F8E4M3: return firstNonFinite<uint8_t>(tensor, 0x7FU);
        case Type::I32: return -1;
        default: return firstNonFiniteInBlocks(tensor);
    }
}

tl::unexpected<base::Error> damaged(const TensorInfo& tensor, const std::string& what) {
    return base::failure(
        base::Code::BadModel,
        fmt::format("tensor \"{}\": {}; the file is damaged or was made wrongly: get it again from "
                    "its source",
                    tensor.name, what));
}

}  // namespace

base::Result<> checkFinite(const TensorInfo& tensor) {
    const int64_t place = firstNonFinite(tensor);
    if (place >= 0) return damaged(tensor, fmt::format("number {} is not finite (NaN or infinite)", place));
    return {};
}

base::Result<> checkScales(const TensorInfo& tensor) {
    TRY(checkFinite(tensor));
    bool allZero = tensor.elements() > 0;
    for (int64_t i = 0; i < tensor.elements(); ++i) {
        float scale = 0;
        std::memcpy(&scale, tensor.data.data() + i * static_cast<int64_t>(sizeof(float)), sizeof(float));
        if (scale < 0) return damaged(tensor, fmt::format("block scale {} is negative", i));
        if (scale > 0) allZero = false;
    }
    if (allZero) return damaged(tensor, "all block scales are zero");
    return {};
}

}  // namespace engine
