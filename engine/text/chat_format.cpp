#include "engine/text/chat_format.h"

#include "engine/text/chatml_format.h"
#include "engine/text/deepseek_format.h"
#include "engine/text/deepseek_v2_format.h"
#include "engine/text/deepseek_v31_format.h"
#include "engine/text/gigachat_format.h"
#include "engine/text/glm_format.h"
#include "engine/text/kimi_format.h"
#include "engine/text/llama_format.h"

namespace engine {

std::span<const ChatFormat* const> chatFormats() {
    static const std::vector<const ChatFormat*> all = [] {
        std::vector<const ChatFormat*> formats;
        for (const auto family : {deepseekFormats(), deepseekV31Formats(), deepseekV2Formats(), kimiFormats(),
                                  chatmlFormats(), llamaFormats(), glmFormats(), gigachatFormats()})
            formats.insert(formats.end(), family.begin(), family.end());
        return formats;
    }();
    return all;
}

const ChatFormat* chatFormatNamed(std::string_view name) {
    for (const ChatFormat* format : chatFormats())
        if (format->name() == name) return format;
    return nullptr;
}

}  // namespace engine
