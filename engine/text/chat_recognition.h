// Which chat format a model was made for: from its chat template's text, which is compared and never
// executed. A published template is recognised by its SHA-256; another one by marks that no other family has,
// if the vocabulary has the family's control tokens, too. Anything else is refused with the choice there is.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/text/chat_format.h"
#include "engine/text/tokenizer.h"

namespace engine {

// What a folder (chat_template.jinja, tokenizer_config.json) or a .gguf file brings; nothing when there is
// none.
base::Result<std::optional<std::string>> readChatTemplate(const std::filesystem::path& path);

// Null when it is not a known one.
const ChatFormat* recogniseChatFormat(std::string_view chatTemplate, const Tokenizer& tokenizer);

// `wanted`: a format's name, chosen by a person; empty: to be recognised. A model without a template is taken
// for DeepSeek-V3's when it has that family's control tokens. Errors: Invalid for a name that is none,
// Unsupported when nothing is recognised; both list the names. They do not name the model.
base::Result<const ChatFormat*> chooseChatFormat(const std::filesystem::path& path,
                                                 const Tokenizer& tokenizer, std::string_view wanted);

}  // namespace engine
