#include "engine/cache/block_pool.h"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/cache/prefix_index.h"

namespace {

using engine::BlockPool;
using engine::PrefixIndex;

std::vector<int> counting(int count, int from = 0) {
    std::vector<int> tokens(static_cast<size_t>(count));
    std::iota(tokens.begin(), tokens.end(), from);
    return tokens;
}

TEST(BlockPool, GivesEveryBlockOnceAndThenSaysSo) {
    BlockPool pool(3);
    std::vector<int> blocks;
    for (int i = 0; i < 3; ++i) blocks.push_back(*pool.allocate());
    std::sort(blocks.begin(), blocks.end());
    EXPECT_EQ(blocks, (std::vector{0, 1, 2}));
    const auto none = pool.allocate();
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, base::Code::TooLarge);
    EXPECT_NE(none.error().message.find("192 tokens"), std::string::npos) << none.error().message;
}

TEST(BlockPool, ASharedBlockIsFreeWhenTheLastHolderLetsGo) {
    BlockPool pool(1);
    const int block = *pool.allocate();
    pool.hold(block);
    EXPECT_FALSE(pool.release(block));
    EXPECT_EQ(pool.free(), 0);
    EXPECT_TRUE(pool.release(block));
    EXPECT_EQ(pool.free(), 1);
}

TEST(BlockPool, CountsBlocksByTheLastToken) {
    EXPECT_EQ(BlockPool::blocksFor(1), 1);
    EXPECT_EQ(BlockPool::blocksFor(64), 1);
    EXPECT_EQ(BlockPool::blocksFor(65), 2);
}

TEST(PrefixIndex, FindsTheLongestBeginningInWholeBlocks) {
    BlockPool pool(8);
    PrefixIndex index(pool);
    const auto tokens = counting(200);
    const std::vector<int> blocks{*pool.allocate(), *pool.allocate(), *pool.allocate(), *pool.allocate()};
    index.remember(tokens, blocks);  // three full blocks
    for (const int block : blocks) pool.release(block);
    EXPECT_EQ(index.idle(), 3);

    EXPECT_EQ(index.find(tokens), (std::vector{blocks[0], blocks[1], blocks[2]}));
    EXPECT_EQ(pool.holders(blocks[0]), 2);
    EXPECT_EQ(index.find(std::span(tokens).first(191)), (std::vector{blocks[0], blocks[1]}));
    EXPECT_TRUE(index.find(counting(200, 1)).empty());
    auto changed = tokens;
    changed[64] = 9999;
    EXPECT_EQ(index.find(changed), (std::vector{blocks[0]}));
}

TEST(PrefixIndex, TheSameTokensAfterAnotherBeginningAreNotTheSame) {
    BlockPool pool(8);
    PrefixIndex index(pool);
    auto first = counting(64);
    const auto same = counting(64, 500);
    first.insert(first.end(), same.begin(), same.end());
    index.remember(first, std::vector{*pool.allocate(), *pool.allocate()});
    auto second = counting(64, 1000);
    second.insert(second.end(), same.begin(), same.end());
    index.remember(second, std::vector{*pool.allocate()});  // only its first block was ever computed
    EXPECT_EQ(index.find(second).size(), 1U);
    EXPECT_EQ(index.find(first).size(), 2U);
}

TEST(PrefixIndex, ForgetsTheOldestFirstAndNeverWhatIsInUse) {
    BlockPool pool(4);
    PrefixIndex index(pool);
    const auto old = counting(128);
    const auto young = counting(128, 1000);
    const std::vector<int> oldBlocks{*pool.allocate(), *pool.allocate()};
    const std::vector<int> youngBlocks{*pool.allocate(), *pool.allocate()};
    index.remember(old, oldBlocks);
    index.remember(young, youngBlocks);
    for (const int block : oldBlocks) pool.release(block);

    index.makeRoom(1);
    EXPECT_EQ(pool.free(), 1);
    EXPECT_EQ(index.find(old).size(), 1U) << "the end of the oldest goes before its beginning";
    pool.release(oldBlocks[0]);
    index.makeRoom(4);
    EXPECT_EQ(pool.free(), 2) << "the young one is still held";
    for (const int block : youngBlocks) pool.release(block);
    index.makeRoom(4);
    EXPECT_EQ(pool.free(), 4);
    EXPECT_EQ(index.idle(), 0);
}

TEST(PrefixIndex, RememberingTwiceHoldsOnce) {
    BlockPool pool(4);
    PrefixIndex index(pool);
    const auto tokens = counting(64);
    const int first = *pool.allocate();
    const int again = *pool.allocate();
    index.remember(tokens, std::vector{first});
    index.remember(tokens, std::vector{first});
    index.remember(tokens, std::vector{again});
    EXPECT_EQ(pool.holders(first), 2);
    EXPECT_EQ(pool.holders(again), 1);
}

}  // namespace
