// What works on each row by itself, and what moves rows. One thread; shapes were checked before.
#pragma once

#include "kernels/ops/ops.h"

namespace kernels::reference {

void embed(const Embed& op);
void rmsNorm(const RmsNorm& op);
void rope(const Rope& op);
void gather(const Gather& op);
void swiGlu(const SwiGlu& op);
void combine(const Combine& op);
void add(const Add& op);

}  // namespace kernels::reference
