// out = x weight^T for a range of the weight's rows, on one thread, with the widest SIMD this machine has.
#pragma once

#include <cstddef>

#include "kernels/ops/ops.h"

namespace kernels::cpu {

// Columns of out that one call works best on: a multiple of this, except the last.
constexpr int64_t ColumnGroup = 32;

// Bytes of scratch space multiplyColumns needs, 64-byte aligned; 0 for few rows.
size_t multiplyScratch(const Matmul& op);
// out[:, first .. last) of a checked matmul. Few rows read the weights once, straight from their stored form;
// many rows go through decoded panels. Both give bit for bit the same.
void multiplyColumns(const Matmul& op, int64_t first, int64_t last, std::byte* scratch);

// "AVX3", "AVX2", "SSE4", ...: the SIMD target in use.
const char* simdTarget();

}  // namespace kernels::cpu
