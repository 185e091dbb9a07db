#include "app/ctl/command_line.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "app/config.h"

namespace ctl {

std::optional<int> stopAfterParsing(CLI::App& app, Arguments arguments) {
    std::reverse(arguments.begin(), arguments.end());  // the order that CLI11 wants a vector in
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& stop) {
        return app.exit(stop) == 0 ? 0 : 2;
    }
    return {};
}

void addBackendOption(CLI::App& app, std::string& device) {
    app.add_option("--backend", device, "reference (slow and exact) or cpu")
        ->check(CLI::IsMember({"reference", "cpu"}));
}

void addThreadsOption(CLI::App& app, int& threads) {
    app.add_option("--threads", threads, "0 = as many as there are cores")->check(CLI::Range(0, 1024));
}

void addQuantizeOption(CLI::App& app, engine::LocalOptions& options) {
    options.quantizedFolder = app::quantizedFolder();
    app.add_option_function<std::string>(
           "--quantize",
           [&options](const std::string& name) {
               options.quantize = engine::quantizationNamed(name).value_or(engine::Quantization::None);
           },
           "with a smaller copy of the model: q8, or q4 (the routed experts at 4 bit). Made the first time, "
           "then kept in " +
               options.quantizedFolder.string())
        ->check(CLI::IsMember({"none", "q8", "q4"}));
}

CLI::Validator finite() {
    return CLI::Validator(
        [](const std::string& text) {
            return std::isfinite(std::strtod(text.c_str(), nullptr)) ? "" : text + " is no number";
        },
        "");
}

CLI::Validator unsignedNumber() {
    return CLI::Validator(
        [](const std::string& text) { return text.starts_with('-') ? text + " is below 0" : ""; }, "");
}

CLI::Option* addIdsOption(CLI::App& app, std::vector<int>& ids) {
    const auto take = [&ids](const std::string& text) {
        ids.clear();
        for (const std::string& word : CLI::detail::split(text, ',')) {
            int id = 0;
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
            if (error != std::errc() || end != word.data() + word.size() || id < 0)
                throw CLI::ValidationError("--ids", "\"" + word + "\" is no token id; write them as 1,2,3");
            ids.push_back(id);
        }
        if (ids.empty()) throw CLI::ValidationError("--ids", "there is no token id; write them as 1,2,3");
    };
    return app.add_option_function<std::string>("--ids", take, "token ids, as 1,2,3")->required();
}

base::Result<std::string> readStandardInput(size_t maxBytes) {
    std::string text;
    char block[65536];
    while (const size_t count = std::fread(block, 1, sizeof block, stdin)) {
        if (text.size() + count > maxBytes)
            return base::failure(
                base::Code::TooLarge,
                fmt::format("standard input is longer than {} bytes: give it in parts", maxBytes));
        text.append(block, count);
    }
    if (std::ferror(stdin)) return base::failure(base::Code::Io, "standard input cannot be read");
    return text;
}

int failed(const CLI::App& app, const base::Error& error) {
    fmt::print(stderr, "{}: {}\n", app.get_name(), error.message);
    return 1;
}

}  // namespace ctl
