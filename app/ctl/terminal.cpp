#include "app/ctl/terminal.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

#include "agents/utf8.h"

namespace ctl {
namespace {

using agents::Decision;
using agents::Step;

void printLines(std::string_view text, std::string_view mark) {
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        fmt::print(stderr, "  {} {}\n", mark, shownText(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace

std::string shownText(std::string_view text) {
    std::string shown;
    for (size_t at = 0; at < text.size();) {
        const char32_t character = agents::decodeCharacter(text, at);
        if (agents::isInvisible(character) && character != U'\n' && character != U'\t')
            shown += fmt::format("[U+{:04X}]", static_cast<uint32_t>(character));
        else
            agents::encodeCharacter(character, shown);
    }
    return shown;
}

void printStep(const Step& step) {
    switch (step.state) {
        case Step::State::Running: fmt::print(stderr, "  {}: {}\n", step.verb, shownText(step.detail)); break;
        case Step::State::Waiting: break;  // the question says it
        default: fmt::print(stderr, "  -> {}\n", shownText(step.summary));
    }
}

void flushOutput() {
    if (std::fflush(stdout) != 0) throw std::system_error(errno, std::generic_category());
}

bool canAsk() {
    return isatty(STDIN_FILENO) == 1;
}

Decision askOnTerminal(const agents::Preview& preview, const std::string& place) {
    if (!canAsk()) return Decision::Deny;
    fmt::print(stderr, "\n  {}: {}{} in {}\n", preview.verb, shownText(preview.object),
               preview.existing ? "" : " (new)", shownText(place));
    const bool added = preview.after.starts_with(preview.before);
    if (!added) printLines(preview.before, "-");
    printLines(added ? std::string_view(preview.after).substr(preview.before.size()) : preview.after, "+");
    fmt::print(stderr, "  [a] allow once  [f] allow in this folder for this conversation  [d] deny: ");
    std::string line;
    if (!std::getline(std::cin, line) || line.empty()) return Decision::Deny;
    const char key = static_cast<char>(agents::lowerCase(static_cast<char32_t>(line[0])));
    return key == 'a' ? Decision::AllowOnce : key == 'f' ? Decision::AllowFolder : Decision::Deny;
}

}  // namespace ctl
