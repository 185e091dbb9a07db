// The web server of hostile_server.py, as long as this object lives. One thread.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "engine/base/json.h"
#include "engine/net/http_client.h"

namespace tests {

class HostileServer {
public:
    explicit HostileServer(const std::filesystem::path& folder) {
        int in[2], out[2];
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) return;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
        std::string python = "python3", script = INKSTONE_SOURCE_DIR "/tests/support/hostile_server.py";
        std::string place = folder.string();
        char* words[] = {python.data(), script.data(), place.data(), nullptr};
        posix_spawnp(&child_, python.c_str(), &actions, nullptr, words, environ);
        posix_spawn_file_actions_destroy(&actions);
        close(in[0]);
        close(out[1]);
        alive_ = in[1];
        char digit = 0;
        while (read(out[0], &digit, 1) == 1 && digit != '\n') port_ += digit;
        close(out[0]);
        EXPECT_FALSE(port_.empty()) << "tests/support/hostile_server.py did not start";
    }
    ~HostileServer() {
        close(alive_);
        waitpid(child_, nullptr, 0);
    }
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;

    // An address whose first part is what the server shall do wrong.
    std::string url(const std::string& faults, const std::string& path = {}) const {
        return "http://127.0.0.1:" + port_ + "/" + faults + (path.empty() ? "" : "/" + path);
    }
    std::string get(const std::string& path) const {
        const auto text = engine::fetchText({}, {.url = url(path)}, 1 << 24, {});
        EXPECT_TRUE(text) << text.error().message;
        return text ? text->first : std::string();
    }
    engine::Json log() const { return engine::parseJson(get("log")).value_or(engine::Json::array()); }

private:
    pid_t child_ = -1;
    int alive_ = -1;
    std::string port_;
};

// Bytes without a pattern that a mistake of places could hide in.
inline std::string noise(size_t count, uint64_t seed = 1) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<char>(seed >> 56U);
    }
    return bytes;
}

}  // namespace tests
