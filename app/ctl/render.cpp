// inkctl render: a conversation as the exact prompt that a model would read.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "app/ctl/chat_file.h"
#include "app/ctl/command_line.h"
#include "engine/files/model_folder.h"
#include "engine/text/chat_recognition.h"
#include "engine/text/tokenizer.h"

namespace ctl {
namespace {

struct Wanted {
    std::string format;
    bool thinking = false;
    bool ids = false;
};

base::Result<std::string> render(const std::string& folder, const std::string& file, const Wanted& wanted) {
    const auto tokenizer = TRY(engine::Tokenizer::open(folder));
    const auto* format = TRY(engine::chooseChatFormat(folder, *tokenizer, wanted.format));
    const bool isFolder = std::filesystem::is_directory(folder);
    const auto hints = isFolder ? TRY(engine::ModelFolder::readHints(folder)) : engine::ModelHints{};
    const ChatFile chat = TRY(readChatFile(file));
    engine::ChatOptions options;
    options.toolPrompt = hints.compactTools ? engine::ToolPrompt::Names : engine::ToolPrompt::Full;
    options.addGenerationPrompt = chat.addGenerationPrompt;
    options.thinking = wanted.thinking;
    const auto pieces = format->render(chat.messages, chat.tools, options).pieces;
    if (!wanted.ids) return engine::promptText(pieces);
    return fmt::format("[{}]\n", fmt::join(TRY(engine::promptIds(pieces, *tokenizer)), ", "));
}

}  // namespace

int renderCommand(Arguments arguments) {
    CLI::App app(
        "The exact prompt text of a conversation, or its token ids.\n\nCHAT.json: {\"messages\": [{\"role\", "
        "\"content\", \"tool_calls\", \"tool_call_id\"}], \"tools\": [...], \"add_generation_prompt\": "
        "false} "
        "as in the chat completions API.",
        "inkctl render");
    std::string folder, file;
    Wanted wanted;
    app.add_option("--tokenizer", folder,
                   "a folder with a tokenizer (and its chat template), or a .gguf file")
        ->required();
    app.add_option("--format", wanted.format, "the chat format's name, where it is not recognised");
    app.add_flag("--thinking", wanted.thinking, "ask a model to think that thinks only when asked to");
    app.add_option("CHAT.json", file, "the conversation")->required();
    app.add_flag("--ids", wanted.ids,
                 "a JSON list of token ids, in which text from people and tools is never a control token");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    const auto prompt = render(folder, file, wanted);
    if (!prompt) return failed(app, prompt.error());
    fmt::print("{}", *prompt);
    return std::fflush(stdout) == 0 ? 0 : failed(app, {base::Code::Io, "standard output cannot be written"});
}

}  // namespace ctl
