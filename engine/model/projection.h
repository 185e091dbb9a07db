// A matrix with a bias where the model has one: what the attentions have in common. One thread (the
// engine's).
#pragma once

#include "engine/model/activations.h"

namespace engine {

// out = x weight^T + bias; an empty bias adds nothing.
void project(kernels::Backend& backend, const kernels::Tensor& x, const kernels::Tensor& weight,
             const kernels::Tensor& bias, const Activations& step, const kernels::Tensor& out);

// step.residual += step.headOut weight^T + bias.
void addAttended(kernels::Backend& backend, const kernels::Tensor& weight, const kernels::Tensor& bias,
                 const Activations& step);

}  // namespace engine
