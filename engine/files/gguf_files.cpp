#include "engine/files/gguf_files.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>

namespace engine {
namespace {

namespace fs = std::filesystem;
using base::Code;

constexpr int64_t MaxFiles = 10'000;
constexpr std::string_view Ending = ".gguf";

tl::unexpected<base::Error> bad(const fs::path& path, std::string_view why) {
    return base::failure(Code::BadModel, fmt::format("{}: {}", path.string(), why));
}

std::string splitFile(const std::string& prefix, int64_t number, int64_t count) {
    return fmt::format("{}-{:05}-of-{:05}{}", prefix, number, count, Ending);
}

// Five digits, or 0.
int fiveDigits(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return text.size() == 5 && error == std::errc() && end == text.data() + 5 && number > 0 ? number : 0;
}

// How many files the model has; a file that does not say is the only one.
base::Result<int64_t> splitCount(const Gguf& file) {
    const std::string_view key = "split.count";
    if (!file.metadata().has(key)) return 1;
    const auto count = file.metadata().integer(key);
    if (!count || *count < 0 || *count > MaxFiles)
        return bad(file.path(), fmt::format("\"{}\" is not a number of files up to {}", key, MaxFiles));
    return std::max<int64_t>(*count, 1);
}

base::Result<> checkPart(const Gguf& file, int64_t number, int64_t count) {
    if (TRY(splitCount(file)) != count)
        return bad(file.path(),
                   fmt::format("does not say that it is one of {} files: they are not of one model", count));
    if (file.metadata().integer("split.no").value_or(-1) != number)
        return bad(file.path(), fmt::format("says that it is another part than {} of {}: was it renamed?",
                                            number + 1, count));
    return {};
}

base::Result<> checkTogether(const std::vector<std::unique_ptr<Gguf>>& files) {
    std::set<std::string_view> names;
    for (const auto& file : files)
        for (const TensorInfo& tensor : file->tensors())
            if (!names.insert(tensor.name).second)
                return bad(file->path(), fmt::format("tensor \"{}\" is in another file, too", tensor.name));
    const auto wanted = files.front()->metadata().integer("split.tensors.count");
    if (!wanted || *wanted == static_cast<int64_t>(names.size())) return {};
    return bad(files.front()->path(),
               fmt::format("{} tensors are in the files, but there should be {}: copy or "
                           "download them again",
                           names.size(), *wanted));
}

}  // namespace

SplitName splitName(std::string_view file) {
    const size_t tail = std::string_view("-00001-of-00001").size() + Ending.size();
    if (file.size() <= tail || !file.ends_with(Ending)) return {};
    const std::string_view part = file.substr(file.size() - tail);
    const SplitName name{std::string(file.substr(0, file.size() - tail)), fiveDigits(part.substr(1, 5)),
                         fiveDigits(part.substr(10, 5))};
    const bool sound =
        part[0] == '-' && part.substr(6, 4) == "-of-" && name.number > 0 && name.number <= name.count;
    return sound ? name : SplitName();
}

base::Result<std::vector<std::unique_ptr<Gguf>>> openGgufFiles(const fs::path& path) {
    std::vector<std::unique_ptr<Gguf>> files;
    auto first = TRY(Gguf::open(path));
    const int64_t count = TRY(splitCount(*first));
    if (count == 1) {
        files.push_back(std::move(first));
        return files;
    }
    const SplitName name = splitName(path.filename().string());
    if (name.prefix.empty() || name.count != count)
        return bad(path,
                   fmt::format("is one of {} files, which must be called NAME-00001-of-{:05}.gguf and so on: "
                               "give them their names back",
                               count, count));
    for (int64_t i = 0; i < count; ++i) {
        const fs::path part = path.parent_path() / splitFile(name.prefix, i + 1, count);
        auto opened = Gguf::open(part);
        if (!opened && opened.error().code == Code::NotFound)
            return bad(part, "is missing: copy or download it");
        files.push_back(TRY(std::move(opened)));
        TRY(checkPart(*files.back(), i, count));
    }
    TRY(checkTogether(files));
    return files;
}

base::Result<fs::path> ggufIn(const fs::path& folder) {
    std::set<std::string> models;  // first files
    std::error_code failed;
    for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
         entry.increment(failed)) {
        const std::string file = entry->path().filename().string();
        if (!file.ends_with(Ending) || file.starts_with("mmproj")) continue;  // eyes and ears of other models
        const SplitName split = splitName(file);
        models.insert(split.prefix.empty() ? file : splitFile(split.prefix, 1, split.count));
    }
    if (models.empty())
        return base::failure(Code::NotFound, fmt::format("{}: no .gguf file", folder.string()));
    if (models.size() > 1)
        return base::failure(Code::Invalid,
                             fmt::format("{}: holds several models, \"{}\" and \"{}\" among them: "
                                         "choose the file",
                                         folder.string(), *models.begin(), *models.rbegin()));
    return folder / *models.begin();
}

}  // namespace engine
