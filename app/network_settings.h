// How to reach the sources of models: the command line, then the environment, then settings.toml of the data
// folder. Any thread.
//
//   [network]
//   proxy = "http://proxy:3128"
//   [huggingface]                          # also HF_ENDPOINT and HF_TOKEN
//   mirror = "https://hf-mirror.example"
//   token = "hf_..."
//   [modelscope]                           # mirror, token
//   [pypi]                                 # mirror: an index
#pragma once

#include "engine/net/model_order.h"
#include "engine/net/network.h"

namespace app {

struct NetworkChoice {  // of the command line; empty: not given
    std::string proxy, mirror, token;
};

// Invalid names the file and the line when settings.toml cannot be read.
base::Result<engine::Network> networkFor(engine::SourceKind source, const NetworkChoice& choice);

}  // namespace app
