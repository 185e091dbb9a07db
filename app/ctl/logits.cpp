// inkctl logits: the logits of given token ids as a NumPy file, for checking an installation against another
// implementation. Needs no tokenizer.
#include <fmt/core.h>

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

base::Result<> writeLogits(Trial& trial, const std::vector<int>& ids, bool draft, const std::string& path) {
    const File file(std::fopen(path.c_str(), "wbe"));
    if (!file) return tl::unexpected(cannotWrite(path));
    const auto write = [&](const void* bytes, size_t count) {
        return std::fwrite(bytes, 1, count, file.get()) == count;
    };
    const auto header =
        npyHeader(ids.size() - (draft ? 1 : 0), static_cast<size_t>(trial.parts().config.vocabSize));
    bool written = write(header.data(), header.size());
    for (size_t at = 0; at < ids.size() && written; at += RowsAtOnce) {
        const auto rows = TRY(logitsOf(trial, ids, at, draft));
        written = write(rows.data(), rows.size_bytes());
    }
    if (!written || std::fflush(file.get()) != 0) return tl::unexpected(cannotWrite(path));
    return {};
}

}  // namespace

int logitsCommand(Arguments arguments) {
    CLI::App app("Logits after each of the given token ids, as a float32 NumPy file of [tokens, vocabulary].",
                 "inkctl logits");
    std::string model;
    std::string out;
    std::vector<int> ids;
    bool draft = false;
    engine::LocalOptions options;
    app.add_option("--model", model, "a model folder, or a name; the starter when not given");
    app.add_option("--ids", ids, "token ids, as 1,2,3")->required()->delimiter(',');
    app.add_option("--out", out, "the .npy file to write")->required();
    app.add_flag(
        "--draft", draft,
        "those of the layer of multi-token prediction instead: row i is about the second token after id i, "
        "given the first; one row less than ids");
    app.add_option("--backend", options.device, "reference (slow and exact) or cpu")
        ->check(CLI::IsMember({"reference", "cpu"}));
    addQuantizeOption(app, options);
    app.add_option("--threads", options.threads, "0 = as many as there are cores")
        ->check(CLI::Range(0, 1024));
    if (const auto code = stopAfterParsing(app, std::move(arguments))) return *code;

    const auto folder = app::findModel(model);
    if (!folder) return failed(app, folder.error());
    auto parts = engine::ModelParts::open(*folder, options);
    if (!parts) return failed(app, parts.error());
    auto trial = Trial::open(std::move(*parts), static_cast<int>(ids.size()), RowsAtOnce, draft);
    if (!trial) return failed(app, trial.error());
    // Before the file is touched: a wrong id must not leave half of one behind.
    if (const auto known = (*trial)->check(ids); !known) return failed(app, known.error());
    if (const auto written = writeLogits(**trial, ids, draft, out); !written)
        return failed(app, written.error());
    return 0;
}

}  // namespace ctl
