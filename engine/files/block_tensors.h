// Blocks in a .safetensors file. The format has no types for them, so they are stored as bytes, "U8" of
// [rows, bytes a row], and the file's __metadata__ says what they are:
//
//   "inkstone.format": "1"                        without it no tensor of the file is blocks
//   "inkstone.block.NAME": "Q8_0 4096 7168"       type, rows and columns of tensor NAME
//
// Whatever stands there is held against the tensor it speaks of. Pure functions, any thread. Failures are
// BadModel, and Unsupported for a format of later versions; they name the tensor, not the file.
#pragma once

#include <map>
#include <span>
#include <string>

#include "engine/files/safetensors_header.h"
#include "engine/files/tensor_file.h"
#include "kernels/base/result.h"

namespace engine {

struct BlockNote {
    kernels::Type type = kernels::Type::Q8_0;
    int64_t rows = 0;
    int64_t columns = 0;  // a whole number of blocks
};
using BlockNotes = std::map<std::string, BlockNote, std::less<>>;  // by the tensor's name

// Only Q8_0 and Q4_0 are known; each note must belong to one of the entries.
base::Result<BlockNotes> readBlockNotes(const SafetensorsHeader& header);
// What the entry holds, when it is as large as its note says. `data` are its bytes.
base::Result<TensorInfo> blockTensor(const SafetensorsEntry& entry, const BlockNote& note,
                                     std::span<const std::byte> data);

// The other way: metadata for a file with these tensors in it.
std::map<std::string, std::string> writtenBlockNotes(const BlockNotes& notes);

}  // namespace engine
