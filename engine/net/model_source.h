// Getting a whole model into a folder of its own, from whatever kind of source. Blocking.
//
// While something is missing the folder has a note, unfinished.json: with it a later start knows what to go
// on with, and nobody takes the folder for a model.
#pragma once

#include "engine/net/download.h"
#include "engine/net/model_order.h"

namespace engine {

struct Unfinished {
    std::string order;  // as one would write it
    int64_t bytes = 0;  // of the whole; 0: not known
    int64_t done = 0;
};

// Lists the files, chooses, fetches. Errors as in hub_listing.h, chosen_files.h, download.h and
// python_package.h; Busy never waits.
base::Result<> fetchModel(const Network& network, const ModelOrder& order,
                          const std::filesystem::path& folder, const DownloadTold& told,
                          const std::stop_token& stop);

// What is missing in a folder; nothing when it is finished, or never was begun by us.
std::optional<Unfinished> unfinishedIn(const std::filesystem::path& folder);

}  // namespace engine
