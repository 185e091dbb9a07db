// Names for things that are stored, and the time on the wall. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace agents {

std::string newId();        // a random UUID
int64_t nowMilliseconds();  // since 1970

}  // namespace agents
