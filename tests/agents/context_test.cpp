#include "agents/context.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_backend.h"

namespace {

using namespace agents;
using tests::ScriptedBackend;

TEST(Context, OldTurnsGoFirst) {
    engine::ModelCard card = ScriptedBackend::starter();
    std::vector<engine::Message> messages;
    for (int i = 0; i < 20; ++i) {
        messages.push_back(
            {.role = engine::Role::User, .text = "question " + std::to_string(i) + std::string(60, 'q')});
        messages.push_back({.role = engine::Role::Assistant,
                            .text = "",
                            .calls = {{"c", "calculate", "{\"expression\": \"1+1\"}"}}});
        messages.push_back({.role = engine::Role::Tool, .text = "2", .callId = "c"});
        messages.push_back({.role = engine::Role::Assistant, .text = "The result is 2."});
    }
    messages.push_back({.role = engine::Role::User, .text = "and now?"});
    const auto kept = fitted(messages, {}, card);
    EXPECT_LT(kept.size(), 30U);
    EXPECT_GT(kept.size(), 4U);
    EXPECT_EQ(kept.front().role, engine::Role::User);
    EXPECT_EQ(kept.back().text, "and now?");
    int tokens = 0;
    for (const auto& message : kept) tokens += estimateTokens(message);
    EXPECT_LE(tokens, promptBudget(card));
    card.compactTools = false;
    card.contextTokens = 128'000;
    EXPECT_EQ(fitted(messages, {}, card).size(), messages.size() + 1);
}

TEST(Context, ThePresentTurnIsAlwaysSent) {
    std::vector<engine::Message> messages = {{.role = engine::Role::User, .text = "old"},
                                             {.role = engine::Role::User, .text = std::string(50'000, 'x')},
                                             {.role = engine::Role::Tool, .text = "result"}};
    const auto kept = fitted(messages, {}, ScriptedBackend::starter());
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_EQ(kept[1].text, "result");
}

TEST(Context, EntriesAsMessages) {
    Entry question;
    question.text = "q";
    Entry answer;
    answer.role = engine::Role::Assistant;
    answer.parts = {{.text = "before", .reasoning = "secret"}, {.text = "after"}};
    answer.parts[0].steps = {{.id = "s", .call = {"c", "clock", "{}"}, .result = "now"},
                             {.id = "t", .call = {"d", "clock", "{}"}, .state = Step::State::Unknown}};
    Entry failed;
    failed.role = engine::Role::Assistant;
    failed.state = AnswerState::Failed;
    Entry streaming;
    streaming.role = engine::Role::Assistant;
    streaming.state = AnswerState::Streaming;
    const auto messages = messagesOf(std::vector{question, answer, question, failed, question, streaming});
    ASSERT_EQ(messages.size(), 6U);
    EXPECT_EQ(messages[1].text, "before");
    EXPECT_EQ(messages[1].calls.size(), 2U);
    EXPECT_TRUE(messages[1].reasoning.empty());
    EXPECT_EQ(messages[2].text, "now");
    EXPECT_EQ(messages[3].text, "error: this was interrupted; whether it was done is not known");
    EXPECT_EQ(messages[4].text, "after");
    EXPECT_EQ(messages[5].role, engine::Role::User) << "a failed answer is left out with its question";
}

}  // namespace
