// config.json, and the same text as a generation_config.json.
#include "engine/model/config.h"

#include "tests/fuzz/fuzz_input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto json = engine::parseJson(tests::textOf(data, size));
    if (!json || !json->is_object()) return 0;
    if (const auto config = engine::Config::parse(*json)) {
        (void)config->softmaxScale();
        if (config->numHiddenLayers <= 0 || config->vocabSize <= 0 || config->cacheWidth() <= 0)
            __builtin_trap();
        for (int layer = 0; layer < config->numHiddenLayers; ++layer) (void)config->isMoe(layer);
    }
    (void)engine::endTokensOf(*json, "generation_config.json", 1000);
    return 0;
}
