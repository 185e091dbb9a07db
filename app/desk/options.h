// What the desktop is started with. Values; parsed before there is an application.
#pragma once

#include <filesystem>
#include <string>

#include "agents/tools/clock.h"
#include "kernels/base/result.h"

namespace desk {

struct Options {
    std::filesystem::path profile;                  // its own data folder; empty: the person's
    bool automation = false;                        // nothing moves, nothing blinks, always in the same place
    std::string language;                           // en, zh; empty: as chosen in the settings
    std::string theme;                              // light, dark; empty: as chosen
    std::filesystem::path model;                    // empty: the starter
    agents::TimeSource clock = agents::systemTime;  // what the tool "clock" says
    bool help = false;
    bool version = false;
};

base::Result<Options> parse(int count, char** words);
const char* usage();

}  // namespace desk
