#include "engine/base/mailbox.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace engine {
namespace {

TEST(Mailbox, GivesLettersInOrder) {
    Mailbox<int> mailbox;
    EXPECT_TRUE(mailbox.drain(Wait::No).empty());
    EXPECT_TRUE(mailbox.send(1));
    EXPECT_TRUE(mailbox.send(2));
    EXPECT_EQ(mailbox.drain(Wait::Yes), (std::vector<int>{1, 2}));
    EXPECT_TRUE(mailbox.drain(Wait::No).empty());
}

TEST(Mailbox, TakesLettersThatCannotBeCopied) {
    Mailbox<std::unique_ptr<int>> mailbox;
    mailbox.send(std::make_unique<int>(7));
    EXPECT_EQ(*mailbox.drain(Wait::Yes).front(), 7);
}

TEST(Mailbox, ClosedItRefusesButGivesWhatWasSent) {
    Mailbox<int> mailbox;
    mailbox.send(1);
    mailbox.close();
    EXPECT_TRUE(mailbox.closed());
    EXPECT_FALSE(mailbox.send(2));
    EXPECT_EQ(mailbox.drain(Wait::Yes), std::vector<int>{1});
    EXPECT_TRUE(mailbox.drain(Wait::Yes).empty());  // does not wait any more
}

TEST(Mailbox, ClosingWakesTheOwner) {
    Mailbox<int> mailbox;
    std::jthread closer([&] { mailbox.close(); });
    EXPECT_TRUE(mailbox.drain(Wait::Yes).empty());
}

TEST(Mailbox, LosesNothingBetweenThreads) {
    Mailbox<int> mailbox;
    constexpr int PerThread = 5000;
    int64_t sum = 0;
    int count = 0;
    {
        std::jthread first([&] {
            for (int i = 0; i < PerThread; ++i) mailbox.send(i);
        });
        std::jthread second([&] {
            for (int i = 0; i < PerThread; ++i) mailbox.send(i);
        });
        while (count < 2 * PerThread)
            for (const int letter : mailbox.drain(Wait::Yes)) {
                sum += letter;
                ++count;
            }
    }
    EXPECT_EQ(sum, int64_t{PerThread} * (PerThread - 1));
}

}  // namespace
}  // namespace engine
