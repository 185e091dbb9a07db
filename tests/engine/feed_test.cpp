#include "engine/base/feed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "engine/chat/event.h"

namespace engine {
namespace {

TEST(Feed, GivesEverythingInOrderOnce) {
    Feed<int> feed;
    feed.append(1);
    feed.append(2);
    EXPECT_EQ(feed.take(), (std::vector<int>{1, 2}));
    EXPECT_TRUE(feed.take().empty());
    feed.append(3);
    EXPECT_FALSE(feed.done());
    feed.close();
    EXPECT_FALSE(feed.done());  // 3 is still to be taken
    EXPECT_EQ(feed.wait(), std::vector<int>{3});
    EXPECT_TRUE(feed.done());
    EXPECT_TRUE(feed.wait().empty());  // closed: does not wait
}

TEST(Feed, WakesOncePerTake) {
    Feed<int> feed;
    int wakes = 0;
    feed.onReady([&] { ++wakes; });
    EXPECT_EQ(wakes, 0);
    feed.append(1);
    feed.append(2);
    EXPECT_EQ(wakes, 1);
    feed.take();
    feed.append(3);
    EXPECT_EQ(wakes, 2);
    feed.take();
    feed.close();
    EXPECT_EQ(wakes, 3);
}

TEST(Feed, WakesAtOnceForWhatCameBeforeAnyoneListened) {
    Feed<int> feed;
    feed.append(1);
    int wakes = 0;
    feed.onReady([&] { ++wakes; });
    EXPECT_EQ(wakes, 1);
    feed.onReady([&] { wakes += 10; });  // a new listener is told, too
    EXPECT_EQ(wakes, 11);
    Feed<int> closed;
    closed.close();
    closed.onReady([&] { wakes = 0; });
    EXPECT_EQ(wakes, 0);
}

TEST(Feed, TheReaderCanWantNoMore) {
    Feed<int> feed;
    EXPECT_FALSE(feed.stopped());
    feed.stop();
    EXPECT_TRUE(feed.stopped());
    feed.append(1);  // what was on its way still arrives
    EXPECT_EQ(feed.take().size(), 1U);
}

TEST(Feed, WakeMayUseTheFeed) {
    Feed<int> feed;
    std::vector<int> taken;
    feed.onReady([&] {
        for (const int value : feed.take()) taken.push_back(value);
    });
    for (int i = 0; i < 5; ++i) feed.append(i);
    EXPECT_EQ(taken, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(Feed, DeltasThatWaitTogetherBecomeOne) {
    Feed<ChatEvent> feed;
    feed.append(Progress{Progress::Phase::Loading, 1, 9});
    feed.append(Progress{Progress::Phase::Reading, 2, 9});
    feed.append(TextDelta{"a"});
    feed.append(TextDelta{"b"});
    feed.append(ReasoningDelta{"c"});
    feed.append(ReasoningDelta{"d"});
    feed.append(ToolCallMade{{"1", "x", "{}"}});
    feed.append(ToolCallMade{{"2", "x", "{}"}});
    feed.append(TextDelta{"e"});
    feed.append(Done{});
    const auto events = feed.take();
    ASSERT_EQ(events.size(), 7U);
    EXPECT_EQ(std::get<Progress>(events[0]).done, 2);
    EXPECT_EQ(std::get<TextDelta>(events[1]).text, "ab");
    EXPECT_EQ(std::get<ReasoningDelta>(events[2]).text, "cd");
    EXPECT_EQ(std::get<ToolCallMade>(events[4]).call.id, "2");
    EXPECT_EQ(std::get<TextDelta>(events[5]).text, "e");
    EXPECT_STREQ(nameOf(std::get<Done>(events[6]).reason), "stop");
    EXPECT_STREQ(nameOf(FinishReason::ToolCalls), "tool_calls");
    EXPECT_STREQ(nameOf(FinishReason::Length), "length");
    EXPECT_STREQ(nameOf(FinishReason::Cancelled), "cancelled");
}

// Under ThreadSanitizer this is the test that counts.
TEST(Feed, CarriesATextBetweenThreads) {
    Feed<ChatEvent> feed;
    std::atomic<int> wakes = 0;
    feed.onReady([&] { ++wakes; });
    std::string written;
    std::jthread writer([&] {
        for (int i = 0; i < 20'000; ++i) {
            written += static_cast<char>('a' + i % 26);
            feed.append(TextDelta{std::string(1, written.back())});
        }
        feed.append(Done{});
        feed.close();
    });
    std::string read;
    bool done = false;
    while (!feed.done())
        for (const ChatEvent& event : feed.wait()) {
            if (const auto* text = std::get_if<TextDelta>(&event)) read += text->text;
            done = done || std::holds_alternative<Done>(event);
        }
    writer.join();
    EXPECT_EQ(read, written);
    EXPECT_TRUE(done);
    EXPECT_GE(wakes, 1);
}

}  // namespace
}  // namespace engine
