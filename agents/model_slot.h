// The model that answers: loaded in the background, one at a time; a newer request replaces an older one.
// Owned by the workspace's thread; `tell` is called from the loading thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "agents/workspace.h"

namespace agents {

class ModelSlot {
public:
    struct Loaded {
        uint64_t request = 0;
        std::shared_ptr<engine::ChatBackend> backend;
        base::Result<engine::ModelCard> card;
    };
    using Tell = std::function<void(Loaded)>;
    enum class State { Loading, Ready, Failed };

    ModelSlot(BackendFactory factory, Tell tell) : factory_(std::move(factory)), tell_(std::move(tell)) {}

    // Returns at once; what came of it is told, then settled.
    void load(const std::filesystem::path& folder, const std::string& chatFormat);
    // False when it answers an older request: forget it.
    bool settle(Loaded loaded);

    State state() const { return state_; }
    const engine::ModelCard& card() const { return card_; }
    const base::Error& error() const { return error_; }
    const std::shared_ptr<engine::ChatBackend>& backend() const { return backend_; }

private:
    BackendFactory factory_;
    Tell tell_;
    State state_ = State::Failed;
    engine::ModelCard card_;
    base::Error error_{base::Code::NotFound, "No model is loaded. Choose one in the model menu."};
    std::shared_ptr<engine::ChatBackend> backend_;
    uint64_t request_ = 0;
    std::vector<std::jthread> threads_;  // last; an old load cannot be interrupted, only ignored
};

}  // namespace agents
