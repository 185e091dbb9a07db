// inkctl chat: the same conversations as in the window, in a terminal: saved, with tools and questions.
#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <iostream>

#include "agents/workspace.h"
#include "app/config.h"
#include "app/ctl/command_line.h"
#include "app/ctl/interrupts.h"
#include "app/ctl/terminal.h"
#include "app/installed.h"
#include "engine/run/local_backend.h"

namespace ctl {
namespace {

using namespace agents;

// Shows one conversation; its own thread is the one that reads lines.
class TerminalChat {
public:
    explicit TerminalChat(Workspace& workspace) : workspace_(workspace) {}

    void begin() {
        conversation_.clear();
        folder_.clear();
        workspace_.post(NewConversation{});
        pump([this] { return !conversation_.empty(); });
    }
    void ask(const std::string& line) {
        answering_ = true;
        workspace_.post(Send{conversation_, line});
        pump([this] { return !answering_; });
    }
    void attach(const std::string& path) {
        settled_ = false;
        workspace_.post(AttachFolder{conversation_, path});
        pump([this] { return settled_; });
    }
    // From the thread of the interrupts.
    void interrupt() {
        if (answering_)
            workspace_.post(Stop{conversation_});
        else
            fmt::print(stderr, "\n  (Ctrl+D ends)\n> ");
    }

private:
    template <class Until>
    void pump(Until until) {
        while (!until() && !workspace_.events().done())
            for (WorkspaceEvent& event : workspace_.events().wait())
                std::visit([this](auto& one) { take(one); }, event);
    }

    template <class Event>
    void take(Event&) {}
    void take(ConversationOpened& event) { conversation_ = event.heading.id; }
    void take(HeadingsChanged& event) {
        for (const Heading& heading : event.headings) {
            if (heading.id != conversation_) continue;
            settled_ = true;
            if (std::exchange(folder_, heading.folder) == heading.folder) continue;
            fmt::print(stderr, "  folder: {}\n", folder_.empty() ? "none" : shownText(folder_));
        }
    }
    void take(TextAppended& event) {
        if (event.reasoning) return;
        fmt::print("{}", shownText(event.text));
        lineOpen_ = !event.text.ends_with('\n');
        std::fflush(stdout);
    }
    void take(StepChanged& event) {
        endLine();
        printStep(event.step);
    }
    void take(ApprovalAsked& event) {
        workspace_.post(
            Decide{event.conversation, event.approval, askOnTerminal(event.preview, event.place), ""});
    }
    void take(AnswerEnded& event) {
        endLine();
        if (event.entry.state == AnswerState::Failed) fmt::print(stderr, "  {}\n", event.entry.error.message);
        if (event.entry.state == AnswerState::Stopped) fmt::print(stderr, "  (stopped)\n");
        answering_ = false;
    }
    void take(ModelChanged& event) {
        if (event.state == ModelChanged::State::Ready)
            fmt::print(stderr, "  model: {}\n", shownText(event.card.title));
        if (event.state == ModelChanged::State::Failed) fmt::print(stderr, "  {}\n", event.error.message);
    }
    void take(Trouble& event) {
        settled_ = true;
        if (event.solved && event.kind != Trouble::Kind::Storage) return;
        fmt::print(stderr, "  {}\n", event.solved ? "Everything is saved again." : event.error.message);
    }
    void endLine() {
        if (std::exchange(lineOpen_, false)) std::fputc('\n', stdout);
        std::fflush(stdout);
    }

    Workspace& workspace_;
    Id conversation_;
    std::string folder_;
    std::atomic<bool> answering_ = false;
    bool settled_ = false;
    bool lineOpen_ = false;
};

constexpr const char* Help =
    "  /folder PATH  attach a folder (without a path: detach)\n"
    "  /new          begin another conversation\n"
    "  /quit         end; so does Ctrl+D. Ctrl+C stops an answer.\n";

// False to end.
bool obey(TerminalChat& chat, const std::string& line) {
    if (line == "/quit" || line == "/exit") return false;
    if (line == "/new") {
        chat.begin();
    } else if (line == "/help") {
        fmt::print(stderr, "{}", Help);
    } else if (line == "/folder" || line.starts_with("/folder ")) {
        chat.attach(line.size() > 8 ? line.substr(8) : "");
    } else if (line.find_first_not_of(" \t") != std::string::npos) {
        chat.ask(line);
    }
    return true;
}

int talk(const CLI::App& app, WorkspaceOptions options) {
    std::atomic<TerminalChat*> shown = nullptr;
    const Interrupts interrupts([&] {
        if (TerminalChat* chat = shown) chat->interrupt();
    });
    auto workspace = Workspace::open(std::move(options));
    if (!workspace) return failed(app, workspace.error());
    TerminalChat chat(**workspace);
    chat.begin();
    shown = &chat;
    fmt::print(stderr, "Inkstone. Ask something; /help shows what else there is.\n");
    const bool prompt = isatty(STDIN_FILENO);
    std::string line;
    do {
        if (prompt) fmt::print(stderr, "> ");
    } while (std::getline(std::cin, line) && obey(chat, line));
    shown = nullptr;
    return 0;
}

}  // namespace

int chatCommand(Arguments arguments) {
    CLI::App app("A conversation in the terminal, kept with those of the window.", "inkctl chat");
    std::string model, data = app::dataFolder();
    engine::LocalOptions local;
    WorkspaceOptions options;
    app.add_option("--model", model,
                   "a model folder, or a name (inkctl models lists them); the starter when not given");
    app.add_option("--data", data, "where conversations are kept");
    app.add_option("--temperature", options.temperature, "0 = always the likeliest token")
        ->check(CLI::Range(0.0F, 2.0F));
    app.add_flag("--thinking", options.thinking, "ask a model to think that thinks only when asked to");
    app.add_option("--chat-format", options.chatFormat,
                   "for a model whose own is not recognised; a wrong name lists those there are");
    addBackendOption(app, local.device);
    addQuantizeOption(app, local);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;
    options.database = std::filesystem::path(data) / "inkstone.db";
    const auto folder = app::findModel(model);
    if (!folder) return failed(app, folder.error());
    options.modelFolder = *folder;
    options.backend = [local](const std::filesystem::path& model,
                              const std::string& chatFormat) -> std::shared_ptr<engine::ChatBackend> {
        engine::LocalOptions wanted = local;
        wanted.chatFormat = chatFormat;
        return engine::LocalBackend::open(model, wanted);
    };
    return talk(app, std::move(options));
}

}  // namespace ctl
