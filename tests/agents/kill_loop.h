// A program that writes conversations through the real store and journal, killed at random moments: what it
// was told is safe must be there when the database is opened again. Used with two counts.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>

#include "agents/store/journal.h"
#include "agents/store/store.h"
#include "tests/support/temporary_folder.h"

namespace tests {

constexpr uint64_t ChangesPerConversation = 16;

inline std::string idOf(int run, uint64_t conversation, const char* what = "c") {
    return std::string(what) + "-" + std::to_string(run) + "-" + std::to_string(conversation);
}

inline std::string wordOf(uint64_t change) {
    return std::string("<") + std::to_string(change) + ":" +
           std::string(200 + change % 7 * 300, static_cast<char>('a' + change % 26)) + ">";
}

inline std::string textUpTo(uint64_t firstChange, uint64_t lastChange) {
    std::string text;
    for (uint64_t change = firstChange; change < lastChange; ++change) text += wordOf(change);
    return text;
}

// The whole life of conversation after conversation, one change at a time: heading, question, an answer that
// grows (changes 3 to 12), a step in it, its end, a draft.
inline agents::Change changeOf(int run, uint64_t change) {
    const uint64_t conversation = change / ChangesPerConversation, at = change % ChangesPerConversation;
    const uint64_t first = conversation * ChangesPerConversation;
    const std::string id = idOf(run, conversation), answer = idOf(run, conversation, "a");
    agents::Entry entry;
    if (at == 0)
        return agents::PutConversation{
            {.id = id, .title = "Title " + id, .changedAt = static_cast<int64_t>(change)}};
    if (at == 1) {
        entry.id = idOf(run, conversation, "u");
        entry.text = "question of " + id;
        return agents::PutEntry{id, entry};
    }
    entry.id = answer;
    entry.parent = idOf(run, conversation, "u");
    entry.role = engine::Role::Assistant;
    entry.state = agents::AnswerState::Streaming;
    if (at == 2) return agents::PutEntry{id, entry};
    if (at <= 12) return agents::AppendText{answer, 0, wordOf(change), false};
    const agents::Step step{.id = idOf(run, conversation, "s"),
                            .call = {"1", "clock", "{}"},
                            .state = agents::Step::State::Running};
    if (at == 13) return agents::PutStep{answer, 0, 0, step};
    if (at == 15) return agents::PutDraft{id, "draft of " + id};
    entry.state = agents::AnswerState::Done;
    entry.parts = {{.text = textUpTo(first + 3, first + 13), .steps = {step}}};
    entry.parts[0].steps[0].state = agents::Step::State::Done;
    return agents::PutEntry{id, entry};
}

// In the child: until it is killed. Tells how many changes are safe.
[[noreturn]] inline void writeUntilKilled(const std::filesystem::path& file, int run, int pipe) {
    auto store = agents::Store::open(file);
    if (!store) _exit(3);
    agents::Journal journal(**store, [&](const agents::Journal::Report& report) {
        if (report.trouble) _exit(4);
        if (report.savedAt && write(pipe, &report.changes, sizeof report.changes) != sizeof report.changes)
            _exit(5);
    });
    for (uint64_t change = 0;; ++change) {
        const bool grows = std::holds_alternative<agents::AppendText>(changeOf(run, change));
        journal.write(changeOf(run, change),
                      grows ? agents::Journal::When::Soon : agents::Journal::When::Now);
        if (change % 29 == 28 && !journal.flush()) _exit(6);  // keeps the queue short
    }
}

inline void checkConversation(agents::Store& store, int run, uint64_t conversation, uint64_t safe) {
    using agents::AnswerState;
    const uint64_t first = conversation * ChangesPerConversation;
    if (safe <= first) return;
    const auto loaded = store.load(idOf(run, conversation));
    ASSERT_TRUE(loaded) << "lost: " << idOf(run, conversation);
    EXPECT_EQ(loaded->heading.title, "Title " + idOf(run, conversation));
    if (safe <= first + 1) return;
    ASSERT_GE(loaded->entries.size(), 1U);
    EXPECT_EQ(loaded->entries[0].text, "question of " + idOf(run, conversation));
    if (safe <= first + 2) return;
    ASSERT_EQ(loaded->entries.size(), 2U);
    const agents::Entry& answer = loaded->entries[1];
    EXPECT_NE(answer.state, AnswerState::Streaming) << "not marked as interrupted";
    const std::string wanted = textUpTo(first + 3, std::min(safe, first + 13));
    if (!wanted.empty()) {
        ASSERT_EQ(answer.parts.size(), 1U);
        EXPECT_TRUE(answer.parts[0].text.starts_with(wanted)) << "text lost in " << idOf(run, conversation);
    }
    if (safe > first + 13) {
        EXPECT_EQ(answer.parts[0].steps.size(), 1U);
    }
    if (safe > first + 14) {
        EXPECT_EQ(answer.state, AnswerState::Done);
        EXPECT_EQ(answer.parts[0].steps[0].state, agents::Step::State::Done);
        EXPECT_EQ(answer.parts[0].text, wanted);
    } else if (answer.state == AnswerState::Interrupted && !answer.parts.empty() &&
               !answer.parts[0].steps.empty()) {
        EXPECT_EQ(answer.parts[0].steps[0].state, agents::Step::State::Unknown);
    }
    if (safe > first + 15) {
        EXPECT_EQ(loaded->draft, "draft of " + idOf(run, conversation));
    }
}

// Reads what comes for so many acknowledgements, then a little longer; the last number it was told.
inline uint64_t listen(int pipe, int acknowledgements, std::chrono::microseconds longer) {
    uint64_t safe = 0;
    for (int i = 0; i < acknowledgements; ++i) {
        uint64_t told = 0;
        if (read(pipe, &told, sizeof told) != sizeof told) return safe;
        safe = told;
    }
    const auto end = std::chrono::steady_clock::now() + longer;
    while (std::chrono::steady_clock::now() < end) {
    }
    return safe;
}

inline uint64_t drain(int pipe, uint64_t safe) {
    uint64_t told = 0;
    while (read(pipe, &told, sizeof told) == sizeof told) safe = told;
    return safe;
}

inline void killManyTimes(int times) {
    TemporaryFolder place;
    const std::filesystem::path file = place / "inkstone.db";
    std::mt19937 random(std::random_device{}());
    uint64_t total = 0;
    size_t conversations = 0;
    for (int run = 0; run < times && !testing::Test::HasFailure(); ++run) {
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            close(ends[0]);
            writeUntilKilled(file, run, ends[1]);
        }
        close(ends[1]);
        const int acknowledgements = static_cast<int>(random() % 7);
        uint64_t safe = listen(ends[0], acknowledgements, std::chrono::microseconds(random() % 6000));
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
        safe = drain(ends[0], safe);  // what it said before it died
        close(ends[0]);

        const auto store = agents::Store::open(file);
        ASSERT_TRUE(store) << store.error().message;
        EXPECT_TRUE((*store)->troubles().empty()) << (*store)->troubles()[0].message;
        EXPECT_EQ(*(*store)->integrity(), "ok");
        for (uint64_t conversation = 0; conversation * ChangesPerConversation < safe; ++conversation)
            checkConversation(**store, run, conversation, safe);
        total += safe;
        conversations = (*store)->headings()->size();
    }
    testing::Test::RecordProperty("changes", std::to_string(total));
    std::printf("%d kills: %llu changes were acknowledged and found, in %zu conversations\n", times,
                static_cast<unsigned long long>(total), conversations);
}

}  // namespace tests
