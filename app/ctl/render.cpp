// inkctl render: a conversation as the exact prompt that a model would read.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <cstdio>

#include "app/ctl/chat_file.h"
#include "app/ctl/command_line.h"
#include "engine/files/model_folder.h"
#include "engine/text/chat_format.h"
#include "engine/text/tokenizer.h"

namespace ctl {
namespace {

base::Result<std::string> render(const std::string& folder, const std::string& file, bool ids) {
    const auto tokenizer = TRY(engine::Tokenizer::open(folder));
    const auto hints = TRY(engine::ModelFolder::readHints(folder));
    const ChatFile chat = TRY(readChatFile(file));
    engine::ChatOptions options;
    options.toolPrompt = hints.compactTools ? engine::ToolPrompt::Names : engine::ToolPrompt::Full;
    options.addGenerationPrompt = chat.addGenerationPrompt;
    const auto pieces = engine::renderChat(chat.messages, chat.tools, options);
    if (!ids) return engine::promptText(pieces);
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
    bool ids = false;
    app.add_option("--tokenizer", folder, "a folder with tokenizer.json (and tokenizer_config.json)")
        ->required();
    app.add_option("CHAT.json", file, "the conversation")->required();
    app.add_flag("--ids", ids,
                 "a JSON list of token ids, in which text from people and tools is never a control token");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    const auto prompt = render(folder, file, ids);
    if (!prompt) return failed(app, prompt.error());
    fmt::print("{}", *prompt);
    return std::fflush(stdout) == 0 ? 0 : failed(app, {base::Code::Io, "standard output cannot be written"});
}

}  // namespace ctl
