// Looks through stored numbers for what cannot be computed with. Pure functions; any thread.
#pragma once

#include <string_view>

#include "engine/files/tensor_file.h"
#include "kernels/base/result.h"

namespace engine {

// BadModel, naming tensor and place, when a number is NaN or infinite.
base::Result<> checkFinite(const TensorInfo& tensor);
// For block scales: also when one is negative, or all are zero.
base::Result<> checkScales(const TensorInfo& tensor);

}  // namespace engine
