// Which state of a model folder something was made from: a key over its files, cheap even where they are
// huge. Any thread.
//
// Configuration, tokenizer and shards up to 16 MB count with every byte. Of a larger shard count its name,
// size, time of modification, header and 16 pieces of 64 kB spread over it: a file replaced, rewritten, cut
// or grown is noticed, even one only copied or touched; bytes changed in between, by something that sets size
// and time back, are not.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/model_folder.h"

namespace engine {

// 64 hexadecimal digits. `purpose` counts, too. Io where a file cannot be read.
base::Result<std::string> sourceKey(const ModelFolder& folder, std::string_view purpose);

// The small files that a copy of the model needs beside config.json and weights: tokenizer, templates,
// generation_config.json, inkstone.json, licence. By name; no programs, nothing hidden, at most 64 MB each.
std::vector<std::filesystem::path> companionsOf(const std::filesystem::path& folder);

}  // namespace engine
