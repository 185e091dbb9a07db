// What the small commands share: parsing their arguments and reading standard input. One thread.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/ctl/commands.h"
#include "engine/run/local_backend.h"
#include "kernels/base/result.h"

namespace ctl {

// Parses; a value is the exit code to stop with (0 after --help, 2 after complaining about the usage).
std::optional<int> stopAfterParsing(CLI::App& app, Arguments arguments);

// --backend reference|cpu; --threads.
void addBackendOption(CLI::App& app, std::string& device);
void addThreadsOption(CLI::App& app, int& threads);
// --quantize none|q8|q4, with the person's cache folder for the copy.
void addQuantizeOption(CLI::App& app, engine::LocalOptions& options);

// Everything on standard input. TooLarge over `maxBytes`, Io when it cannot be read.
base::Result<std::string> readStandardInput(size_t maxBytes);

// Prints "inkctl COMMAND: MESSAGE" on standard error and returns 1.
int failed(const CLI::App& app, const base::Error& error);

}  // namespace ctl
