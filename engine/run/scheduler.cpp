#include "engine/run/scheduler.h"

#include <algorithm>

#include "kernels/base/check.h"

namespace engine {

Scheduler::Scheduler(const SchedulerLimits& limits) : limits_(limits), pool_(limits.blocks), index_(pool_) {
    CHECK(limits.blocks > 0 && limits.sequences > 0 && limits.chunkTokens > 0, "a scheduler without room");
}

void Scheduler::add(Sequence& sequence) {
    CHECK(sequence.size() > 0 && sequence.size() < capacity(), "a sequence that never fits");
    waiting_.push_back(&sequence);
}

void Scheduler::remove(Sequence& sequence) {
    if (limits_.reusePrefixes)
        index_.remember(std::span(sequence.tokens).first(static_cast<size_t>(sequence.computed)),
                        sequence.blocks);
    release(sequence);
    std::erase(waiting_, &sequence);
    std::erase(running_, &sequence);
}

void Scheduler::release(Sequence& sequence) {
    for (const int block : sequence.blocks) pool_.release(block);
    sequence.blocks.clear();
    sequence.computed = 0;
}

void Scheduler::sendBack(Sequence& sequence) {
    release(sequence);
    std::erase(running_, &sequence);
    waiting_.push_front(&sequence);
}

// Blocks for all its tokens and the next one, known ones first. The last token is always computed: its logits
// are what is wanted.
bool Scheduler::giveBlocks(Sequence& sequence) {
    if (limits_.reusePrefixes)
        sequence.blocks = index_.find(std::span(sequence.tokens).first(sequence.tokens.size() - 1));
    const int known = static_cast<int>(sequence.blocks.size());
    const int fresh = BlockPool::blocksFor(sequence.size() + 1) - known;
    index_.makeRoom(fresh);
    if (pool_.free() < fresh) {
        release(sequence);
        return false;
    }
    for (int i = 0; i < fresh; ++i) sequence.blocks.push_back(*pool_.allocate());
    sequence.computed = known * BlockPool::BlockTokens;
    sequence.reused = std::min(sequence.computed, sequence.promptTokens);
    return true;
}

void Scheduler::admit() {
    while (!waiting_.empty() && running_.size() < static_cast<size_t>(limits_.sequences)) {
        if (!giveBlocks(*waiting_.front())) return;
        running_.push_back(waiting_.front());
        waiting_.pop_front();
    }
}

// Makes sure the sequence's next row has a place. False when it had to go back to the line itself.
bool Scheduler::growOrYield(Sequence& sequence) {
    while (BlockPool::blocksFor(sequence.size()) > static_cast<int>(sequence.blocks.size())) {
        index_.makeRoom(1);
        if (auto block = pool_.allocate()) {
            sequence.blocks.push_back(*block);
            continue;
        }
        Sequence* last = running_.back();
        sendBack(*last);
        if (last == &sequence) return false;
    }
    return true;
}

void Scheduler::append(Step& step, Sequence& sequence, int rows) {
    const bool whole = rows == sequence.missing();
    const auto part =
        std::span(sequence.tokens).subspan(static_cast<size_t>(sequence.computed), static_cast<size_t>(rows));
    step.parts.push_back({&sequence, whole ? static_cast<int>(step.batch.logitRows.size()) : -1});
    step.batch.append(part, sequence.computed, sequence.blocks, BlockPool::BlockTokens,
                      whole ? Batch::Want::Last : Batch::Want::Nothing);
    sequence.computed += rows;
}

Step Scheduler::next() {
    Step step;
    // Those who speak come first, in the order they were let in; each may push the last one out.
    for (size_t i = 0; i < running_.size(); ++i)
        if (running_[i]->missing() == 1 && !growOrYield(*running_[i])) break;
    admit();
    std::vector<Sequence*> reading;
    for (Sequence* sequence : running_) {
        CHECK(sequence->missing() > 0, "a sequence without its next token");
        if (sequence->missing() > 1)
            reading.push_back(sequence);
        else
            append(step, *sequence, 1);
    }
    if (reading.empty()) return step;
    std::rotate(reading.begin(), reading.begin() + static_cast<ptrdiff_t>(turn_++ % reading.size()),
                reading.end());
    int left = limits_.chunkTokens;
    for (size_t i = 0; i < reading.size() && left > 0; ++i) {
        const int share = std::max(1, left / static_cast<int>(reading.size() - i));
        const int rows = std::min(share, reading[i]->missing());
        append(step, *reading[i], rows);
        left -= rows;
    }
    return step;
}

}  // namespace engine
