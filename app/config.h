// Where things are on this machine, from the environment and the place of the program. Any thread.
#pragma once

#include <filesystem>

namespace app {

// Conversations, logs: $XDG_DATA_HOME/inkstone or ~/.local/share/inkstone. Not created here.
std::filesystem::path dataFolder();

// The bundled starter model: $INKSTONE_STARTER, else resources/starter of the source tree this program was
// built from, else share/inkstone/starter beside the program's bin folder.
std::filesystem::path starterFolder();

// What can be had: models.toml, at the same places.
std::filesystem::path catalogueFile();

// Where a person's own models are looked for: dataFolder()/models.
std::filesystem::path modelsFolder();

// Where quantised copies are kept that loading made on the way: $XDG_CACHE_HOME/inkstone/quantized or
// ~/.cache/inkstone/quantized. May be emptied at any time.
std::filesystem::path quantizedFolder();

}  // namespace app
