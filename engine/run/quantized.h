// Quantised models: made on purpose, or on the way to loading one, with a copy kept for the next time. What
// is quantised was checked before as loading checks it. Any thread; blocking.
#pragma once

#include "engine/files/quantize.h"
#include "engine/run/loader.h"

namespace engine {

// Fails as loading the source does, and as quantizeFolder.
base::Result<Quantized> quantizeModel(const std::filesystem::path& source, const QuantizeOrder& order,
                                      const QuantizeTold& told, const std::stop_token& stop);

// Where the model that `options` ask for lies: `source` itself, or a copy in options.quantizedFolder, in
// KEY/NAME-q4, made now if it is not there, is not finished or is damaged. The key is of the source's files
// (source_key.h): when one of them changes, another copy is made. Nothing is ever removed but a damaged one.
base::Result<std::filesystem::path> placeOf(const std::filesystem::path& source, const LocalOptions& options,
                                            const LoadProgress& progress);

}  // namespace engine
