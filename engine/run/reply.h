// One request's life in the engine: its prompt as a sequence, its sampler and parser, and what is said to its
// feed, which ends with exactly one Done or Failed. Owned by the engine's thread.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/feed.h"
#include "engine/chat/event.h"
#include "engine/run/loader.h"
#include "engine/run/sampler.h"
#include "engine/run/sequence.h"
#include "engine/text/reply_parser.h"

namespace engine {

using ChatFeed = std::shared_ptr<Feed<ChatEvent>>;

// Ends a feed nobody has begun to answer.
void failFeed(const ChatFeed& feed, base::Error error);

class Reply {
public:
    // Renders and checks the request; the error is what the feed has to end with.
    static base::Result<std::unique_ptr<Reply>> open(const LoadedModel& model, const ChatRequest& request,
                                                     ChatFeed feed, int64_t id);

    Sequence& sequence() { return sequence_; }
    bool stopped() const { return feed_->stopped(); }
    bool over() const { return over_; }

    void sayQueued(int place);
    void sayReading(int done);  // prompt tokens read so far
    // Takes the logits of the last token and says what follows from them; afterwards over() may be true.
    void takeLogits(std::span<const float> logits);
    void finish(FinishReason reason);
    void fail(base::Error error);

private:
    using Clock = std::chrono::steady_clock;
    Reply(const LoadedModel& model, const ChatRequest& request, bool insideReasoning, ChatFeed feed);
    void publish();
    Usage usage() const;

    const LoadedModel& model_;
    ChatFeed feed_;
    Sampler sampler_;
    ReplyParser parser_;
    Sequence sequence_;
    std::vector<ChatEvent> events_;  // reused from token to token
    int mostTokens_ = 0;             // prompt and reply together
    int queuedPlace_ = -1;
    bool over_ = false;
    bool started_ = false;
    Clock::time_point start_;  // of reading
    Clock::time_point firstToken_;
    Clock::time_point lastToken_;
};

}  // namespace engine
