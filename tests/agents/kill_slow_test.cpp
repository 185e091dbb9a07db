#include "tests/agents/kill_loop.h"

namespace {

TEST(KillSlow, FiveHundredTimes) {
    tests::killManyTimes(500);
}

}  // namespace
