#include "kernels/ops/buffer.h"

#include "kernels/base/check.h"

namespace kernels {

Tensor Buffer::tensor(Type type, std::initializer_list<int64_t> shape, size_t offset) const {
    const Tensor view = Tensor::of(data() == nullptr ? nullptr : data() + offset, type, shape);
    const size_t needed = static_cast<size_t>(view.bytes());
    CHECK(offset <= bytes_ && needed <= bytes_ - offset, "Buffer::tensor: reaches over the end");
    CHECK(isBlocked(type) || offset % bytesOf(type) == 0, "Buffer::tensor: offset not aligned to the type");
    return view;
}

}  // namespace kernels
