#include "engine/run/local_backend.h"

#include "engine/run/engine.h"

namespace engine {
namespace {

class EngineBackend : public LocalBackend {
public:
    EngineBackend(const std::filesystem::path& folder, const LocalOptions& options)
        : engine_(folder, options) {}

    base::Result<std::vector<ModelCard>> models() override {
        return std::vector<ModelCard>{TRY(engine_.card())};
    }

    std::shared_ptr<Feed<ChatEvent>> start(ChatRequest request) override {
        auto feed = std::make_shared<Feed<ChatEvent>>();
        engine_.ask(std::move(request), feed);
        return feed;
    }

private:
    Engine engine_;
};

}  // namespace

std::unique_ptr<LocalBackend> LocalBackend::open(const std::filesystem::path& folder,
                                                 const LocalOptions& options) {
    return std::make_unique<EngineBackend>(folder, options);
}

}  // namespace engine
