// The models of this person: what is in the models folder, and which folder a name means. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/net/catalogue.h"
#include "engine/net/model_source.h"

namespace app {

struct InstalledModel {
    std::string name;  // of its folder
    std::filesystem::path folder;
    std::optional<engine::Unfinished> unfinished;
};

// By name. Folders that hold no model are not among them.
std::vector<InstalledModel> installedModels(const std::filesystem::path& folder);

// resources/models.toml of the source tree, or of the installation.
base::Result<std::vector<engine::CatalogueModel>> catalogue();

// A model by what a person writes: nothing or "starter", a path, one of theirs, a name of the catalogue.
// NotFound says how to get it; Invalid that it is not complete yet, and how to go on.
base::Result<std::filesystem::path> findModel(const std::string& written);

// What a person's order means: a name of the catalogue, else as parseOrder() reads it; and the folder's name.
struct Order {
    engine::ModelOrder order;
    std::string name;
};
base::Result<Order> orderOf(const std::string& written, std::optional<engine::SourceKind> source);

}  // namespace app
