#include "app/ctl/progress_line.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "app/ctl/terminal.h"
#include "engine/base/disk.h"

namespace ctl {
namespace {

using engine::sizeWords;
using Clock = std::chrono::steady_clock;

std::string timeWords(double seconds) {
    if (seconds < 90) return fmt::format("{:.0f} s", seconds);
    if (seconds < 5400) return fmt::format("{:.0f} min", seconds / 60);
    return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(const std::string& text, const std::string& mark) {
    const std::lock_guard lock(mutex_);
    if (terminal_) {
        fmt::print(stderr, "\r{}\033[K", shownText(text));
        std::fflush(stderr);
        return;
    }
    if (mark == mark_) return;
    mark_ = mark;
    fmt::print(stderr, "{}\n", shownText(text));
}

void ProgressLine::end() {
    if (terminal_) fmt::print(stderr, "\r\033[K");
}

std::string amountWords(int64_t done, int64_t total) {
    if (total <= 0) return sizeWords(done);
    return fmt::format("{} of {} ({} %)", sizeWords(done), sizeWords(total),
                       std::min<int64_t>(done * 100 / total, 100));
}

int tenthOf(int64_t done, int64_t total) {
    return total > 0 ? static_cast<int>(done * 10 / total) : 0;
}

std::string Pace::words(int64_t done, int64_t total) {
    if (first_ < 0 || done < first_) first_ = done, since_ = Clock::now();
    const double seconds = std::chrono::duration<double>(Clock::now() - since_).count();
    if (seconds < 1 || done == first_) return {};
    const double rate = static_cast<double>(done - first_) / seconds;
    std::string text = fmt::format(", {}/s", sizeWords(static_cast<int64_t>(rate)));
    if (total > done) text += fmt::format(", {} left", timeWords(static_cast<double>(total - done) / rate));
    return text;
}

}  // namespace ctl
