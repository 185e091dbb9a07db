// A ChatBackend whose replies are given by the test. Any thread; a header alone, so that test programs that
// do not link the engine can ignore it.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "engine/chat/backend.h"

namespace tests {

class ScriptedBackend : public engine::ChatBackend {
public:
    using Feed = engine::Feed<engine::ChatEvent>;
    // Called on the thread that starts the request; may keep the feed and go on from another.
    using Reply = std::function<void(const engine::ChatRequest& request, std::shared_ptr<Feed> feed)>;

    explicit ScriptedBackend(engine::ModelCard card = starter()) : card_(std::move(card)) {}

    static engine::ModelCard starter() {
        engine::ModelCard card;
        card.id = "starter";
        card.title = "Scripted";
        card.contextTokens = 4096;
        card.compactTools = true;
        return card;
    }

    void reply(Reply reply) {
        const std::lock_guard lock(mutex_);
        replies_.push_back(std::move(reply));
    }
    // Whole replies.
    void say(std::string text, int tokens = 3) {
        reply([text, tokens](const engine::ChatRequest&, const std::shared_ptr<Feed>& feed) {
            feed->append(engine::TextDelta{text});
            finish(*feed, engine::FinishReason::Stop, tokens);
        });
    }
    void call(std::string name, std::string arguments, std::string before = {}) {
        reply([=](const engine::ChatRequest&, const std::shared_ptr<Feed>& feed) {
            if (!before.empty()) feed->append(engine::TextDelta{before});
            feed->append(engine::ToolCallMade{{"", name, arguments}});
            finish(*feed, engine::FinishReason::ToolCalls, 5);
        });
    }
    void fail(base::Error error, std::string before = {}) {
        reply([=](const engine::ChatRequest&, const std::shared_ptr<Feed>& feed) {
            if (!before.empty()) feed->append(engine::TextDelta{before});
            feed->append(engine::Failed{error});
            feed->close();
        });
    }
    // Says something and then nothing more, like a model that computes for hours.
    void hang(std::string text) {
        reply([text](const engine::ChatRequest&, const std::shared_ptr<Feed>& feed) {
            feed->append(engine::TextDelta{text});
        });
    }
    // Without a script: the same for every request that finds none.
    void always(Reply reply) {
        const std::lock_guard lock(mutex_);
        always_ = std::move(reply);
    }

    static void finish(Feed& feed, engine::FinishReason reason, int tokens = 1) {
        engine::Usage usage;
        usage.promptTokens = 10;
        usage.answerTokens = tokens;
        usage.decodeSeconds = 0.5;
        feed.append(engine::Done{reason, usage});
        feed.close();
    }

    std::vector<engine::ChatRequest> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

    base::Result<std::vector<engine::ModelCard>> models() override { return std::vector{card_}; }

    std::shared_ptr<Feed> start(engine::ChatRequest request) override {
        auto feed = std::make_shared<Feed>();
        Reply reply;
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
            if (!replies_.empty()) {
                reply = std::move(replies_.front());
                replies_.pop_front();
            } else {
                reply = always_;
            }
        }
        if (reply) {
            reply(request, feed);
        } else {
            feed->append(engine::Failed{{base::Code::Internal, "the script is over"}});
            feed->close();
        }
        return feed;
    }

private:
    engine::ModelCard card_;
    mutable std::mutex mutex_;
    std::deque<Reply> replies_;
    Reply always_;
    std::vector<engine::ChatRequest> requests_;
};

}  // namespace tests
