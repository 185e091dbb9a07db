// A program that runs beside us, in a process group of its own, and whose words are read. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "kernels/base/result.h"

namespace engine {

struct ChildEnd {
    int code = 0;       // exit code; 127: there is no such program; 128 and more: ended by a signal
    std::string words;  // the last of what it said (output and complaints), at most 16 KiB
};

// Runs `words` (the program first) with `variables` ("NAME=value") added to the environment; standard input
// is empty. `beat` is called every now and then while it runs. Stopping kills the whole group; then
// Cancelled. Io when nothing can be started.
base::Result<ChildEnd> runChild(const std::vector<std::string>& words,
                                const std::vector<std::string>& variables, const std::function<void()>& beat,
                                const std::stop_token& stop);

}  // namespace engine
