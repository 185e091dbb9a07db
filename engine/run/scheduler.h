// Decides what the next step computes: one row for everyone who is speaking, and pieces of the prompts of
// those who are still being read, shared fairly. Hands out cache blocks, and finds them again for a known
// beginning.
//
// Who does not fit waits in line. When a speaker needs a block and there is none, the one who came last goes
// back to the line and is read again later: the same tokens, so the same answer. One thread (the engine's).
#pragma once

#include <deque>
#include <vector>

#include "engine/cache/prefix_index.h"
#include "engine/model/batch.h"
#include "engine/run/sequence.h"

namespace engine {

struct SchedulerLimits {
    int blocks = 0;
    int sequences = 16;     // at once in a step
    int chunkTokens = 256;  // prompt tokens at most in a step
    bool reusePrefixes = true;
};

// What one step does for one sequence. `token`: its place among the rows of logits, or -1 while it is read.
struct StepPart {
    Sequence* sequence = nullptr;
    int token = -1;
};

struct Step {
    Batch batch;
    std::vector<StepPart> parts;
};

class Scheduler {
public:
    explicit Scheduler(const SchedulerLimits& limits);

    // Tokens that one sequence can grow to in this cache.
    int capacity() const { return pool_.blocks() * BlockPool::BlockTokens; }
    // Sequences are their owner's, and stay where they are until remove().
    void add(Sequence& sequence);
    // Gives its blocks back; what is computed of it can be found again by a later request.
    void remove(Sequence& sequence);

    bool idle() const { return running_.empty() && waiting_.empty(); }
    const std::deque<Sequence*>& waiting() const { return waiting_; }
    const std::vector<Sequence*>& running() const { return running_; }
    int freeBlocks() const { return pool_.free() + index_.idle(); }

    // The next step; its rows count as computed from here on. Empty when nobody has anything to do.
    Step next();

private:
    void admit();
    bool giveBlocks(Sequence& sequence);
    bool growOrYield(Sequence& sequence);
    void sendBack(Sequence& sequence);
    void release(Sequence& sequence);
    void append(Step& step, Sequence& sequence, int rows);

    SchedulerLimits limits_;
    BlockPool pool_;
    PrefixIndex index_;
    std::deque<Sequence*> waiting_;
    std::vector<Sequence*> running_;  // in the order they were let in
    size_t turn_ = 0;                 // who is read first, in turn
};

}  // namespace engine
