// Whole answers through the front door, from a tiny random model that speaks bytes: same tokens however
// requests are mixed, cut, cached or preempted, and every way an answer can end.
#include "engine/run/local_backend.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "engine/run/trial.h"
#include "engine/text/chat_format.h"
#include "engine/text/reply_parser.h"
#include "tests/engine/model_writer.h"
#include "tests/support/temporary_folder.h"

namespace {

using engine::ChatEvent;
using engine::ChatRequest;
using engine::Done;
using engine::Failed;
using engine::FinishReason;
using engine::LocalBackend;
using engine::LocalOptions;
using engine::Message;
using engine::Progress;
using engine::Role;

using Feed = std::shared_ptr<engine::Feed<ChatEvent>>;

struct Answer {
    std::string text;
    std::vector<ChatEvent> events;
    const Done* done() const { return std::get_if<Done>(&events.back()); }
    const Failed* failed() const { return std::get_if<Failed>(&events.back()); }
};

Answer whole(const Feed& feed) {
    Answer answer;
    while (!feed->done())
        for (ChatEvent& event : feed->wait()) {
            if (const auto* text = std::get_if<engine::TextDelta>(&event)) answer.text += text->text;
            answer.events.push_back(std::move(event));
        }
    EXPECT_FALSE(answer.events.empty());
    return answer;
}

ChatRequest asking(std::string text, int maxTokens = 40) {
    ChatRequest request;
    request.messages.push_back({.role = Role::User, .text = std::move(text)});
    request.maxTokens = maxTokens;
    return request;
}

// Once for each kind of attention.
class Speaker : public ::testing::TestWithParam<const char*> {
protected:
    static void SetUpTestSuite() {
        for (const auto& config : {testing_engine::speakerConfig(), testing_engine::denseSpeakerConfig()}) {
            auto folder = std::make_unique<tests::TemporaryFolder>();
            testing_engine::writeSpeaker(folder->path(), config);
            folders_[config["architectures"][0].get<std::string>()] = std::move(folder);
        }
    }
    static void TearDownTestSuite() { folders_.clear(); }
    static std::filesystem::path folder() { return folders_.at(GetParam())->path(); }
    static std::unique_ptr<LocalBackend> open(LocalOptions options = {}) {
        options.device = "reference";
        return LocalBackend::open(folder(), options);
    }
    static std::string alone(const ChatRequest& request) { return whole(open()->start(request)).text; }

private:
    static std::map<std::string, std::unique_ptr<tests::TemporaryFolder>> folders_;
};
std::map<std::string, std::unique_ptr<tests::TemporaryFolder>> Speaker::folders_;
INSTANTIATE_TEST_SUITE_P(Kinds, Speaker, ::testing::Values("DeepseekV3ForCausalLM", "Qwen2ForCausalLM"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Speaker, SaysWhatTheForwardPassSays) {
    const auto request = asking("Hello there, how are you?", 60);
    // The same answer by hand: render, compute one token at a time, take the most likely.
    auto trial = *engine::Trial::open(*engine::ModelParts::open(folder(), {.device = "reference"}), 512);
    const auto tokenizer = *engine::openTokenizer(trial->parts());
    const engine::ChatFormat& format = *engine::chatFormatNamed("deepseek-v3");
    auto ids = *engine::promptIds(format.render(request.messages, {}, {}).pieces, *tokenizer);
    ASSERT_GT(ids.size(), 20U);
    std::vector<ChatEvent> events;
    engine::ReplyParser parser(*tokenizer, format.reply());
    std::span<const int> next(ids);
    int token = 0;
    for (int i = 0; i < request.maxTokens; ++i) {
        const auto logits = trial->append(next, engine::Batch::Want::Last);
        ASSERT_TRUE(logits);
        const auto said = logits->first(static_cast<size_t>(tokenizer->vocabularySize()));
        token = static_cast<int>(std::max_element(said.begin(), said.end()) - said.begin());
        if (token == *tokenizer->endOfSentence()) break;
        parser.feed(token, events);
        next = {&token, 1};
    }
    parser.finish(events);
    std::string expected;
    for (const auto& event : events)
        if (const auto* text = std::get_if<engine::TextDelta>(&event)) expected += text->text;

    const auto answer = whole(open()->start(request));
    ASSERT_TRUE(answer.done()) << (answer.failed() ? answer.failed()->error.message : "");
    EXPECT_EQ(answer.text, expected);
    EXPECT_FALSE(answer.text.empty());
    EXPECT_EQ(answer.done()->usage.promptTokens, static_cast<int>(ids.size()));
    EXPECT_GT(answer.done()->usage.prefillSeconds, 0);
    EXPECT_GT(answer.done()->usage.tokensPerSecond(), 0);
}

TEST_P(Speaker, ItsCardSaysWhatItIs) {
    const auto cards = open()->models();
    ASSERT_TRUE(cards) << cards.error().message;
    ASSERT_EQ(cards->size(), 1U);
    const auto& card = cards->front();
    EXPECT_EQ(card.architecture, GetParam());
    EXPECT_EQ(card.contextTokens, 512);
    EXPECT_EQ(card.formats, "F32");
    EXPECT_EQ(card.parameters * 4, card.bytes) << "every parameter counted once";
    EXPECT_LT(card.activeParameters, card.parameters);
}

TEST_P(Speaker, ThinksFirstWhenAskedTo) {
    auto backend = open({.chatFormat = "deepseek-v3.1"});
    EXPECT_TRUE(backend->models()->front().thinksWhenAsked);
    EXPECT_FALSE(open()->models()->front().thinksWhenAsked);
    auto request = asking("Hello");
    const auto plain = whole(backend->start(request));
    request.thinking = true;
    const auto thought = whole(backend->start(request));
    ASSERT_TRUE(plain.done() && thought.done());
    const auto reasons = [](const ChatEvent& event) {
        return std::holds_alternative<engine::ReasoningDelta>(event);
    };
    EXPECT_TRUE(std::none_of(plain.events.begin(), plain.events.end(), reasons));
    EXPECT_TRUE(std::any_of(thought.events.begin(), thought.events.end(), reasons));
}

TEST_P(Speaker, AChatFormatThatIsNoneNamesThoseThereAre) {
    const auto cards = open({.chatFormat = "vicuna"})->models();
    ASSERT_FALSE(cards);
    EXPECT_NE(cards.error().message.find("vicuna"), std::string::npos) << cards.error().message;
    EXPECT_NE(cards.error().message.find("deepseek-v3.1, "), std::string::npos) << cards.error().message;
}

TEST_P(Speaker, PiecesOfThePromptChangeNothing) {
    const auto request = asking(std::string(150, 'x') + " and some more words", 30);
    const auto expected = alone(request);
    for (const int chunk : {1, 3, 7, 64}) {
        const auto answer = whole(open({.chunkTokens = chunk})->start(request));
        EXPECT_EQ(answer.text, expected) << chunk;
    }
}

TEST_P(Speaker, StrangersChangeNothing) {
    std::vector<ChatRequest> requests;
    for (int i = 0; i < 20; ++i)
        requests.push_back(
            asking(std::string(static_cast<size_t>(7 * i + 1), static_cast<char>('a' + i)), 10 + i));
    requests[3].sampling = {.temperature = 1.0F, .seed = 11};
    requests[4].sampling = {.temperature = 0.8F, .topP = 0.9F, .seed = 12};
    const auto together = open({.chunkTokens = 32});
    std::vector<Feed> feeds;
    for (const auto& request : requests) feeds.push_back(together->start(request));
    for (size_t i = 0; i < requests.size(); ++i) {
        const auto answer = whole(feeds[i]);
        ASSERT_TRUE(answer.done());
        EXPECT_EQ(answer.text, alone(requests[i])) << i;
    }
}

TEST_P(Speaker, ACacheTooSmallForAllMakesThemWaitAndChangesNothing) {
    std::vector<ChatRequest> requests;
    for (int i = 0; i < 4; ++i)
        requests.push_back(asking("Question " + std::to_string(i) + std::string(90, '.'), 100));
    const auto together = open({.cacheTokens = 320, .chunkTokens = 64});
    std::vector<Feed> feeds;
    for (const auto& request : requests) feeds.push_back(together->start(request));
    bool waited = false;
    for (size_t i = 0; i < requests.size(); ++i) {
        const auto answer = whole(feeds[i]);
        ASSERT_TRUE(answer.done());
        EXPECT_EQ(answer.text, alone(requests[i])) << i;
        for (const auto& event : answer.events)
            if (const auto* progress = std::get_if<Progress>(&event))
                waited |= progress->phase == Progress::Phase::Queued;
    }
    EXPECT_TRUE(waited);
}

TEST_P(Speaker, TheNextQuestionOfAConversationIsNotReadFromTheStart) {
    const auto backend = open();
    auto request = asking(std::string(100, 'q') + "?", 50);
    const auto first = whole(backend->start(request));
    ASSERT_TRUE(first.done());
    EXPECT_EQ(first.done()->usage.cachedTokens, 0);
    request.messages.push_back({.role = Role::Assistant, .text = first.text});
    request.messages.push_back({.role = Role::User, .text = "and now?"});
    const auto second = whole(backend->start(request));
    ASSERT_TRUE(second.done());
    EXPECT_GE(second.done()->usage.cachedTokens, 64);
    EXPECT_LT(second.done()->usage.cachedTokens, second.done()->usage.promptTokens);
    EXPECT_EQ(second.text, alone(request));
}

TEST_P(Speaker, TheSeedDecides) {
    auto request = asking("Tell me something.", 40);
    request.sampling = {.temperature = 1.5F, .seed = 5};
    const auto backend = open();
    const auto first = whole(backend->start(request)).text;
    EXPECT_EQ(whole(backend->start(request)).text, first);
    request.sampling.seed = 6;
    EXPECT_NE(whole(backend->start(request)).text, first);
}

TEST_P(Speaker, EndsAtTheWantedLength) {
    const auto answer = whole(open()->start(asking("Hi", 7)));
    ASSERT_TRUE(answer.done());
    EXPECT_EQ(answer.done()->reason, FinishReason::Length);
    EXPECT_EQ(answer.done()->usage.answerTokens, 7);
}

TEST_P(Speaker, EndsWhenTheContextIsFull) {
    for (const int wanted : {0, std::numeric_limits<int>::max()}) {  // row E11
        const auto answer = whole(open()->start(asking(std::string(450, 'z'), wanted)));
        ASSERT_TRUE(answer.done()) << answer.failed()->error.message;
        if (answer.done()->reason == FinishReason::Length) {
            EXPECT_EQ(answer.done()->usage.promptTokens + answer.done()->usage.answerTokens, 512);
        }
    }
}

TEST_P(Speaker, APromptLongerThanTheContextNamesBothNumbers) {
    const auto answer = whole(open()->start(asking(std::string(600, 'z'))));
    ASSERT_TRUE(answer.failed());
    EXPECT_EQ(answer.failed()->error.code, base::Code::TooLarge);
    const auto& words = answer.failed()->error.message;
    EXPECT_NE(words.find("512"), std::string::npos) << words;
    EXPECT_NE(words.find("60"), std::string::npos) << words;
}

TEST_P(Speaker, RequestsThatMakeNoSenseAreRefused) {
    const auto backend = open();
    auto request = asking("Hi");
    request.sampling.temperature = -1;
    EXPECT_EQ(whole(backend->start(request)).failed()->error.code, base::Code::Invalid);
    EXPECT_EQ(whole(backend->start({})).failed()->error.code, base::Code::Invalid);
    EXPECT_EQ(whole(backend->start(asking("Hi", -1))).failed()->error.code, base::Code::Invalid);
    EXPECT_TRUE(whole(backend->start(asking("Hi"))).done()) << "and the next one is answered";
}

TEST_P(Speaker, StopsWhenTheReaderWantsNoMore) {
    const auto backend = open({.chunkTokens = 1});
    const auto feed = backend->start(asking(std::string(300, 's'), 0));
    feed->wait();
    feed->stop();
    const auto answer = whole(feed);
    ASSERT_TRUE(answer.done());
    EXPECT_EQ(answer.done()->reason, FinishReason::Cancelled);
    EXPECT_EQ(answer.done()->usage.answerTokens, 0) << "a whole prompt cannot have been read in between";
}

TEST_P(Speaker, ClosingTheBackendEndsEveryFeed) {
    std::vector<Feed> feeds;
    {
        const auto backend = open({.chunkTokens = 1});
        for (int i = 0; i < 30; ++i) feeds.push_back(backend->start(asking(std::string(300, 'c'), 0)));
        feeds.front()->wait();
    }
    for (const auto& feed : feeds) {
        const auto answer = whole(feed);
        const bool cancelled = answer.failed() ? answer.failed()->error.code == base::Code::Cancelled
                                               : answer.done()->reason == FinishReason::Cancelled;
        EXPECT_TRUE(cancelled);
    }
}

}  // namespace
