#include "engine/run/reply.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/text/chat_format.h"

namespace engine {
namespace {

using base::Code;

double seconds(std::chrono::steady_clock::duration time) {
    return std::chrono::duration<double>(time).count();
}

struct Prompt {
    std::vector<int> ids;
    bool insideReasoning = false;
};

base::Result<Prompt> promptOf(const LoadedModel& model, const ChatRequest& request) {
    if (request.messages.empty()) return base::failure(Code::Invalid, "there is no message to answer");
    if (request.maxTokens < 0)
        return base::failure(Code::Invalid,
                             fmt::format("max tokens is {}, but must not be negative", request.maxTokens));
    TRY(Sampler::check(request.sampling));
    const ChatOptions options{.toolPrompt = model.card.compactTools ? ToolPrompt::Names : ToolPrompt::Full,
                              .thinking = request.thinking};
    const ChatPrompt prompt = model.chatFormat->render(request.messages, request.tools, options);
    auto ids = TRY(promptIds(prompt.pieces, *model.tokenizer));
    if (ids.empty()) return base::failure(Code::Invalid, "the message is empty");
    if (static_cast<int64_t>(ids.size()) >= model.contextTokens)
        return base::failure(
            Code::TooLarge,
            fmt::format("the conversation has {} tokens, but this model sees at most {} and needs "
                        "room for the answer; start a new chat or shorten the message",
                        ids.size(), model.contextTokens));
    return Prompt{std::move(ids), prompt.insideReasoning};
}

}  // namespace

void failFeed(const ChatFeed& feed, base::Error error) {
    feed->append(Failed{std::move(error)});
    feed->close();
}

Reply::Reply(const LoadedModel& model, const ChatRequest& request, bool insideReasoning, ChatFeed feed)
    : model_(model),
      feed_(std::move(feed)),
      sampler_(request.sampling, model.sampledVocabulary),
      parser_(*model.tokenizer, model.chatFormat->reply(), insideReasoning, request.tools) {}

base::Result<std::unique_ptr<Reply>> Reply::open(const LoadedModel& model, const ChatRequest& request,
                                                 ChatFeed feed, int64_t id) {
    auto [ids, insideReasoning] = TRY(promptOf(model, request));
    std::unique_ptr<Reply> reply(new Reply(model, request, insideReasoning, std::move(feed)));
    const auto prompt = static_cast<int>(ids.size());
    reply->mostTokens_ = model.contextTokens;
    if (request.maxTokens > 0)
        reply->mostTokens_ =
            static_cast<int>(std::min<int64_t>(int64_t{prompt} + request.maxTokens, model.contextTokens));
    for (const int token : ids) reply->sampler_.saw(token);
    reply->sequence_ = {.id = id, .tokens = std::move(ids), .promptTokens = prompt};
    return reply;
}

void Reply::sayQueued(int place) {
    if (place == queuedPlace_) return;
    queuedPlace_ = place;
    feed_->append(Progress{Progress::Phase::Queued, place, 0});
}

void Reply::sayReading(int done) {
    if (!started_) start_ = Clock::now();
    started_ = true;
    queuedPlace_ = -1;
    feed_->append(Progress{Progress::Phase::Reading, done, sequence_.promptTokens});
}

void Reply::takeLogits(std::span<const float> logits) {
    auto token = sampler_.choose(logits);
    if (!token) {
        fail({token.error().code,
              fmt::format(
                  "the model computed numbers that are not finite after {} tokens ({}); its weights are "
                  "probably damaged: check the folder with \"inkctl models\", or load another model",
                  sequence_.size(), token.error().message)});
        return;
    }
    lastToken_ = Clock::now();
    if (sequence_.size() == sequence_.promptTokens) firstToken_ = lastToken_;
    sequence_.tokens.push_back(*token);
    sampler_.saw(*token);
    if (std::binary_search(model_.endTokens.begin(), model_.endTokens.end(), *token)) {
        finish(FinishReason::Stop);
        return;
    }
    parser_.feed(*token, events_);
    publish();
    if (sequence_.size() >= mostTokens_) finish(FinishReason::Length);
}

void Reply::publish() {
    for (ChatEvent& event : events_) feed_->append(std::move(event));
    events_.clear();
}

void Reply::finish(FinishReason reason) {
    parser_.finish(events_);
    publish();
    if (reason == FinishReason::Stop && parser_.madeCalls()) reason = FinishReason::ToolCalls;
    feed_->append(Done{reason, usage()});
    feed_->close();
    over_ = true;
}

void Reply::fail(base::Error error) {
    publish();
    sequence_.computed = 0;  // what went wrong must not be found again by a later request
    failFeed(feed_, std::move(error));
    over_ = true;
}

// The first token is what reading ends with, so decoding is timed from there on.
Usage Reply::usage() const {
    Usage usage{.promptTokens = sequence_.promptTokens,
                .cachedTokens = sequence_.reused,
                .answerTokens = sequence_.size() - sequence_.promptTokens};
    if (!started_) return usage;
    const bool spoke = usage.answerTokens > 0;
    usage.prefillSeconds = seconds((spoke ? firstToken_ : Clock::now()) - start_);
    usage.decodeSeconds = spoke ? seconds(lastToken_ - firstToken_) : 0;
    return usage;
}

}  // namespace engine
