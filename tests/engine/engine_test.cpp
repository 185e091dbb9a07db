// Loading, and what an engine says when it cannot load or computes nonsense: it lives on in every case.
#include "engine/run/engine.h"

#include <gtest/gtest.h>

#include <future>

#include "engine/run/trial.h"
#include "tests/engine/model_writer.h"
#include "tests/support/temporary_folder.h"

namespace {

using engine::ChatEvent;
using engine::ChatFeed;
using engine::ChatRequest;
using engine::Done;
using engine::Engine;
using engine::Failed;
using engine::Role;
using testing_engine::Json;

ChatFeed ask(Engine& engine, std::string text = "Hi", int maxTokens = 5) {
    auto feed = std::make_shared<engine::Feed<ChatEvent>>();
    ChatRequest request;
    request.messages.push_back({.role = Role::User, .text = std::move(text)});
    request.maxTokens = maxTokens;
    engine.ask(request, feed);
    return feed;
}

ChatEvent last(const ChatFeed& feed) {
    ChatEvent event;
    while (!feed->done())
        for (ChatEvent& next : feed->wait()) event = std::move(next);
    return event;
}

base::Error errorOf(const ChatEvent& event) {
    const auto* failed = std::get_if<Failed>(&event);
    return failed ? failed->error : base::Error{base::Code::Internal, "did not fail"};
}

TEST(Engine, AFolderThatIsNotThereFailsEveryRequestAndLivesOn) {
    Engine engine("/nowhere/at/all", {.device = "reference"});
    const auto first = errorOf(last(ask(engine)));
    EXPECT_EQ(first.code, base::Code::NotFound) << first.message;
    EXPECT_NE(first.message.find("/nowhere/at/all"), std::string::npos) << first.message;
    EXPECT_FALSE(engine.card());
    EXPECT_EQ(errorOf(last(ask(engine))).message, first.message);
}

TEST(Engine, AnUnknownDeviceIsSaid) {
    Engine engine("/nowhere", {.device = "abacus"});
    EXPECT_NE(errorOf(last(ask(engine))).message.find("abacus"), std::string::npos);
}

TEST(Engine, OptionsThatCannotBeAreSaid) {
    for (const engine::LocalOptions& options :
         {engine::LocalOptions{.chunkTokens = 0}, engine::LocalOptions{.cacheTokens = -1}}) {
        Engine engine("/nowhere", options);
        EXPECT_EQ(errorOf(last(ask(engine))).code, base::Code::Invalid);
    }
}

class BrokenSpeaker : public ::testing::Test {
protected:
    void SetUp() override { testing_engine::writeSpeaker(folder_.path()); }
    base::Error loadError() {
        Engine engine(folder_.path(), {.device = "reference"});
        const auto error = errorOf(last(ask(engine)));
        EXPECT_NE(error.message.find(folder_.path().filename().string()), std::string::npos)
            << "the folder is named: " << error.message;
        return error;
    }
    void changeConfig(const char* key, const Json& value) {
        auto config = testing_engine::speakerConfig();
        config[key] = value;
        testing_engine::writeAll(folder_.path() / "config.json", config.dump());
    }
    tests::TemporaryFolder folder_;
};

TEST_F(BrokenSpeaker, SoundItLoads) {
    Engine engine(folder_.path(), {.device = "reference"});
    EXPECT_TRUE(std::holds_alternative<Done>(last(ask(engine))));
    EXPECT_TRUE(engine.card());
}

TEST_F(BrokenSpeaker, AnotherArchitectureIsNamed) {
    changeConfig("architectures", {"DeepseekV32ForCausalLM"});
    const auto error = loadError();
    EXPECT_EQ(error.code, base::Code::Unsupported);
    EXPECT_NE(error.message.find("DeepseekV32ForCausalLM"), std::string::npos);
}

// Newer models store weights in ways that could not even be read: the name is what helps.
TEST_F(BrokenSpeaker, AnotherArchitectureIsNamedBeforeAnyWeightIsOpened) {
    changeConfig("architectures", {"DeepseekV4ForCausalLM"});
    testing_engine::writeAll(folder_.path() / "model.safetensors", "no weights at all");
    EXPECT_NE(loadError().message.find("\"DeepseekV4ForCausalLM\""), std::string::npos);
    std::filesystem::remove(folder_.path() / "model.safetensors");
    const auto error = loadError();
    EXPECT_EQ(error.code, base::Code::Unsupported);
    EXPECT_NE(error.message.find("\"DeepseekV4ForCausalLM\""), std::string::npos) << error.message;
}

TEST_F(BrokenSpeaker, AShapeThatDoesNotBelongIsNamed) {
    changeConfig("kv_lora_rank", 17);
    const auto error = loadError();
    EXPECT_EQ(error.code, base::Code::BadModel);
    EXPECT_NE(error.message.find("kv_a_proj_with_mqa"), std::string::npos) << error.message;
}

TEST_F(BrokenSpeaker, ATokenizerOfAnotherModelIsFound) {
    auto tensors = testing_engine::readSafetensors(folder_.path() / "model.safetensors");
    for (const char* name : {"lm_head.weight", "model.embed_tokens.weight"}) {
        tensors[name].shape[0] = 200;
        tensors[name].bytes.resize(200 * 32 * 4);
    }
    testing_engine::writeSafetensors(folder_.path() / "model.safetensors", tensors);
    changeConfig("vocab_size", 200);
    const auto error = loadError();
    EXPECT_EQ(error.code, base::Code::BadModel);
    EXPECT_NE(error.message.find("tokenizer.json"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("200"), std::string::npos) << error.message;
}

TEST_F(BrokenSpeaker, AMissingTokenizerIsSaid) {
    std::filesystem::remove(folder_.path() / "tokenizer.json");
    EXPECT_NE(loadError().message.find("tokenizer.json"), std::string::npos);
}

TEST_F(BrokenSpeaker, NonsenseNumbersWhileComputingEndTheAnswerNotTheProgram) {
    auto tensors = testing_engine::readSafetensors(folder_.path() / "model.safetensors");
    auto& head = tensors["lm_head.weight"];
    for (size_t i = 0; i < head.bytes.size() / 4; ++i) head.at(i) = 3e38F;  // finite, but no sum of them is
    testing_engine::writeSafetensors(folder_.path() / "model.safetensors", tensors);
    Engine engine(folder_.path(), {.device = "reference"});
    for (int i = 0; i < 2; ++i) {
        const auto error = errorOf(last(ask(engine)));
        EXPECT_EQ(error.code, base::Code::Numeric) << error.message;
        EXPECT_NE(error.message.find("inkctl models"), std::string::npos) << error.message;
    }
}

TEST_F(BrokenSpeaker, AFileThatWasCutOrReplacedIsNotUsedAnyMore) {
    const auto file = folder_.path() / "model.safetensors";
    for (const bool replace : {false, true}) {
        testing_engine::writeSpeaker(folder_.path());
        Engine engine(folder_.path(), {.device = "reference"});
        EXPECT_TRUE(std::holds_alternative<Done>(last(ask(engine))));
        if (replace) {
            std::filesystem::rename(file, folder_.path() / "old");
            std::filesystem::copy_file(folder_.path() / "old", file);
        } else {
            std::filesystem::resize_file(file, 1000);
        }
        const auto error = errorOf(last(ask(engine)));
        EXPECT_EQ(error.code, base::Code::BadModel) << error.message;
        EXPECT_NE(error.message.find("changed"), std::string::npos) << error.message;
    }
}

TEST_F(BrokenSpeaker, AFileThatIsCutWhileItLoadsOrComputesIsSaid) {
    const auto file = folder_.path() / "model.safetensors";
    testing_engine::writeSpeaker(folder_.path());
    const auto whole = engine::ModelParts::open(folder_.path(), {.device = "reference"},
                                                engine::ModelParts::Purpose::Compute, [&](int64_t, int64_t) {
                                                    std::filesystem::resize_file(file, 1000);
                                                    return true;
                                                });
    ASSERT_FALSE(whole);
    EXPECT_EQ(whole.error().code, base::Code::BadModel);
    EXPECT_NE(whole.error().message.find("changed"), std::string::npos) << whole.error().message;

    testing_engine::writeSpeaker(folder_.path());
    auto trial = *engine::Trial::open(*engine::ModelParts::open(folder_.path(), {.device = "reference"}), 64);
    const std::vector<int> ids{1, 2, 3};
    ASSERT_TRUE(trial->append(ids, engine::Batch::Want::Last));
    std::filesystem::resize_file(file, 1000);
    trial->append(ids, engine::Batch::Want::Last);
    EXPECT_TRUE(trial->parts().folder->lost()) << "and the program lives";
}

// While the question is read, and after the first words: on the engine's own thread, between two steps.
TEST_F(BrokenSpeaker, AFileThatIsCutDuringAnAnswerEndsTheAnswerNotTheProgram) {
    for (const bool speaking : {false, true}) {
        testing_engine::writeSpeaker(folder_.path());
        const auto feed = std::make_shared<engine::Feed<ChatEvent>>();
        std::promise<ChatEvent> end;
        bool cut = false;
        feed->onReady([&] {
            for (const ChatEvent& event : feed->take()) {
                const bool now = speaking ? std::holds_alternative<engine::TextDelta>(event)
                                          : std::holds_alternative<engine::Progress>(event);
                if (now && !std::exchange(cut, true))
                    std::filesystem::resize_file(folder_.path() / "model.safetensors", 1000);
                if (std::holds_alternative<Done>(event) || std::holds_alternative<Failed>(event))
                    end.set_value(event);
            }
        });
        Engine engine(folder_.path(), {.device = "reference", .chunkTokens = 4});
        ASSERT_TRUE(engine.card());
        ChatRequest request;
        request.messages.push_back({.role = Role::User, .text = "Hello there, how are you?"});
        request.maxTokens = 60;
        engine.ask(request, feed);
        const auto error = errorOf(end.get_future().get());
        EXPECT_TRUE(cut);
        EXPECT_EQ(error.code, base::Code::BadModel) << error.message;
        EXPECT_NE(error.message.find("changed"), std::string::npos) << error.message;
        EXPECT_EQ(errorOf(last(ask(engine))).code, base::Code::BadModel) << "and the engine lives";
    }
}

TEST_F(BrokenSpeaker, StoppingWhileItLoadsEndsTheFeed) {
    for (int i = 0; i < 20; ++i) {
        ChatFeed feed;
        {
            Engine engine(folder_.path(), {.device = "reference"});
            feed = ask(engine, "Hi", 0);
            if (i % 2 == 0) feed->stop();
        }
        const auto event = last(feed);
        EXPECT_TRUE(std::holds_alternative<Done>(event) || errorOf(event).code == base::Code::Cancelled);
    }
}

TEST_F(BrokenSpeaker, HintsAreFollowed) {
    testing_engine::writeAll(folder_.path() / "inkstone.json",
                             R"({"title": "Tiny speaker", "compact_tools": true})");
    Engine engine(folder_.path(), {.device = "reference"});
    const auto card = engine.card();
    ASSERT_TRUE(card);
    EXPECT_EQ(card->title, "Tiny speaker");
    EXPECT_TRUE(card->compactTools);
}

}  // namespace
