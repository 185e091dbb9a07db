#include "kernels/base/log.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <mutex>

namespace base::log {
namespace {

constexpr std::string_view Names[] = {"debug", "info", "warn", "error"};

struct Sinks {
    std::mutex mutex;
    std::FILE* file = nullptr;
    Level shown = Level::Warn;

    Sinks() {
        const char* wanted = std::getenv("INKSTONE_LOG");
        if (!wanted) return;
        for (size_t i = 0; i < std::size(Names); ++i)
            if (Names[i] == wanted) shown = static_cast<Level>(i);
    }
};

Sinks& sinks() {
    static Sinks* one = new Sinks;  // never destroyed: threads may log while the program ends
    return *one;
}

std::string clockTime() {
    using namespace std::chrono;
    const auto now = system_clock::now();
    const std::time_t seconds = system_clock::to_time_t(now);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    const auto milliseconds = duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
    return fmt::format("{:02}:{:02}:{:02}.{:03}", parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds);
}

}  // namespace

void setFile(const std::filesystem::path& file) {
    std::FILE* opened = std::fopen(file.c_str(), "ae");
    {
        std::lock_guard lock(sinks().mutex);
        if (sinks().file) std::fclose(sinks().file);
        sinks().file = opened;
    }
    if (!opened) warn("base", "cannot write the log file {}", file.string());
}

void write(Level level, std::string_view category, std::string_view line) {
    const std::string text =
        fmt::format("{} {:5} {}: {}\n", clockTime(), Names[static_cast<size_t>(level)], category, line);
    Sinks& out = sinks();
    std::lock_guard lock(out.mutex);
    if (level >= out.shown) std::fputs(text.c_str(), stderr);
    if (out.file) {
        std::fputs(text.c_str(), out.file);
        std::fflush(out.file);
    }
}

}  // namespace base::log
