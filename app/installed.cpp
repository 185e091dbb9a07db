#include "app/installed.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/config.h"

namespace app {
namespace {

namespace fs = std::filesystem;

bool holdsWeights(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(folder / "config.json", error)) return true;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".gguf") return true;
    return false;
}

base::Result<fs::path> notComplete(const fs::path& folder, const engine::Unfinished& unfinished) {
    return base::failure(
        base::Code::Invalid,
        fmt::format("{} is not complete yet: {} of {} are there. Go on with: inkctl models get {}",
                    folder.filename().string(), engine::sizeWords(unfinished.done),
                    engine::sizeWords(unfinished.bytes), unfinished.order));
}

base::Result<fs::path> complete(const fs::path& folder) {
    if (const auto unfinished = engine::unfinishedIn(folder)) return notComplete(folder, *unfinished);
    return folder;
}

}  // namespace

std::vector<InstalledModel> installedModels(const fs::path& folder) {
    std::vector<InstalledModel> models;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!entry.is_directory(error)) continue;
        InstalledModel model{entry.path().filename().string(), entry.path(),
                             engine::unfinishedIn(entry.path())};
        if (model.unfinished || holdsWeights(entry.path())) models.push_back(std::move(model));
    }
    std::sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return models;
}

base::Result<std::vector<engine::CatalogueModel>> catalogue() {
    return engine::readCatalogue(catalogueFile());
}

base::Result<fs::path> findModel(const std::string& written) {
    std::error_code error;
    if (written.empty() || written == "starter") return starterFolder();
    if (fs::exists(written, error)) return complete(written);
    if (written.find('/') == std::string::npos && fs::exists(modelsFolder() / written, error))
        return complete(modelsFolder() / written);
    const auto known = catalogue();
    const engine::CatalogueModel* model = known ? engine::findModel(*known, written) : nullptr;
    if (model && fs::exists(modelsFolder() / model->name, error))
        return complete(modelsFolder() / model->name);
    if (model)
        return base::failure(
            base::Code::NotFound,
            fmt::format("{} is not here yet ({} to download). Get it with: inkctl models get {}",
                        model->title, engine::sizeWords(model->downloadBytes), model->name));
    return base::failure(base::Code::NotFound,
                         fmt::format("{}: there is no such model or folder. \"inkctl models\" "
                                     "lists what is here and what can be had.",
                                     written));
}

base::Result<Order> orderOf(const std::string& written, std::optional<engine::SourceKind> source) {
    const auto known = catalogue();
    if (const engine::CatalogueModel* model = known ? engine::findModel(*known, written) : nullptr)
        return Order{TRY(engine::orderFor(*model, source)), model->name};
    engine::ModelOrder order = TRY(engine::parseOrder(written, source));
    if (const engine::CatalogueModel* model = known ? engine::findModel(*known, order.id) : nullptr;
        model && order.variant.empty() && order.revision.empty())
        return Order{TRY(engine::orderFor(*model, order.kind)), model->name};
    std::string name = engine::folderNameOf(order);
    return Order{std::move(order), std::move(name)};
}

}  // namespace app
