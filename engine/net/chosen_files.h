// Which files of a source make the model that was ordered. Any thread.
#pragma once

#include "engine/net/download.h"
#include "engine/net/model_order.h"

namespace engine {

// `all` has paths as names; the result has plain file names. A folder of safetensors with what belongs to it;
// or one GGUF (all parts of a split one). NotFound when there is neither; Invalid, with the choices, when
// there are several GGUFs and the order names none.
base::Result<std::vector<RemoteFile>> chooseFiles(std::vector<RemoteFile> all, const ModelOrder& order);

// '*' stands for anything; upper and lower case are different.
bool matches(std::string_view pattern, std::string_view name);

struct SplitName {
    std::string stem;  // before "-00001-of-00003.gguf"
    int part = 0, parts = 0;
};
std::optional<SplitName> splitNameOf(std::string_view name);

}  // namespace engine
