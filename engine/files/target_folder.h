// The folder that a quantised model is written to: begun, gone on with after a kill, finished. Holds a lock
// on it, so that two programs never write the same one. One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/json.h"
#include "engine/files/unfinished_copy.h"

namespace engine {

class TargetFolder {
public:
    // Makes the folder where there is none. Invalid: it holds something else, or a copy of another state of
    // the source; Busy: another Inkstone is writing to it; Io: it cannot be made.
    static base::Result<std::unique_ptr<TargetFolder>> open(const std::filesystem::path& path,
                                                            const UnfinishedCopy& copy);
    ~TargetFolder();
    TargetFolder(const TargetFolder&) = delete;
    TargetFolder& operator=(const TargetFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    bool complete() const { return complete_; }  // the same was finished earlier: nothing is to be done
    // The last step: only now the folder is a model.
    base::Result<> finish(const Json& config);

    // What config.json says of itself in "quantization_config", when it is ours.
    static Json mark(const std::string& to, const std::string& key);
    static bool isMarked(const Json& config);

private:
    TargetFolder() = default;
    base::Result<> lock();
    base::Result<> begin(const UnfinishedCopy& copy);
    bool holdsOnlyNote() const;

    std::filesystem::path path_;
    bool complete_ = false;
    int descriptor_ = -1;  // of the folder, with the lock
};

}  // namespace engine
