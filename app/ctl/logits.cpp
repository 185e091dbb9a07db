// inkctl logits: the logits of given token ids as a NumPy file, for checking an installation against another
// implementation, and what the model would go on with. Needs no tokenizer.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <bit>
#include <cstdio>
#include <memory>

#include "app/ctl/command_line.h"
#include "app/installed.h"
#include "engine/run/trial.h"

namespace ctl {
namespace {

using engine::Batch;
using engine::Trial;

constexpr size_t RowsAtOnce = 64;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

base::Error cannotWrite(const std::string& path) {
    return {base::Code::Io, fmt::format("{} cannot be written: {}", path, std::strerror(errno))};
}

// Version 1.0 of the format: the header with its ten leading bytes fills a multiple of 64.
std::string npyHeader(size_t rows, size_t columns) {
    static_assert(std::endian::native == std::endian::little, "rows are written as they lie in memory");
    std::string dictionary =
        fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", rows, columns);
    dictionary.resize((dictionary.size() + 11 + 63) / 64 * 64 - 11, ' ');
    dictionary += '\n';
    std::string header = std::string("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(dictionary.size() & 0xFF);
    header += static_cast<char>(dictionary.size() >> 8);
    return header + dictionary;
}

// Logits of the part that begins at ids[at]; with `draft` those of the draft layer, which sees one token
// further.
base::Result<std::span<const float>> logitsOf(Trial& trial, std::span<const int> ids, size_t at, bool draft) {
    const auto part = ids.subspan(at, std::min(RowsAtOnce, ids.size() - at));
    const auto rows = TRY(trial.append(part, draft ? Batch::Want::Nothing : Batch::Want::All));
    if (!draft) return rows;
    const auto next = ids.subspan(at + 1, std::min(part.size(), ids.size() - at - 1));
    return next.empty() ? rows : trial.draft(next, static_cast<int>(at));
}

struct Wanted {
    std::vector<int> ids;
    bool draft = false;
    int generate = 0;
    std::string out;
    size_t rows() const { return ids.size() + static_cast<size_t>(generate) - (draft ? 1 : 0); }
};

// Returns the tokens that were generated, each the most likely one after those before it.
base::Result<std::vector<int>> writeLogits(Trial& trial, const Wanted& wanted) {
    const File file(std::fopen(wanted.out.c_str(), "wbe"));
    if (!file) return tl::unexpected(cannotWrite(wanted.out));
    const auto write = [&](const void* bytes, size_t count) {
        return std::fwrite(bytes, 1, count, file.get()) == count;
    };
    const auto vocabulary = static_cast<size_t>(trial.parts().config.vocabSize);
    const auto header = npyHeader(wanted.rows(), vocabulary);
    bool written = write(header.data(), header.size());
    std::span<const float> rows;
    for (size_t at = 0; at < wanted.ids.size() && written; at += RowsAtOnce) {
        rows = TRY(logitsOf(trial, wanted.ids, at, wanted.draft));
        written = write(rows.data(), rows.size_bytes());
    }
    std::vector<int> said;
    while (std::ssize(said) < wanted.generate && written) {
        said.push_back(engine::mostLikely(rows.last(vocabulary)));
        rows = TRY(trial.append(std::span(said).last(1), Batch::Want::Last));
        written = write(rows.data(), rows.size_bytes());
    }
    if (!written || std::fflush(file.get()) != 0) return tl::unexpected(cannotWrite(wanted.out));
    return said;
}

}  // namespace

int logitsCommand(Arguments arguments) {
    CLI::App app("Logits after each of the given token ids, as a float32 NumPy file of [tokens, vocabulary].",
                 "inkctl logits");
    std::string model;
    Wanted wanted;
    engine::LocalOptions options;
    app.add_option("--model", model, "a model folder, or a name; the starter when not given");
    addIdsOption(app, wanted.ids);
    app.add_option("--out", wanted.out, "the .npy file to write")->required();
    auto* draft = app.add_flag(
        "--draft", wanted.draft,
        "those of the layer of multi-token prediction instead: row i is about the second token after id i, "
        "given the first; one row less than ids");
    app.add_option("--generate", wanted.generate,
                   "go on with this many tokens, each the most likely one: their ids are printed, their rows "
                   "follow the others")
        ->check(CLI::Range(0, 1 << 20))
        ->excludes(draft);
    addBackendOption(app, options.device);
    addQuantizeOption(app, options);
    addThreadsOption(app, options.threads);
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto folder = app::findModel(model);
    if (!folder) return failed(app, folder.error());
    auto parts = engine::ModelParts::open(*folder, options);
    if (!parts) return failed(app, parts.error());
    auto trial = Trial::open(std::move(*parts), static_cast<int>(wanted.ids.size()) + wanted.generate,
                             RowsAtOnce, wanted.draft);
    if (!trial) return failed(app, trial.error());
    // Before the file is touched: a wrong id must not leave half of one behind.
    if (const auto known = (*trial)->check(wanted.ids); !known) return failed(app, known.error());
    const auto said = writeLogits(**trial, wanted);
    if (!said) return failed(app, said.error());
    if (wanted.generate > 0) fmt::print("[{}]\n", fmt::join(*said, ", "));
    return 0;
}

}  // namespace ctl
