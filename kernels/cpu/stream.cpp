#include "kernels/cpu/stream.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/stream.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

uint32_t readAll(const std::byte* data, int64_t bytes) {
    const hn::ScalableTag<uint32_t> d;
    const auto lanes = static_cast<int64_t>(hn::Lanes(d));
    const auto* words = reinterpret_cast<const uint32_t*>(data);
    const int64_t count = bytes / 4;
    auto a = hn::Zero(d);
    auto b = hn::Zero(d);
    auto c = hn::Zero(d);
    auto e = hn::Zero(d);
    for (int64_t i = 0; i < count; i += 4 * lanes) {
        a = hn::Xor(a, hn::Load(d, words + i));
        b = hn::Xor(b, hn::Load(d, words + i + lanes));
        c = hn::Xor(c, hn::Load(d, words + i + 2 * lanes));
        e = hn::Xor(e, hn::Load(d, words + i + 3 * lanes));
    }
    return hn::GetLane(hn::SumOfLanes(d, hn::Xor(hn::Xor(a, b), hn::Xor(c, e))));
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu {

HWY_EXPORT(readAll);

uint32_t readThrough(const std::byte* data, int64_t bytes) {
    return HWY_DYNAMIC_DISPATCH(readAll)(data, bytes);
}

}  // namespace kernels::cpu
#endif
