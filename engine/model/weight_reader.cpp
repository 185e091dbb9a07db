#include "engine/model/weight_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/model/weight_scan.h"
#include "kernels/quant/decode.h"

namespace engine {

using kernels::Tensor;
using kernels::Type;

namespace {

tl::unexpected<base::Error> wrong(const std::string& name, const std::string& what) {
    return base::failure(base::Code::BadModel, fmt::format("tensor \"{}\": {}", name, what));
}

Tensor viewOf(const TensorInfo& info, std::initializer_list<int64_t> shape) {
    return Tensor::of(static_cast<const void*>(info.data.data()), info.type, shape);
}

}  // namespace

base::Result<TensorInfo> WeightReader::take(const std::string& name, std::initializer_list<int64_t> shape) {
    TensorInfo info = TRY(folder_.tensor(name));
    if (!std::equal(info.shape.begin(), info.shape.end(), shape.begin(), shape.end()))
        return wrong(name, fmt::format("its shape is [{}], but config.json asks for [{}]",
                                       fmt::join(info.shape, ", "), fmt::join(shape, ", ")));
    if (info.type == Type::I32) return wrong(name, "holds whole numbers, not weights");
    if (options_.thorough) TRY(checkFinite(info));
    taken_.insert(name);
    bytesTaken_ += static_cast<int64_t>(info.data.size());
    return info;
}

base::Result<const float*> WeightReader::scalesOf(const std::string& name, int64_t rows, int64_t columns) {
    constexpr int64_t Block = Tensor::ScaleBlock;
    const std::string scaleName = name + ".weight_scale_inv";
    if (!options_.fp8Blocks)
        return wrong(name + ".weight",
                     "is FP8, but config.json has no quantization_config that says how it is scaled");
    if (!has(scaleName))
        return wrong(name + ".weight", "is FP8, but its scales (" + scaleName + ") are missing");
    const auto info = TRY(take(scaleName, {(rows + Block - 1) / Block, (columns + Block - 1) / Block}));
    if (info.type != Type::F32) return wrong(scaleName, "must be F32");
    TRY(checkScales(info));
    return reinterpret_cast<const float*>(info.data.data());
}

base::Result<Tensor> WeightReader::matrix(const std::string& name, int64_t rows, int64_t columns) {
    const auto info = TRY(take(name + ".weight", {rows, columns}));
    Tensor view = viewOf(info, {rows, columns});
    if (info.type == Type::F8E4M3)
        view.scales = TRY(scalesOf(name, rows, columns));
    else if (has(name + ".weight_scale_inv"))
        return wrong(name + ".weight_scale_inv", "scales a weight that is not FP8");
    return view;
}

base::Result<Tensor> WeightReader::heads(const std::string& name, int64_t heads, int64_t rows,
                                         int64_t columns) {
    const auto info = TRY(take(name + ".weight", {heads, rows, columns}));
    if (info.type == Type::F8E4M3) return wrong(name + ".weight", "is FP8, which must be a plain matrix");
    return viewOf(info, {heads * rows, columns});
}

base::Result<Tensor> WeightReader::norm(const std::string& name, int64_t width) {
    const auto info = TRY(take(name, {width}));
    if (info.type == Type::F8E4M3 || kernels::isBlocked(info.type))
        return wrong(name, fmt::format("is {}, but must be F32, F16 or BF16", kernels::nameOf(info.type)));
    TRY(checkFinite(info));
    return viewOf(info, {width});
}

base::Result<Tensor> WeightReader::floats(const std::string& name, int64_t width) {
    const Tensor stored = TRY(norm(name, width));
    if (stored.type == Type::F32) return stored;
    std::vector<float> values(static_cast<size_t>(width));
    kernels::decodeAll(stored, values);
    return own(values, {width});
}

base::Result<Tensor> WeightReader::own(std::span<const float> values, std::initializer_list<int64_t> shape) {
    owned_.push_back(TRY(backend_.allocate(values.size_bytes())));
    const Tensor view = owned_.back().tensor(Type::F32, shape);
    backend_.upload(view, std::as_bytes(values));
    return view;
}

std::vector<std::string> WeightReader::leftOver() const {
    std::vector<std::string> names;
    for (const TensorInfo* info : folder_.tensors())
        if (!taken_.contains(info->name)) names.push_back(info->name);
    return names;
}

}  // namespace engine
