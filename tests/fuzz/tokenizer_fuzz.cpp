// A tokenizer in any of its three kinds of files, told apart by how they begin: "GGUF", "{" (tokenizer.json),
// else tiktoken's ranks. What it opens turns text into ids and back.
#include "engine/text/tokenizer.h"

#include "tests/fuzz/fuzz_input.h"

namespace {

// Moonlight's control tokens: the ranks' file has none itself.
constexpr const char* TiktokenConfig =
    R"({"added_tokens_decoder":{"900":{"content":"[BOS]","special":true},"901":{"content":"<|im_middle|>",)"
    R"("special":true},"902":{"content":"<|im_end|>","special":true}},"bos_token":"[BOS]","eos_token":"[EOS]"})";

std::filesystem::path layOut(std::string_view input) {
    const tests::TemporaryFolder& folder = tests::fuzzFolder();
    if (input.starts_with("GGUF")) {
        folder.write("gguf/model.gguf", std::string(input));
        return folder / "gguf";
    }
    if (input.starts_with('{')) {
        folder.write("json/tokenizer.json", std::string(input));
        return folder / "json";
    }
    folder.write("ranks/tiktoken.model", std::string(input));
    folder.write("ranks/tokenizer_config.json", TiktokenConfig);
    return folder / "ranks";
}

std::string backAndForth(const engine::Tokenizer& tokenizer, std::string_view text, bool controls) {
    const auto ids = tokenizer.encode(text, controls);
    for (const int id : ids)
        if (id < 0 || id >= tokenizer.vocabularySize()) __builtin_trap();
    return tokenizer.decode(ids);
}

// Has a token for each byte and changes nothing: then every text must come back. (Other tokenizers drop what
// they have no token for, or put a space before the text, and may.)
bool isByteForByte(const engine::Tokenizer& tokenizer) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string one(1, static_cast<char>(byte));
        if (backAndForth(tokenizer, one, false) != one) return false;
    }
    const std::string spaces = "\u2581 a  b\u2581\n ";
    return backAndForth(tokenizer, spaces, false) == spaces;
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view input = tests::textOf(data, size);
    const auto tokenizer = engine::Tokenizer::open(layOut(input));
    if (!tokenizer) return 0;
    const bool exact = isByteForByte(**tokenizer);
    // The file's own beginning and end are the strangest text at hand, and its tokens occur in it.
    const std::string texts[] = {
        "The year 1984, it's  \r\n\n\t 12345.6\u00E9 \u0E01\u4E2D\u6587\u3042 \U0001F469\u200D\U0001F4BB "
        "<|im_end|>\xFF\xC0 ",
        std::string(input.substr(0, 300)),
        std::string(input.substr(input.size() - std::min<size_t>(300, input.size()))),
        std::string(2000, 'a')};
    for (const std::string& text : texts) {
        if (backAndForth(**tokenizer, text, false) != text && exact) __builtin_trap();
        backAndForth(**tokenizer, text, true);
    }
    for (int id = -1; id <= std::min((*tokenizer)->vocabularySize(), 2000); ++id)
        (void)(*tokenizer)->bytes(id);
    return 0;
}
