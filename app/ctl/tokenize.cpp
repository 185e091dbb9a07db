// inkctl tokenize and inkctl detokenize: a tokenizer beside others, without weights.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <iostream>

#include "app/ctl/command_line.h"
#include "engine/base/json.h"
#include "engine/text/tokenizer.h"
#include "engine/text/unicode.h"

namespace ctl {
namespace {

using engine::Json;
using engine::Tokenizer;

// Runs `convert` on standard input as a whole, or on each of its lines with --jsonl, writing at once what it
// gives, so that another program can hold a conversation with this one.
template <class Convert>
int convertInput(const CLI::App& app, bool byLine, std::string_view ending, Convert convert) {
    const auto write = [&](const base::Result<std::string>& output, std::string_view end) {
        if (!output) return failed(app, output.error());
        fmt::print("{}{}", *output, end);
        if (std::fflush(stdout) == 0) return 0;
        return failed(app, {base::Code::Io, "standard output cannot be written"});
    };
    if (!byLine) {
        const auto input = readStandardInput(Tokenizer::MaxTextBytes);
        return input ? write(convert(*input), ending) : failed(app, input.error());
    }
    std::string line;
    for (int number = 1; std::getline(std::cin, line); ++number) {
        auto output = convert(line);
        if (!output)
            output = tl::unexpected(std::move(output).error().within(fmt::format("line {}", number)));
        if (const int code = write(output, "\n")) return code;
    }
    return 0;
}

base::Result<std::string> jsonText(const std::string& line) {
    const Json json = TRY(engine::parseJson(line));
    if (!json.is_string()) return base::failure(base::Code::Invalid, "not a JSON string");
    return json.get<std::string>();
}

base::Result<std::vector<int>> jsonIds(const std::string& line, const Tokenizer& tokenizer) {
    const Json json = TRY(engine::parseJson(line));
    if (!json.is_array()) return base::failure(base::Code::Invalid, "not a JSON list of token ids");
    std::vector<int> ids;
    for (const Json& value : json) {
        const bool whole = value.is_number_unsigned() &&
                           value.get<uint64_t>() < static_cast<uint64_t>(tokenizer.vocabularySize());
        if (!whole || tokenizer.bytes(value.get<int>()).empty())
            return base::failure(base::Code::Invalid,
                                 fmt::format("{} is not a token id (they are 0 to {})", value.dump(),
                                             tokenizer.vocabularySize() - 1));
        ids.push_back(value.get<int>());
    }
    return ids;
}

}  // namespace

int tokenizeCommand(Arguments arguments) {
    CLI::App app(
        "Text on standard input to token ids.\n\nLike the tokenizers package of Hugging Face, the names of "
        "control tokens in the text become those tokens (--plain turns that off, as chats do with everything "
        "people and tools say), and no begin-of-sentence token is added (--bos adds it).",
        "inkctl tokenize");
    std::string folder;
    bool jsonl = false, plain = false, controls = false, bos = false, noBos = false;
    app.add_option("--tokenizer", folder, "a folder with a tokenizer, or a .gguf file")->required();
    app.add_flag("--jsonl", jsonl, "one JSON string per line in, one JSON list per line out, at once");
    auto* off = app.add_flag("--plain", plain, "control tokens' names are ordinary text");
    app.add_flag("--controls", controls, "control tokens' names become those tokens (the default)")
        ->excludes(off);
    auto* add = app.add_flag(
        "--bos", bos, "begin as prompts do: with the model's begin-of-sentence token, if it wants one");
    app.add_flag("--no-bos", noBos, "add no begin-of-sentence token (the default)")->excludes(add);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto tokenizer = Tokenizer::open(folder);
    if (!tokenizer) return failed(app, tokenizer.error());
    return convertInput(app, jsonl, "\n", [&](const std::string& input) -> base::Result<std::string> {
        std::vector<int> ids = (*tokenizer)->encode(jsonl ? TRY(jsonText(input)) : input, !plain);
        const auto first = (*tokenizer)->beginOfSentence();
        if (bos && first && (*tokenizer)->addsBeginOfSentence()) ids.insert(ids.begin(), *first);
        return fmt::format("[{}]", fmt::join(ids, ", "));
    });
}

int detokenizeCommand(Arguments arguments) {
    CLI::App app(
        "Token ids (a JSON list on standard input) to text. Control tokens give their names; bytes that are "
        "no "
        "UTF-8 give U+FFFD.",
        "inkctl detokenize");
    std::string folder;
    bool jsonl = false;
    app.add_option("--tokenizer", folder, "a folder with a tokenizer, or a .gguf file")->required();
    app.add_flag("--jsonl", jsonl, "one JSON list per line in, one JSON string per line out, at once");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto tokenizer = Tokenizer::open(folder);
    if (!tokenizer) return failed(app, tokenizer.error());
    return convertInput(app, jsonl, "", [&](const std::string& input) -> base::Result<std::string> {
        const std::vector<int> ids = TRY(jsonIds(input, **tokenizer));
        const std::string text = engine::unicode::repaired((*tokenizer)->decode(ids));
        return jsonl ? Json(text).dump() : text;
    });
}

}  // namespace ctl
