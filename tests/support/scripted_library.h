// A library that says what a test tells it to, and remembers what it was asked. Any thread.
#pragma once

#include <mutex>
#include <vector>

#include "agents/model_library.h"

namespace tests {

class ScriptedLibrary : public agents::ModelLibrary {
public:
    void post(agents::LibraryCommand command) override {
        const std::lock_guard lock(mutex_);
        asked_.push_back(std::move(command));
    }
    engine::Feed<agents::LibraryEvent>& events() override { return feed_; }

    void say(agents::LibraryEvent event) { feed_.append(std::move(event)); }
    std::vector<agents::LibraryCommand> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

private:
    engine::Feed<agents::LibraryEvent> feed_;
    mutable std::mutex mutex_;
    std::vector<agents::LibraryCommand> asked_;
};

// Three lines: one that fits and is not here, one that is slow and here, one that does not fit.
inline agents::LibraryListed smallLibrary() {
    using agents::LibraryModel;
    LibraryModel small{.name = "smollm2",
                       .title = "SmolLM2 135M Instruct",
                       .about = "A small real language model.",
                       .aboutChinese = "真正的小型语言模型。",
                       .licence = "Apache-2.0",
                       .languages = {"en"},
                       .parameters = 134515008,
                       .activeParameters = 134515008,
                       .downloadBytes = 92900000,
                       .memoryBytes = 1500000000,
                       .fit = LibraryModel::Fit::Fits,
                       .tokensPerSecond = 98.7,
                       .folder = "/models/smollm2"};
    LibraryModel slow = small, large = small;
    slow.name = "moonlight", slow.title = "Moonlight 16B A3B Instruct", slow.folder = "/models/moonlight";
    slow.parameters = 15960000000, slow.activeParameters = 2580000000, slow.languages = {"en", "zh"};
    slow.fit = LibraryModel::Fit::Slow, slow.tokensPerSecond = 1.9, slow.state = LibraryModel::State::Here;
    large.name = "v3", large.title = "DeepSeek V3", large.memoryBytes = 674000000000,
    large.tokensPerSecond = 0;
    large.fit = LibraryModel::Fit::WontFit, large.state = LibraryModel::State::Unfinished,
    large.done = 46450000;
    return {{small, slow, large}, 24000000000};
}

}  // namespace tests
