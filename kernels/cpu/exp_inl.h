// e^x for whole vectors, about one unit in the last place. Compiled once per SIMD target.
#if defined(KERNELS_CPU_EXP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef KERNELS_CPU_EXP_INL_H_
#undef KERNELS_CPU_EXP_INL_H_
#else
#define KERNELS_CPU_EXP_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE {

// Highway's own is for numbers up to 104 (where a float is infinite already) and makes 0 of NaN.
template <class D, class V>
HWY_INLINE V exponential(D d, V x) {
    namespace hn = hwy::HWY_NAMESPACE;
    const V power = hn::Exp(d, hn::Min(x, hn::Set(d, 104.0F)));
    return hn::IfThenElse(hn::IsNaN(x), x, power);
}

}  // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
