// How fast text becomes ids, on one core: the best of many runs. Usage: tokenizer_bench TOKENIZER [TEXT_FILE]
// TOKENIZER is a folder or a .gguf file; without a text, plain English is made up.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/text/tokenizer.h"
#include "tests/support/plain_english.h"

namespace {

constexpr size_t EnglishBytes = size_t{32} << 10U;  // short: one of the runs is not interrupted
constexpr int Runs = 1000;

void measure(const engine::Tokenizer& tokenizer, const char* name, const std::string& text, int runs) {
    double best = 1e9;
    size_t tokens = 0;
    for (int run = 0; run < runs; ++run) {
        const auto start = std::chrono::steady_clock::now();
        tokens = tokenizer.encode(text).size();
        best =
            std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    fmt::print("{}: {} bytes, {} tokens, {:.3f} s, {:.1f} MB/s\n", name, text.size(), tokens, best,
               static_cast<double>(text.size()) / best / 1e6);
}

}  // namespace

int main(int argc, char** argv) {
    const auto tokenizer = engine::Tokenizer::open(argc > 1 ? argv[1] : "");
    if (!tokenizer) {
        fmt::print(stderr, "{}\n", tokenizer.error().message);
        return 1;
    }
    std::string text = tests::plainEnglish(EnglishBytes);
    if (argc > 2) {
        std::ifstream file(argv[2], std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(file), {});
    }
    measure(**tokenizer, "text", text, Runs);
    measure(**tokenizer, "1 MiB of one letter", std::string(1U << 20U, 'a'), 20);
    measure(**tokenizer, "1 MiB of spaces", std::string(1U << 20U, ' '), 20);
    return 0;
}
