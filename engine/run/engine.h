// The thread that owns a model: loads it, then answers requests, several at once, step by step. Everything
// else sends to its inbox and takes from feeds. Public functions may be called from any thread.
//
// When loading fails, that error is the last event of every request, and the thread lives on to say so.
#pragma once

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <thread>

#include "engine/base/mailbox.h"
#include "engine/run/reply.h"
#include "engine/run/scheduler.h"

namespace engine {

class Engine {
public:
    Engine(std::filesystem::path folder, LocalOptions options);
    // Stops within a step; whoever still waits gets Done with Cancelled, or Failed while it was loading.
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void ask(ChatRequest request, const ChatFeed& feed);
    // Waits until loading is over.
    base::Result<ModelCard> card() const { return card_.get(); }

private:
    struct Letter {
        ChatRequest request;
        ChatFeed feed;
    };

    void run(const std::stop_token& stop);
    void load(const std::stop_token& stop);
    void receive(Wait wait);
    void begin(const Letter& letter);
    void dropStopped();
    void step();
    void compute(Step& step);
    void end(Reply& reply);
    void abandon();

    const std::filesystem::path folder_;
    const LocalOptions options_;
    Mailbox<Letter> inbox_;
    std::promise<base::Result<ModelCard>> loaded_;
    std::shared_future<base::Result<ModelCard>> card_;

    // The thread's own.
    std::vector<Letter> early_;  // asked before the model was there
    std::unique_ptr<LoadedModel> model_;
    base::Error loadError_;
    std::unique_ptr<Scheduler> scheduler_;
    std::map<int64_t, std::unique_ptr<Reply>> replies_;  // by sequence id
    int64_t nextId_ = 1;

    std::jthread thread_;  // last: it starts when all the rest is there
};

}  // namespace engine
