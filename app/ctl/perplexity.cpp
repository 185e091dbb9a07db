// inkctl perplexity: how well a model foresees a text, token by token.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/ctl/command_line.h"
#include "app/installed.h"
#include "engine/base/mapped_file.h"
#include "engine/run/trial.h"

namespace ctl {
namespace {

using engine::Batch;
using engine::Tokenizer;
using engine::Trial;

constexpr size_t RowsAtOnce = 64;

struct Score {
    int64_t tokens = 0;  // that were foreseen: all but the first of each window
    double loss = 0;     // the sum of -log p, in nats
    double mean() const { return loss / static_cast<double>(tokens); }
};

// -log of what the row gives to `token`.
double lossOf(std::span<const float> logits, int token) {
    const double top = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const float logit : logits) sum += std::exp(logit - top);
    return top + std::log(sum) - logits[static_cast<size_t>(token)];
}

base::Result<> addWindow(Trial& trial, std::span<const int> ids, Score& score) {
    const auto vocabulary = static_cast<size_t>(trial.parts().config.vocabSize);
    trial.restart();
    for (size_t at = 0; at + 1 < ids.size(); at += RowsAtOnce) {
        const size_t count = std::min(RowsAtOnce, ids.size() - 1 - at);
        const auto rows = TRY(trial.append(ids.subspan(at, count), Batch::Want::All));
        for (size_t i = 0; i < count; ++i)
            score.loss += lossOf(rows.subspan(i * vocabulary, vocabulary), ids[at + i + 1]);
        score.tokens += static_cast<int64_t>(count);
    }
    return {};
}

// The text cut into windows that do not overlap, each begun as prompts are.
base::Result<Score> measure(Trial& trial, const std::vector<int>& ids, std::optional<int> begin,
                            size_t window) {
    Score score;
    for (size_t at = 0; at < ids.size(); at += window - (begin ? 1 : 0)) {
        std::vector<int> part;
        if (begin) part.push_back(*begin);
        const size_t count = std::min(window - part.size(), ids.size() - at);
        part.insert(part.end(), ids.begin() + static_cast<std::ptrdiff_t>(at),
                    ids.begin() + static_cast<std::ptrdiff_t>(at + count));
        TRY(addWindow(trial, part, score));
    }
    if (score.tokens == 0)
        return base::failure(base::Code::Invalid, "there is too little text: two tokens at least");
    if (!std::isfinite(score.loss))
        return base::failure(base::Code::Numeric, "the model computed numbers that are not finite");
    return score;
}

base::Result<Score> scoreOf(const std::string& model, const std::string& file, int window,
                            const engine::LocalOptions& options) {
    const auto text = TRY(engine::MappedFile::open(file));
    if (text->bytes().size() > Tokenizer::MaxTextBytes)
        return base::failure(base::Code::TooLarge,
                             fmt::format("{} is larger than {} bytes", file, Tokenizer::MaxTextBytes));
    auto parts = TRY(engine::ModelParts::open(TRY(app::findModel(model)), options));
    const auto tokenizer = TRY(engine::openTokenizer(*parts));
    const auto bytes = text->bytes();
    const auto ids = tokenizer->encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, false);
    const auto trial = TRY(Trial::open(std::move(parts), window, RowsAtOnce));
    const auto begin = tokenizer->addsBeginOfSentence() ? tokenizer->beginOfSentence() : std::nullopt;
    return measure(*trial, ids, begin, static_cast<size_t>(window));
}

}  // namespace

int perplexityCommand(Arguments arguments) {
    CLI::App app(
        "Perplexity of a text: e to the mean of -log p over its tokens, read in windows that do not overlap. "
        "The first token of a window is given, all others count.",
        "inkctl perplexity");
    std::string model;
    std::string file;
    int window = 512;
    engine::LocalOptions options;
    bool json = false;
    app.add_option("file", file, "the text, UTF-8")->required();
    app.add_option("--model", model, "a model folder, or a name; the starter when not given");
    app.add_option("--window", window, "tokens of a window")->check(CLI::Range(2, 1 << 20));
    addBackendOption(app, options.device);
    addThreadsOption(app, options.threads);
    app.add_flag("--json", json, "one JSON object on one line");
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto score = scoreOf(model, file, window, options);
    if (!score) return failed(app, score.error());
    const double perplexity = std::exp(score->mean());
    if (json)
        fmt::print("{}\n", engine::Json{{"perplexity", perplexity},
                                        {"mean_loss", score->mean()},
                                        {"tokens", score->tokens},
                                        {"window", window}}
                               .dump());
    else
        fmt::print("perplexity {:.4f} over {} tokens, in windows of {}\n", perplexity, score->tokens, window);
    return 0;
}

}  // namespace ctl
