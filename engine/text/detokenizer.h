// Bytes of tokens, as they come, to text that can be shown: whole UTF-8 characters only, because a token may
// end in the middle of one. What can never become a character is U+FFFD. One reply, one thread.
#pragma once

#include <string>
#include <string_view>

namespace engine {

class Detokenizer {
public:
    // The characters that `bytes` complete.
    std::string feed(std::string_view bytes);
    // Nothing more comes: a begun character, if any, as U+FFFD. Ready for the next text.
    std::string finish();

private:
    std::string pending_;  // at most 3 bytes between calls
};

}  // namespace engine
