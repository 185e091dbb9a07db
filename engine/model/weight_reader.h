// Takes tensors out of a model folder by name, each checked against the shape the configuration asks for
// before it is used, and remembers which were taken. Weights stay where they are mapped. One thread.
//
// Failures are BadModel and name tensor and cause.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/files/model_folder.h"
#include "kernels/ops/backend.h"

namespace engine {

class WeightReader {
public:
    struct Options {
        bool fp8Blocks = false;  // the configuration announces FP8
        bool thorough = false;   // look through every number, not only through norms, biases and scales
        bool checkOnly = false;  // nothing will be computed: make no copies
    };
    WeightReader(const ModelFolder& folder, kernels::Backend& backend, Options options)
        : folder_(folder), backend_(backend), options_(options) {}

    bool checksOnly() const { return options_.checkOnly; }

    bool has(const std::string& name) const { return folder_.find(name) != nullptr; }
    // NAME.weight of [rows, columns], with NAME.weight_scale_inv when it is FP8.
    base::Result<kernels::Tensor> matrix(const std::string& name, int64_t rows, int64_t columns);
    // NAME.weight of [heads, rows, columns], not FP8, seen as [heads * rows, columns].
    base::Result<kernels::Tensor> heads(const std::string& name, int64_t heads, int64_t rows,
                                        int64_t columns);
    // A norm's weight, of [width]; `name` in full.
    base::Result<kernels::Tensor> norm(const std::string& name, int64_t width);
    // As F32 whatever it is stored as; `name` in full.
    base::Result<kernels::Tensor> floats(const std::string& name, int64_t width);
    // New memory on the backend, filled with `values`, living as long as the buffers of keep().
    base::Result<kernels::Tensor> own(std::span<const float> values, std::initializer_list<int64_t> shape);

    std::vector<kernels::Buffer> keep() { return std::move(owned_); }
    int64_t bytesTaken() const { return bytesTaken_; }
    // Tensors nobody asked for, in order.
    std::vector<std::string> leftOver() const;

private:
    base::Result<TensorInfo> take(const std::string& name, std::initializer_list<int64_t> shape);
    base::Result<const float*> scalesOf(const std::string& name, int64_t rows, int64_t columns);

    const ModelFolder& folder_;
    kernels::Backend& backend_;
    Options options_;
    int64_t bytesTaken_ = 0;
    std::set<std::string> taken_;
    std::vector<kernels::Buffer> owned_;
};

}  // namespace engine
