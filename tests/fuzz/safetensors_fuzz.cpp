// A .safetensors file: its header as it stands, then the file with every tensor in it.
#include "engine/files/safetensors.h"

#include "engine/files/safetensors_header.h"
#include "tests/fuzz/fuzz_input.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string file(tests::textOf(data, size));
    tests::fuzzFolder().write("model.safetensors", file);
    const auto opened = engine::Safetensors::open(tests::fuzzFolder() / "model.safetensors");
    if (opened)
        for (const engine::TensorInfo& tensor : (*opened)->tensors()) tests::readThrough(tensor);
    // Most mutations break the length that stands before the header: read it without, too.
    (void)engine::readSafetensorsHeader(file.size() > 8 ? file.substr(8) : file);
    return 0;
}
