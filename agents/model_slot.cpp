#include "agents/model_slot.h"

#include <fmt/core.h>

namespace agents {
namespace {

base::Result<engine::ModelCard> cardOf(engine::ChatBackend* backend, const std::filesystem::path& folder) {
    if (!backend) return base::failure(base::Code::Internal, "Nothing here can run a model.");
    auto models = backend->models();
    if (!models) return tl::unexpected(std::move(models).error());
    if (models->empty())
        return base::failure(base::Code::NotFound, fmt::format("There is no model in {}.", folder.string()));
    return std::move(models->front());
}

}  // namespace

void ModelSlot::load(const std::filesystem::path& folder, const std::string& chatFormat) {
    state_ = State::Loading;
    card_ = {};
    card_.id = folder.filename().string();
    backend_.reset();
    threads_.emplace_back([this, folder, chatFormat, request = ++request_, factory = factory_] {
        std::shared_ptr<engine::ChatBackend> backend = factory ? factory(folder, chatFormat) : nullptr;
        auto card = cardOf(backend.get(), folder);
        tell_({request, std::move(backend), std::move(card)});
    });
}

bool ModelSlot::settle(Loaded loaded) {
    if (loaded.request != request_) return false;
    if (loaded.card) {
        state_ = State::Ready;
        card_ = std::move(*loaded.card);
        backend_ = std::move(loaded.backend);
    } else {
        state_ = State::Failed;
        error_ = loaded.card.error();
    }
    return true;
}

}  // namespace agents
