#include "engine/files/model_folder.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <system_error>

#include "engine/files/config_file.h"
#include "engine/files/gguf_files.h"
#include "engine/files/unfinished_copy.h"
#include "kernels/base/log.h"

namespace engine {
namespace {

namespace fs = std::filesystem;
constexpr size_t MaxIndexBytes = 64U << 20U;
constexpr size_t MaxShards = 10'000;

base::Error bad(const fs::path& path, std::string_view why) {
    return {base::Code::BadModel, fmt::format("{}: {}", path.string(), why)};
}

base::Error notAFolder(const fs::path& path) {
    const std::string name = path.string();
    if (path.extension() == ".safetensors" || path.filename() == "config.json")
        return {base::Code::Invalid, fmt::format("{}: is a file: choose the folder it lies in", name)};
    return {
        base::Code::Invalid,
        fmt::format(
            "{}: is a file: a model is a folder with config.json, tokenizer.json and .safetensors files, or "
            "a .gguf file",
            name)};
}

// Names of the folder's entries that end in `extension`, sorted.
std::vector<std::string> filesEndingIn(const fs::path& folder, std::string_view extension) {
    std::vector<std::string> names;
    std::error_code failed;
    for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
         entry.increment(failed))
        if (entry->path().extension() == extension) names.push_back(entry->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// "model-00002-of-00003.safetensors": without an index the names say how many there must be.
std::optional<std::string> missingShard(const std::vector<std::string>& names) {
    const std::string& first = names.front();
    const size_t of = first.rfind("-of-");
    const std::string_view ending = ".safetensors";
    if (of == std::string::npos || of < 5 || first.size() < of + 4 + ending.size()) return {};
    const std::string total = first.substr(of + 4, first.size() - of - 4 - ending.size());
    if (total.size() != 5 || total.find_first_not_of("0123456789") != std::string::npos) return {};
    int count = 0;
    std::from_chars(total.data(), total.data() + total.size(), count);  // five digits
    for (int i = 1; i <= count; ++i) {
        const std::string wanted = fmt::format("{}{:05}-of-{}{}", first.substr(0, of - 5), i, total, ending);
        if (!std::binary_search(names.begin(), names.end(), wanted)) return wanted;
    }
    return {};
}

// No safetensors, but GGUF; a config.json beside it says nothing that the file does not say itself.
bool onlyGguf(const fs::path& folder) {
    std::error_code failed;
    return !filesEndingIn(folder, ".gguf").empty() && filesEndingIn(folder, ".safetensors").empty() &&
           !fs::exists(folder / "model.safetensors.index.json", failed);
}

// What the file calls itself, when that can be shown as it is.
std::string titleOf(const Gguf& file) {
    constexpr size_t MaxTitle = 120;
    const std::string_view name = file.metadata().text("general.name").value_or("");
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    return plain && name.size() <= MaxTitle ? std::string(name) : std::string();
}

// An absent optional file is an empty object.
base::Result<Json> optionalJson(const fs::path& path) {
    auto json = readJsonFile(path);
    if (!json && json.error().code == base::Code::NotFound) return Json::object();
    return json;
}

}  // namespace

base::Result<std::unique_ptr<ModelFolder>> ModelFolder::open(const fs::path& path) {
    std::error_code failed;
    const fs::path canonical = fs::canonical(path, failed);
    if (failed)
        return base::failure(failed == std::errc::permission_denied ? base::Code::Io : base::Code::NotFound,
                             fmt::format("{}: there is no model folder here: check the path", path.string()));
    std::unique_ptr<ModelFolder> result(new ModelFolder);
    result->path_ = canonical;
    if (!fs::is_directory(canonical, failed)) {
        if (path.extension() != ".gguf") return tl::unexpected(notAFolder(path));
        // The name counts, also where it is a link: the other files of a split model are found by it.
        TRY(result->openGguf(fs::canonical(path.parent_path().empty() ? "." : path.parent_path(), failed) /
                             path.filename()));
    } else if (onlyGguf(canonical)) {
        TRY(result->openGguf(TRY(ggufIn(canonical))));
        result->hints_ = TRY(readHints(canonical));
    } else {
        TRY(result->openConfigs());
        TRY(result->openWeights());
    }
    TRY(result->list());
    return result;
}

base::Result<ModelHints> ModelFolder::readHints(const fs::path& folder) {
    const fs::path path = folder / "inkstone.json";
    const std::string name = path.string();
    const Json json = TRY(optionalJson(path));
    const ConfigObject object(json, name);
    ModelHints hints;
    hints.title = TRY(object.text("title", ""));
    hints.compactTools = TRY(object.boolean("compact_tools", false));
    return hints;
}

base::Result<> ModelFolder::openConfigs() {
    auto config = readJsonFile(path_ / "config.json");
    if (!config && config.error().code == base::Code::NotFound) {
        if (const auto copy = UnfinishedCopy::read(path_)) return tl::unexpected(copy->refusal(path_));
        return tl::unexpected(bad(path_,
                                  "config.json is missing: choose the folder that holds config.json, "
                                  "tokenizer.json and .safetensors files"));
    }
    config_ = TRY(std::move(config));
    generationConfig_ = TRY(optionalJson(path_ / "generation_config.json"));
    hints_ = TRY(readHints(path_));
    return {};
}

base::Result<> ModelFolder::openWeights() {
    const fs::path index = path_ / "model.safetensors.index.json";
    std::error_code failed;
    const auto names = filesEndingIn(path_, ".safetensors");
    if (fs::exists(fs::symlink_status(index, failed))) {
        TRY(openIndex(index));
    } else if (std::binary_search(names.begin(), names.end(), "model.safetensors")) {
        TRY(openShard("model.safetensors"));
    } else if (names.empty()) {
        return tl::unexpected(
            bad(path_,
                "no .safetensors file: the weights are missing (.bin and .pt files are never "
                "read, because they can run code)"));
    } else {
        if (const auto missing = missingShard(names))
            return tl::unexpected(bad(path_, fmt::format("{} is missing: copy or download it", *missing)));
        for (const std::string& name : names) TRY(openShard(name));
    }
    return {};
}

base::Result<> ModelFolder::openGguf(const fs::path& file) {
    gguf_ = TRY(GgufModel::open(file));
    path_ = file;
    config_ = gguf_->config();
    for (const TensorInfo& tensor : gguf_->tensors())
        if (!byName_.try_emplace(tensor.name, &tensor).second)
            return tl::unexpected(bad(file, fmt::format("tensor \"{}\" is there twice", tensor.name)));
    return {};
}

base::Result<> ModelFolder::list() {
    if (hints_.title.empty() && gguf_) hints_.title = titleOf(gguf_->first());
    for (const auto& [name, tensor] : byName_) {
        tensors_.push_back(tensor);
        totalBytes_ += static_cast<int64_t>(tensor->data.size());
        totalElements_ += tensor->elements();
    }
    std::sort(tensors_.begin(), tensors_.end(), [](auto* a, auto* b) { return a->name < b->name; });
    return {};
}

base::Result<> ModelFolder::openIndex(const fs::path& index) {
    const Json json = TRY(readJsonFile(index, MaxIndexBytes));
    const std::string file = index.string();
    const Json* weightMap = TRY(ConfigObject(json, file).object("weight_map"));
    if (!weightMap || weightMap->empty())
        return tl::unexpected(bad(index, "\"weight_map\" is missing or empty"));
    std::set<std::string> shards;
    for (const auto& [name, shard] : weightMap->items()) {
        if (!shard.is_string())
            return tl::unexpected(bad(index, fmt::format("tensor \"{}\": its file is not a text", name)));
        shards.insert(shard.get<std::string>());
        if (shards.size() > MaxShards)
            return tl::unexpected(bad(index, fmt::format("more than {} files", MaxShards)));
    }
    for (const std::string& shard : shards) {
        auto opened = openShard(shard);
        if (!opened) return tl::unexpected(std::move(opened).error().within(index.string()));
    }
    return checkNamed(*weightMap);
}

// Only a plain name is opened, and only when it does not lead out of the folder.
base::Result<> ModelFolder::openShard(const std::string& file) {
    const bool plain = !file.empty() && file != "." && file != ".." && file.size() <= 255 &&
                       file.find('/') == std::string::npos && file.find('\0') == std::string::npos;
    if (!plain)
        return base::failure(
            base::Code::BadModel,
            fmt::format("\"{}\" is not the plain name of a file in the same folder: refused", file));
    std::error_code failed;
    const fs::path path = path_ / file;
    if (!fs::exists(fs::symlink_status(path, failed)))
        return tl::unexpected(bad(path, "is missing: copy or download it"));
    const fs::path target = fs::canonical(path, failed);
    if (failed) return tl::unexpected(bad(path, "is a link that leads nowhere"));
    if (target.parent_path() != path_)
        return tl::unexpected(bad(path, "is a link that leaves the folder: put the file itself there"));
    auto opened = Safetensors::open(target);
    if (!opened && opened.error().code == base::Code::Invalid) opened.error().code = base::Code::BadModel;
    auto shard = TRY(std::move(opened));
    for (const TensorInfo& tensor : shard->tensors()) {
        const auto [found, fresh] = byName_.try_emplace(tensor.name, &tensor);
        if (!fresh)
            return tl::unexpected(
                bad(path, fmt::format("tensor \"{}\" is in another file, too", tensor.name)));
    }
    shards_.push_back(std::move(shard));
    return {};
}

base::Result<> ModelFolder::checkNamed(const Json& weightMap) const {
    std::unordered_map<const TensorInfo*, const Safetensors*> home;
    for (const auto& shard : shards_)
        for (const TensorInfo& tensor : shard->tensors()) home.emplace(&tensor, shard.get());
    // A link inside the folder has another name than its file. Asked once per file, not once per tensor.
    std::unordered_map<std::string, fs::path> targets;
    for (const auto& [name, file] : weightMap.items()) {
        const auto [target, fresh] = targets.try_emplace(file.get_ref<const std::string&>());
        std::error_code failed;
        if (fresh) target->second = fs::canonical(path_ / target->first, failed);
        const TensorInfo* tensor = find(name);
        if (!tensor || home.at(tensor)->path() != target->second)
            return tl::unexpected(
                bad(path_ / target->first,
                    fmt::format("tensor \"{}\" should be here, but is not: the index belongs to other "
                                "files",
                                name)));
    }
    if (weightMap.size() < byName_.size())
        base::log::warn("engine", "{}: {} tensors are not in the index", path_.string(),
                        byName_.size() - weightMap.size());
    return {};
}

const TensorInfo* ModelFolder::find(std::string_view name) const {
    const auto found = byName_.find(name);
    return found == byName_.end() ? nullptr : found->second;
}

base::Result<TensorInfo> ModelFolder::tensor(std::string_view name) const {
    if (const TensorInfo* found = find(name)) return *found;
    return tl::unexpected(
        bad(path_, fmt::format("tensor \"{}\" is missing: the weights do not belong to this "
                               "config.json, or are not complete",
                               name)));
}

bool ModelFolder::lost() const {
    return (gguf_ && gguf_->lost()) ||
           std::any_of(shards_.begin(), shards_.end(), [](const auto& shard) { return shard->lost(); });
}

base::Error ModelFolder::changed() const {
    return {base::Code::BadModel,
            path_.string() + ": the model's files changed while it was in use; load it again"};
}

bool ModelFolder::unchanged() const {
    if (gguf_ && !gguf_->unchanged()) return false;
    return std::all_of(shards_.begin(), shards_.end(), [](const auto& shard) { return shard->unchanged(); });
}

}  // namespace engine
