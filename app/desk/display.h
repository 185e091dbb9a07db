// Whether there is something to draw on, and with what; Qt's own words go to our log. Called by main, in
// order.
#pragma once

#include <string>

namespace desk {

// Qt ends the program when it finds no display. This makes it say one line and exit with 2 instead.
void installMessages();
void displayFound();  // from now on a fatal message is our bug

bool hasFonts();

// "software", or "gl" where INKSTONE_RENDERER=gl asks for it and a child process could use it in time.
std::string chooseRenderer(const char* program);
int probeGl(int count, char** words);  // in that child

}  // namespace desk
