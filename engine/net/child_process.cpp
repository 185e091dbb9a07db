#include "engine/net/child_process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace engine {
namespace {

constexpr size_t MaxWords = size_t{16} << 10U;
constexpr int BeatMilliseconds = 200;

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

// The environment with some variables set anew.
std::vector<std::string> environmentWith(const std::vector<std::string>& variables) {
    std::vector<std::string> all = variables;
    for (char** one = environ; *one; ++one) {
        const std::string_view text(*one);
        const std::string_view name = text.substr(0, text.find('=') + 1);
        bool replaced = false;
        for (const std::string& variable : variables) replaced |= variable.starts_with(name);
        if (!replaced) all.emplace_back(text);
    }
    return all;
}

base::Result<pid_t> start(std::vector<std::string> words, std::vector<std::string> variables, int out) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    pid_t child = -1;
    const int error = posix_spawnp(&child, words[0].c_str(), &actions, &attributes, pointers(words).data(),
                                   pointers(variables).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error == ENOENT) return -1;
    if (error != 0)
        return base::failure(base::Code::Io,
                             fmt::format("{} cannot be started: {}.", words[0], std::strerror(error)));
    return child;
}

// Until the pipe is closed or we shall stop; true when it was closed.
bool listen(int in, std::string& words, const std::function<void()>& beat, const std::stop_token& stop) {
    char block[4096];
    while (!stop.stop_requested()) {
        pollfd waiting{in, POLLIN, 0};
        if (poll(&waiting, 1, BeatMilliseconds) <= 0) {
            if (beat) beat();
            continue;
        }
        const ssize_t count = read(in, block, sizeof block);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return true;
        words.append(block, static_cast<size_t>(count));
        if (words.size() > MaxWords) words.erase(0, words.size() - MaxWords);
    }
    return false;
}

}  // namespace

base::Result<ChildEnd> runChild(const std::vector<std::string>& words,
                                const std::vector<std::string>& variables, const std::function<void()>& beat,
                                const std::stop_token& stop) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return base::failure(base::Code::Io, std::strerror(errno));
    const auto child = start(words, environmentWith(variables), ends[1]);
    close(ends[1]);
    ChildEnd result;
    if (!child || *child < 0) {
        close(ends[0]);
        if (!child) return tl::unexpected(child.error());
        result.code = 127;
        return result;
    }
    const bool finished = listen(ends[0], result.words, beat, stop);
    close(ends[0]);
    if (!finished) kill(-*child, SIGKILL);
    int status = 0;
    while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!finished) return base::failure(base::Code::Cancelled, "stopped");
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

}  // namespace engine
