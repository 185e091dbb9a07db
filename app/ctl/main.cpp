// inkctl: everything below the window, from the command line.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <system_error>

#include "app/ctl/commands.h"

namespace {

struct Command {
    std::string_view name;
    int (*run)(ctl::Arguments);
    std::string_view help;
};

constexpr Command Commands[] = {
    {"ask", ctl::askCommand, "answer one question, with tools"},
    {"chat", ctl::chatCommand, "talk in the terminal"},
    {"models", ctl::modelsCommand, "what can be had and what is here; \"models get NAME\" gets one"},
    {"quantize", ctl::quantizeCommand, "a smaller copy of a model, at 8 or 4 bit a number"},
    {"bench", ctl::benchCommand, "tokens per second, and the share of the memory bandwidth"},
    {"eval", ctl::evalCommand, "try the starter model on questions it never saw"},
    {"logits", ctl::logitsCommand, "logits for token ids, as a NumPy file"},
    {"perplexity", ctl::perplexityCommand, "how well a model foresees a text"},
    {"tokenize", ctl::tokenizeCommand, "text to token ids"},
    {"detokenize", ctl::detokenizeCommand, "token ids to text"},
    {"render", ctl::renderCommand, "the exact prompt of a conversation"},
};

void printUsage(std::FILE* out) {
    std::fputs("usage: inkctl COMMAND [options]    (inkctl COMMAND --help tells more)\n\n", out);
    for (const Command& command : Commands)
        std::fprintf(out, "  %-11.*s %.*s\n", static_cast<int>(command.name.size()), command.name.data(),
                     static_cast<int>(command.help.size()), command.help.data());
}

// Standard output that takes no more (its reader went away, the disk is full) ends a command in words.
int run(const Command& command, ctl::Arguments arguments) {
    std::string why;
    try {
        const int code = command.run(std::move(arguments));
        if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
        why = std::strerror(errno);
    } catch (const std::system_error& error) {  // so fmt::print tells it
        why = error.code().message();
    }
    std::fprintf(stderr, "inkctl %s: standard output cannot be written: %s\n", command.name.data(),
                 why.c_str());
    return 1;
}

}  // namespace

int main(int count, char** values) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is a write error: run()
    const std::string_view name = count > 1 ? values[1] : "";
    if (name == "--help" || name == "-h" || name == "help") {
        printUsage(stdout);
        return 0;
    }
    for (const Command& command : Commands)
        if (command.name == name) return run(command, ctl::Arguments(values + 2, values + count));
    if (!name.empty()) std::fprintf(stderr, "inkctl: there is no command \"%s\"\n", values[1]);
    printUsage(stderr);
    return 2;
}
