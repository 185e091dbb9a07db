#include "engine/run/scheduler.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>

namespace {

using engine::BlockPool;
using engine::Scheduler;
using engine::Sequence;
using engine::Step;

Sequence prompt(int64_t id, int tokens, int from = 0) {
    Sequence sequence;
    sequence.id = id;
    sequence.promptTokens = tokens;
    for (int i = 0; i < tokens; ++i) sequence.tokens.push_back(from + i);
    return sequence;
}

// Every row's slot must be the place that its sequence and position say, and no slot may be written twice.
void expectSound(const Step& step) {
    std::set<int> slots;
    const auto& batch = step.batch;
    ASSERT_EQ(step.parts.size(), static_cast<size_t>(batch.sequences()));
    for (size_t i = 0; i < step.parts.size(); ++i) {
        const Sequence& sequence = *step.parts[i].sequence;
        for (int row = batch.queryStart[i]; row < batch.queryStart[i + 1]; ++row) {
            const auto at = static_cast<size_t>(row);
            const int position = batch.positions[at];
            EXPECT_EQ(batch.tokens[at], sequence.tokens[static_cast<size_t>(position)]);
            EXPECT_EQ(batch.slots[at],
                      sequence.blocks[static_cast<size_t>(position) / 64] * 64 + position % 64);
            EXPECT_TRUE(slots.insert(batch.slots[at]).second);
        }
        EXPECT_EQ(batch.lengths[i], sequence.computed);
        EXPECT_EQ(step.parts[i].token >= 0, sequence.missing() == 0);
    }
}

// Gives every sequence that wants one its next token.
void speak(Step& step) {
    for (auto& part : step.parts)
        if (part.token >= 0) part.sequence->tokens.push_back(7);
}

TEST(Scheduler, ReadsInPiecesAndThenSpeaks) {
    Scheduler scheduler({.blocks = 16, .chunkTokens = 100});
    auto one = prompt(1, 250);
    scheduler.add(one);
    for (const int rows : {100, 100, 50, 1, 1}) {
        auto step = scheduler.next();
        expectSound(step);
        EXPECT_EQ(step.batch.rows(), rows);
        speak(step);
    }
    scheduler.remove(one);
    EXPECT_TRUE(scheduler.idle());
    EXPECT_EQ(scheduler.freeBlocks(), 16);
}

TEST(Scheduler, MixesSpeakersAndReadersAndSharesFairly) {
    Scheduler scheduler({.blocks = 64, .chunkTokens = 90});
    auto speaker = prompt(1, 10);
    scheduler.add(speaker);
    auto step = scheduler.next();
    speak(step);
    auto longOne = prompt(2, 600, 1000);
    auto shortOne = prompt(3, 30, 5000);
    scheduler.add(longOne);
    scheduler.add(shortOne);
    step = scheduler.next();
    expectSound(step);
    EXPECT_EQ(step.batch.rows(), 1 + 90);
    EXPECT_EQ(shortOne.missing(), 0) << "a short prompt does not wait for a long one";
    EXPECT_GE(longOne.computed, 45);
    speak(step);
    step = scheduler.next();
    expectSound(step);
    EXPECT_EQ(step.batch.rows(), 2 + 90);
}

TEST(Scheduler, WhatNeverFitsIsAnotherRoomsError) {
    Scheduler scheduler({.blocks = 2});
    EXPECT_EQ(scheduler.capacity(), 128);
    auto large = prompt(1, 128);
    EXPECT_DEATH(scheduler.add(large), "never fits");
}

TEST(Scheduler, WaitsInLineForBlocks) {
    Scheduler scheduler({.blocks = 4, .reusePrefixes = false});
    auto first = prompt(1, 180);
    auto second = prompt(2, 120, 1000);
    scheduler.add(first);
    scheduler.add(second);
    auto step = scheduler.next();
    expectSound(step);
    EXPECT_EQ(step.parts.size(), 1U);
    ASSERT_EQ(scheduler.waiting().size(), 1U);
    scheduler.remove(first);
    step = scheduler.next();
    EXPECT_EQ(step.parts.size(), 1U);
    EXPECT_EQ(step.parts[0].sequence, &second);
}

TEST(Scheduler, TheLastOneYieldsItsBlocksAndIsReadAgain) {
    Scheduler scheduler({.blocks = 4, .reusePrefixes = false});
    auto first = prompt(1, 120);
    auto second = prompt(2, 120, 1000);
    scheduler.add(first);
    scheduler.add(second);
    bool yielded = false;
    for (int i = 0; i < 100; ++i) {
        auto step = scheduler.next();
        expectSound(step);
        speak(step);
        if (!scheduler.waiting().empty()) {
            yielded = true;
            EXPECT_EQ(scheduler.waiting().front(), &second);
            EXPECT_TRUE(second.blocks.empty());
        }
    }
    EXPECT_TRUE(yielded);
    EXPECT_GT(first.size(), 200);
    const int said = second.size();
    scheduler.remove(first);
    auto step = scheduler.next();
    expectSound(step);
    EXPECT_EQ(second.computed, said) << "reply so far is read again, too";
}

TEST(Scheduler, AKnownBeginningIsNotReadAgain) {
    Scheduler scheduler({.blocks = 16});
    auto first = prompt(1, 200);
    scheduler.add(first);
    auto step = scheduler.next();
    speak(step);
    scheduler.remove(first);
    auto again = prompt(2, 300);
    scheduler.add(again);
    step = scheduler.next();
    expectSound(step);
    EXPECT_EQ(again.reused, 192);
    EXPECT_EQ(step.batch.rows(), 300 - 192);
    scheduler.remove(again);

    auto same = prompt(3, 192);
    scheduler.add(same);
    step = scheduler.next();
    expectSound(step);
    EXPECT_EQ(step.batch.rows(), 64) << "the last token is always computed: its logits are wanted";
}

// Random arrivals, lengths and ends in a small cache: nothing is lost, nothing written twice, everybody ends.
TEST(Scheduler, SurvivesRandomTraffic) {
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        Scheduler scheduler({.blocks = 12, .sequences = 4, .chunkTokens = 50});
        std::deque<Sequence> all;
        std::map<int64_t, int> wanted;
        int ended = 0;
        for (int i = 0; i < 20000 && ended < 30; ++i) {
            if (all.size() < 30 && random() % 5 == 0) {
                const auto id = static_cast<int64_t>(all.size());
                all.push_back(
                    prompt(id, 1 + static_cast<int>(random() % 500), static_cast<int>(random() % 3)));
                wanted[id] = static_cast<int>(random() % 200);
                scheduler.add(all.back());
            }
            auto step = scheduler.next();
            expectSound(step);
            ASSERT_LE(step.batch.rows(), 50 + 4);
            speak(step);
            for (const auto& part : step.parts) {
                Sequence& sequence = *part.sequence;
                const int said = sequence.size() - sequence.promptTokens;
                if (said < wanted[sequence.id] && sequence.size() < scheduler.capacity()) continue;
                if (part.token < 0) continue;
                scheduler.remove(sequence);
                ++ended;
            }
        }
        EXPECT_EQ(ended, 30);
        EXPECT_EQ(scheduler.freeBlocks(), 12);
    }
}

}  // namespace
