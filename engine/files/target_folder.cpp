#include "engine/files/target_folder.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/base/new_file.h"
#include "engine/files/config_file.h"
#include "engine/files/quantization.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* Key = "quantization_config";
constexpr const char* Method = "inkstone";
constexpr int Format = 1;

tl::unexpected<base::Error> refused(base::Code code, const fs::path& path, std::string_view why) {
    return base::failure(code, fmt::format("{}: {}", path.string(), why));
}

// Of a finished folder.
std::string keyIn(const Json& config) {
    if (!TargetFolder::isMarked(config)) return {};
    const auto source = config.at(Key).find("source");
    return source != config.at(Key).end() && source->is_string() ? source->get<std::string>() : std::string();
}

}  // namespace

Json TargetFolder::mark(const std::string& to, const std::string& key) {
    return {{"quant_method", Method},
            {"format", Format},
            {"weights", kernels::nameOf(kernels::Type::Q8_0)},
            {"experts", kernels::nameOf(expertsType(quantizationNamed(to).value_or(Quantization::Q8)))},
            {"source", key}};
}

bool TargetFolder::isMarked(const Json& config) {
    const auto found = config.find(Key);
    if (found == config.end() || !found->is_object()) return false;
    const auto method = found->find("quant_method");
    return method != found->end() && *method == Method;
}

base::Result<std::unique_ptr<TargetFolder>> TargetFolder::open(const fs::path& path,
                                                               const UnfinishedCopy& copy) {
    std::unique_ptr<TargetFolder> target(new TargetFolder);
    std::error_code error;
    fs::create_directories(path, error);
    if (error || !fs::is_directory(path, error))
        return refused(base::Code::Io, path, "is no folder and cannot be made one: choose another");
    target->path_ = fs::canonical(path, error);
    if (const auto config = readJsonFile(target->path_ / "config.json");
        config && keyIn(*config) == copy.key) {
        target->complete_ = true;
        fs::remove(target->path_ / UnfinishedCopy::FileName, error);  // of a kill right at the end
        return target;
    }
    TRY(target->begin(copy));
    return target;
}

TargetFolder::~TargetFolder() {
    if (descriptor_ >= 0) close(descriptor_);
}

base::Result<> TargetFolder::begin(const UnfinishedCopy& copy) {
    const auto there = UnfinishedCopy::read(path_);
    std::error_code error;
    if (fs::exists(path_ / "config.json", error) || (!there && !holdsOnlyNote()))
        return refused(
            base::Code::Invalid, path_,
            "is not empty, and what it holds is something else: choose another folder, or empty it");
    if (there && there->key != copy.key) {
        if (there->source == copy.source && there->to == copy.to)
            return refused(
                base::Code::Invalid, path_,
                fmt::format("was begun from an earlier state of {}, which has changed since: remove "
                            "the folder and begin anew",
                            copy.source));
        return refused(base::Code::Invalid, path_,
                       fmt::format("holds an unfinished copy of {} as {}: finish that, remove it, or choose "
                                   "another folder",
                                   there->source, there->to));
    }
    TRY(lock());
    return there ? base::Result<>{} : writeNewFile(path_ / UnfinishedCopy::FileName, copy.text());
}

// On the folder itself: its files come and go.
base::Result<> TargetFolder::lock() {
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0) return refused(base::Code::Io, path_, std::strerror(errno));
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return {};
    return refused(base::Code::Busy, path_, "another Inkstone is writing this copy: wait for it, or stop it");
}

// A note that was not whole yet when its writer was killed counts as none.
bool TargetFolder::holdsOnlyNote() const {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(path_, error)) {
        const std::string name = entry.path().filename().string();
        if (name != UnfinishedCopy::FileName && name != partialOf(UnfinishedCopy::FileName)) return false;
    }
    return !error;
}

base::Result<> TargetFolder::finish(const Json& config) {
    TRY(writeNewFile(path_ / "config.json", config.dump(2, ' ', false, Json::error_handler_t::replace)));
    std::error_code error;
    fs::remove(path_ / UnfinishedCopy::FileName, error);
    complete_ = true;
    return {};
}

}  // namespace engine
