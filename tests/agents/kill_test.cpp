#include "tests/agents/kill_loop.h"

namespace {

TEST(Kill, FiftyTimes) {
    tests::killManyTimes(50);
}

}  // namespace
