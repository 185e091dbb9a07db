#include "agents/model_library.h"

namespace agents {

bool join(LibraryEvent& last, const LibraryEvent& event) {
    auto* before = std::get_if<LibraryProgress>(&last);
    const auto* now = std::get_if<LibraryProgress>(&event);
    if (!before || !now || before->name != now->name) return false;
    *before = *now;
    return true;
}

}  // namespace agents
