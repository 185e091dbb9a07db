#include "engine/run/engine.h"

#include "kernels/base/log.h"

namespace engine {
namespace {

constexpr int SequencesAtOnce = 16;

bool cancelIfStopped(const ChatFeed& feed) {
    if (!feed->stopped()) return false;
    feed->append(Done{FinishReason::Cancelled, {}});
    feed->close();
    return true;
}

}  // namespace

Engine::Engine(std::filesystem::path folder, LocalOptions options)
    : folder_(std::move(folder)),
      options_(std::move(options)),
      card_(loaded_.get_future().share()),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Engine::~Engine() {
    thread_.request_stop();
    inbox_.close();
    thread_.join();
}

void Engine::ask(ChatRequest request, const ChatFeed& feed) {
    if (!inbox_.send({std::move(request), feed}))
        failFeed(feed, {base::Code::Cancelled, "the engine was closed"});
}

void Engine::run(const std::stop_token& stop) {
    load(stop);
    while (!stop.stop_requested()) {
        const bool idle = !scheduler_ || scheduler_->idle();
        receive(idle ? Wait::Yes : Wait::No);
        if (!scheduler_) continue;
        dropStopped();
        if (!scheduler_->idle()) step();
    }
    abandon();
}

void Engine::load(const std::stop_token& stop) {
    const auto progress = [&](int64_t done, int64_t total) {
        for (Letter& letter : inbox_.drain(Wait::No)) early_.push_back(std::move(letter));
        std::erase_if(early_, [](const Letter& letter) { return cancelIfStopped(letter.feed); });
        for (const Letter& letter : early_)
            letter.feed->append(Progress{Progress::Phase::Loading, done, total});
        return !stop.stop_requested();
    };
    auto model = LoadedModel::open(folder_, options_, SequencesAtOnce, progress);
    if (!model) {
        loadError_ = std::move(model).error();
        const bool wanted = loadError_.code == base::Code::Cancelled;
        base::log::write(wanted ? base::log::Level::Info : base::log::Level::Error, "run",
                         loadError_.message);
        loaded_.set_value(tl::unexpected(loadError_));
    } else {
        model_ = std::move(*model);
        scheduler_ = std::make_unique<Scheduler>(SchedulerLimits{.blocks = model_->cache->blocks(),
                                                                 .sequences = SequencesAtOnce,
                                                                 .chunkTokens = options_.chunkTokens});
        loaded_.set_value(model_->card);
    }
    for (const Letter& letter : std::exchange(early_, {})) begin(letter);
}

void Engine::receive(Wait wait) {
    for (const Letter& letter : inbox_.drain(wait)) begin(letter);
}

void Engine::begin(const Letter& letter) {
    if (!model_) {
        failFeed(letter.feed, loadError_);
        return;
    }
    if (!model_->parts->folder->unchanged()) {
        failFeed(letter.feed, model_->parts->folder->changed());
        return;
    }
    auto reply = Reply::open(*model_, letter.request, letter.feed, nextId_);
    if (!reply) {
        failFeed(letter.feed, std::move(reply).error());
        return;
    }
    scheduler_->add((*reply)->sequence());
    replies_.emplace(nextId_++, std::move(*reply));
}

void Engine::end(Reply& reply) {
    scheduler_->remove(reply.sequence());
    replies_.erase(reply.sequence().id);
}

void Engine::dropStopped() {
    std::vector<Reply*> stopped;
    for (const auto& [id, reply] : replies_)
        if (reply->stopped()) stopped.push_back(reply.get());
    for (Reply* reply : stopped) {
        reply->finish(FinishReason::Cancelled);
        end(*reply);
    }
}

void Engine::step() {
    Step step = scheduler_->next();
    int place = 1;
    for (const Sequence* waiting : scheduler_->waiting()) replies_.at(waiting->id)->sayQueued(place++);
    if (!step.batch.empty()) compute(step);
}

void Engine::compute(Step& step) {
    for (size_t i = 0; i < step.parts.size(); ++i) {
        const Sequence& sequence = *step.parts[i].sequence;
        const int rows = step.batch.queryStart[i + 1] - step.batch.queryStart[i];
        if (sequence.size() == sequence.promptTokens)
            replies_.at(sequence.id)->sayReading(sequence.computed - rows);
    }
    auto logits = model_->forward->run(step.batch, *model_->cache);
    if (model_->parts->folder->lost()) logits = tl::unexpected(model_->parts->folder->changed());
    const auto width = static_cast<size_t>(model_->forward->vocabulary());
    for (const StepPart& part : step.parts) {
        Reply& reply = *replies_.at(part.sequence->id);
        if (!logits)
            reply.fail(logits.error());
        else if (part.token >= 0)
            reply.takeLogits(logits->subspan(static_cast<size_t>(part.token) * width, width));
        if (reply.over()) end(reply);
    }
}

void Engine::abandon() {
    inbox_.close();
    for (Letter& letter : inbox_.drain(Wait::No))
        failFeed(letter.feed, {base::Code::Cancelled, "the engine was closed"});
    for (const auto& [id, reply] : replies_) reply->finish(FinishReason::Cancelled);
    replies_.clear();
}

}  // namespace engine
