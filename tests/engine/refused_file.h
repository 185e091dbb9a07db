// A test on files of one type, made of bytes: what is not sound is refused in words that begin with the path,
// and fast.
#pragma once

#include <gtest/gtest.h>

#include <ctime>
#include <memory>
#include <string>

#include "kernels/base/result.h"
#include "tests/support/temporary_folder.h"

namespace testing_engine {

template <typename File>
class RefusedFile : public testing::Test {
protected:
    explicit RefusedFile(const char* name) : name_(name) {}

    base::Result<std::unique_ptr<File>> open(const std::string& bytes) {
        folder_.write(name_, bytes);
        return File::open(folder_ / name_);
    }
    // The message, without the path.
    std::string refusal(const std::string& bytes, base::Code code = base::Code::BadModel) {
        const std::clock_t start = std::clock();
        const auto file = open(bytes);
        EXPECT_LT(std::clock() - start, MostSeconds * CLOCKS_PER_SEC);
        EXPECT_FALSE(file);
        if (file) return {};
        EXPECT_EQ(file.error().code, code) << file.error().message;
        const std::string path = (folder_ / name_).string() + ": ";
        EXPECT_TRUE(file.error().message.starts_with(path)) << file.error().message;
        return file.error().message.substr(path.size());
    }

    tests::TemporaryFolder folder_;

private:
#ifdef NDEBUG
    static constexpr int MostSeconds = 1;  // of processor time
#else
    static constexpr int MostSeconds = 5;
#endif
    std::string name_;
};

}  // namespace testing_engine
