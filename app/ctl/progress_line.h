// How far something long has come: one line that is written over on a terminal; plain lines everywhere else.
// Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace ctl {

class ProgressLine {
public:
    ProgressLine();

    // On standard error. Where it is no terminal, a line follows only when `mark` is another than the last.
    void show(const std::string& text, const std::string& mark);
    void end();

private:
    const bool terminal_;
    std::mutex mutex_;
    std::string mark_;
};

// "12.0 MB of 92.9 MB (12 %)", "12.0 MB" where the total (0) is not known.
std::string amountWords(int64_t done, int64_t total);
// The tenth that was reached, for ProgressLine's marks.
int tenthOf(int64_t done, int64_t total);

// ", 10.1 MB/s, 8 s left": over all that came since the start, calm enough to be read.
class Pace {
public:
    std::string words(int64_t done, int64_t total);

private:
    int64_t first_ = -1;
    std::chrono::steady_clock::time_point since_;
};

}  // namespace ctl
