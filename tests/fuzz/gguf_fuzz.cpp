// A .gguf file, as far as it is read when a model is looked at: header, tensors, the configuration it stands
// for.
#include "engine/files/model_folder.h"
#include "engine/model/config.h"
#include "tests/fuzz/fuzz_input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    tests::fuzzFolder().write("model.gguf", std::string(tests::textOf(data, size)));
    const auto folder = engine::ModelFolder::open(tests::fuzzFolder() / "model.gguf");
    if (!folder) return 0;
    for (const engine::TensorInfo* tensor : (*folder)->tensors()) tests::readThrough(*tensor);
    if (const auto config = engine::Config::parse((*folder)->config())) (void)config->softmaxScale();
    return 0;
}
