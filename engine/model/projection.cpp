#include "engine/model/projection.h"

namespace engine {

using kernels::Backend;
using kernels::Tensor;

void project(Backend& backend, const Tensor& x, const Tensor& weight, const Tensor& bias,
             const Activations& step, const Tensor& out) {
    if (!bias.empty()) backend.embed({.table = bias, .ids = step.zeros, .out = out});
    backend.matmul({.x = x, .weight = weight, .out = out, .accumulate = !bias.empty()});
}

void addAttended(Backend& backend, const Tensor& weight, const Tensor& bias, const Activations& step) {
    if (!bias.empty()) {
        backend.embed({.table = bias, .ids = step.zeros, .out = step.update});
        backend.add({.x = step.residual, .y = step.update, .out = step.residual});
    }
    const Tensor heads = step.headOut.as({step.headOut.dim(0), step.headOut.dim(1) * step.headOut.dim(2)});
    backend.matmul({.x = heads, .weight = weight, .out = step.residual, .accumulate = true});
}

}  // namespace engine
