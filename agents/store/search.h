// Finding words in titles and messages. For the store's own use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agents/conversation.h"
#include "agents/store/database.h"

namespace agents {

// Conversations that contain all the words, in one message or in the title: titles first, then newest
// messages. Words of three characters and more go through the index, shorter ones (Chinese ones, too) are
// looked for.
base::Result<std::vector<Hit>> searchConversations(Database& database, std::string_view words, size_t most);

// The surroundings of the first found word, the found words between U+2068 and U+2069.
std::string snippetOf(std::string_view text, const std::vector<std::u32string>& lowerWords);

}  // namespace agents
