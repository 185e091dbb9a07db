// What the terminal commands share: text that cannot steer the terminal, tool steps in one line, and the
// question before a file is written. One thread.
#pragma once

#include <string>
#include <string_view>

#include "agents/workspace_event.h"
#include "engine/chat/backend.h"

namespace ctl {

// Control and invisible characters made visible; newlines and tabs stay.
std::string shownText(std::string_view text);

// "  Read a file: notes.txt" when it begins, "  -> 3 lines" when it is over; on standard error.
void printStep(const agents::Step& step);

// Sends on what was printed; throws std::system_error, as fmt::print does, where standard output takes no
// more.
void flushOutput();

// Whether somebody can be asked: standard input is a terminal.
bool canAsk();
// Shows exactly what would be written, on standard error. Where nobody can be asked it is a denial.
agents::Decision askOnTerminal(const agents::Preview& preview, const std::string& place);

}  // namespace ctl
