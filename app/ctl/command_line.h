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

// Checks of numbers that the parser would take: "nan", and "-1" for what has no sign.
CLI::Validator finite();
CLI::Validator unsignedNumber();

// "1,2,3" into `ids`; anything else, nothing between two commas included, is wrong usage.
CLI::Option* addIdsOption(CLI::App& app, std::vector<int>& ids);

// Everything on standard input. TooLarge over `maxBytes`, Io when it cannot be read.
base::Result<std::string> readStandardInput(size_t maxBytes);

// Prints "inkctl COMMAND: MESSAGE" on standard error and returns 1.
int failed(const CLI::App& app, const base::Error& error);

}  // namespace ctl
