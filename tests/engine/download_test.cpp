// Downloads from a server that breaks, stalls, lies and changes its mind.
#include <algorithm>
#include <csignal>

#include "engine/net/download.h"
#include "engine/net/pieces.h"
#include "tests/support/hostile_server.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

using State = DownloadProgress::State;

Network quick() {
    Network network;
    network.connectWait = std::chrono::seconds(5);
    network.stallWait = std::chrono::seconds(1);
    network.firstWait = network.longestWait = std::chrono::milliseconds(0);
    network.attempts = 4;
    network.pieceBytes = 40000;
    network.saveBytes = 1000;
    return network;
}

class Download : public testing::Test {
protected:
    Download() : server(source.path()) {
        setenv("no_proxy", "127.0.0.1,localhost", 1);
        source.write("model.gguf", bytes);
        Sum sum(Digest::Kind::Sha256, 0);
        sum.add(std::as_bytes(std::span(bytes)));
        digest = sum.end();
    }

    RemoteFile file(const std::string& faults) const {
        return {"model.gguf", server.url(faults, "model.gguf"), static_cast<int64_t>(bytes.size()), digest};
    }
    base::Result<> get(const RemoteFile& one, const Network& network = quick(),
                       const std::stop_token& stop = {}) {
        return download(
            network, {one}, target.path(), [this](const DownloadProgress& now) { told.push_back(now); },
            stop);
    }
    void expectWhole() const {
        EXPECT_TRUE(target.read("model.gguf") == bytes) << "the bytes differ";
        size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(target.path()))
            files += entry.exists() ? 1 : 0;
        EXPECT_EQ(files, 1U) << "something was left beside the file";
    }
    int64_t bytesAsked(const std::string& path) const {
        int64_t sum = 0;
        for (const Json& one : server.log())
            if (one["path"].get<std::string>().find(path) != std::string::npos) ++sum;
        return sum;
    }

    const std::string bytes = tests::noise(300007);
    Digest digest;
    tests::TemporaryFolder source, target;
    tests::HostileServer server;
    std::vector<DownloadProgress> told;
};

TEST_F(Download, GetsAFileInPieces) {
    ASSERT_TRUE(get(file("plain")));
    expectWhole();
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back().state, State::Done);
    EXPECT_EQ(told.back().done, 300007);
    EXPECT_EQ(bytesAsked("/plain/"), 1 + 8) << "the look, and eight pieces";
    ASSERT_TRUE(get(file("plain")));
    EXPECT_EQ(bytesAsked("/plain/"), 9) << "what is there is not fetched again";
}

TEST_F(Download, GoesOnAfterBrokenConnections) {
    ASSERT_TRUE(get(file("break=9000")));
    expectWhole();
}

TEST_F(Download, GoesOnAfterAStall) {
    Network network = quick();
    network.pieceBytes = 1 << 20;
    ASSERT_TRUE(get(file("stall=100000,times=1"), network));
    expectWhole();
}

TEST_F(Download, TriesAgainWhenTheServerIsBusy) {
    for (const char* faults : {"status=503,times=2", "status=429,retry=0,times=3", "status=500,times=1"}) {
        const tests::TemporaryFolder fresh;
        const auto done = download(quick(), {file(faults)}, fresh.path(), [](const auto&) {}, {});
        ASSERT_TRUE(done) << faults << ": " << done.error().message;
        EXPECT_TRUE(fresh.read("model.gguf") == bytes) << faults;
    }
}

TEST_F(Download, GivesUpInWords) {
    struct Case {
        const char* faults;
        base::Code code;
        const char* words;
    };
    for (const Case& one :
         {Case{"status=404", base::Code::NotFound, "is not there"},
          Case{"status=401", base::Code::Denied, "--token"},
          Case{"status=403", base::Code::Denied, "--token"},
          Case{"status=416", base::Code::Corrupt, "shorter"},
          Case{"status=429", base::Code::Busy, "too many requests"},
          Case{"status=503", base::Code::Io, "status 503"}, Case{"loop", base::Code::Io, "without an end"},
          Case{"shift=5", base::Code::Corrupt, "were asked for"},
          Case{"length=-30", base::Code::Io, "goes on from here"},
          Case{"break=0", base::Code::Io, "the connection broke"},
          Case{"total=9", base::Code::Corrupt, "300016 bytes"},
          Case{"corrupt=77", base::Code::Corrupt, "arrived damaged"},
          Case{"long=9,nolength", base::Code::Corrupt, "more bytes than it said"},
          Case{"etag=\"{n}\"", base::Code::Corrupt, "changed while"}}) {
        const tests::TemporaryFolder fresh;
        const auto done = download(quick(), {file(one.faults)}, fresh.path(), [](const auto&) {}, {});
        ASSERT_FALSE(done) << one.faults;
        EXPECT_EQ(done.error().code, one.code) << one.faults << ": " << done.error().message;
        EXPECT_NE(done.error().message.find(one.words), std::string::npos)
            << one.faults << ": " << done.error().message;
        EXPECT_FALSE(std::filesystem::exists(fresh / "model.gguf")) << one.faults;
    }
}

TEST_F(Download, WantsTheSizeThatTheListNames) {
    RemoteFile wrong = file("plain");
    wrong.size = 300008;
    const auto done = get(wrong);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, base::Code::Corrupt);
    EXPECT_NE(done.error().message.find("300007 bytes, the list of files says 300008"), std::string::npos);
}

TEST_F(Download, RepairsOneDamagedByte) {
    ASSERT_TRUE(get(file("corrupt=50000,times=8")));
    expectWhole();
}

TEST_F(Download, TakesTheWholeFromAServerWithoutParts) {
    ASSERT_TRUE(get(file("noranges")));
    expectWhole();
    std::filesystem::remove(target / "model.gguf");
    ASSERT_TRUE(get(file("noranges,break=120000,times=2")));
    expectWhole();
}

TEST_F(Download, BeginsAnewWhenTheServersFileChanged) {
    RemoteFile one = file("plain");
    one.digest = {};
    Network network = quick();
    network.attempts = 1;
    RemoteFile broken = one;
    broken.url = server.url("break=9000", "model.gguf");
    ASSERT_FALSE(get(broken, network));
    ASSERT_TRUE(std::filesystem::exists(target / "model.gguf.part"));
    const std::string other = tests::noise(bytes.size(), 2);
    source.write("model.gguf", other);
    ASSERT_TRUE(get(one));
    EXPECT_TRUE(target.read("model.gguf") == other) << "two files were mixed";
}

TEST_F(Download, TrustsNoNoteThatMakesNoSense) {
    for (const char* note : {"", "{", "[]", R"({"size":300007,"pieces":[[300007,300007]]})",
                             R"({"size":300007,"etag":"","digest":"","pieces":[[300007,400000]]})",
                             R"({"size":-1,"pieces":[]})", R"({"size":300007,"pieces":[[5,0],[4,0]]})"}) {
        std::filesystem::remove(target / "model.gguf");
        target.write("model.gguf.part", "too short");
        target.write("model.gguf.part.json", note);
        ASSERT_TRUE(get(file("plain"))) << note;
        expectWhole();
    }
}

TEST_F(Download, KeepsWhatIsThereWhenItIsStopped) {
    std::stop_source stop;
    Network network = quick();
    network.connections = 1;
    RemoteFile held = file("hold=30000");
    base::Result<> done;
    std::thread getting([&] { done = get(held, network, stop.get_token()); });
    server.get("held");
    stop.request_stop();
    getting.join();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, base::Code::Cancelled);
    const auto pieces = Pieces::load(target / "model.gguf.part.json");
    ASSERT_TRUE(pieces);
    EXPECT_GE(pieces->done(), 1000);
    ASSERT_TRUE(get(file("plain"), network));
    expectWhole();
}

TEST_F(Download, GoesOnAfterAKill) {
    Network network = quick();
    network.connections = 1;
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto done = download(network, {file("hold=30000")}, target.path(), [](const auto&) {}, {});
        _exit(done ? 0 : 1);
    }
    server.get("held");
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_TRUE(std::filesystem::exists(target / "model.gguf.part"));
    ASSERT_FALSE(std::filesystem::exists(target / "model.gguf"));
    ASSERT_TRUE(get(file("plain"), network));
    expectWhole();
}

TEST_F(Download, OneAtATime) {
    std::stop_source stop;
    std::thread getting([&] { (void)get(file("hold=30000"), quick(), stop.get_token()); });
    server.get("held");
    const auto second = download(quick(), {file("plain")}, target.path(), [](const auto&) {}, {});
    stop.request_stop();
    getting.join();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, base::Code::Busy);
}

TEST_F(Download, AsksForRoomFirst) {
    RemoteFile huge = file("plain");
    huge.size = int64_t{1} << 60U;
    const auto done = get(huge);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, base::Code::DiskFull);
    EXPECT_NE(done.error().message.find("1152921504.6 GB more are needed"), std::string::npos)
        << done.error().message;
    EXPECT_EQ(bytesAsked("/plain/"), 0);
}

TEST_F(Download, AsksTheServerHowMuchRoomIsNeeded) {
    RemoteFile small = file("plain");
    RemoteFile huge = file("total=1152921504606846976");
    huge.name = "second.gguf";
    small.size = huge.size = -1;
    const auto done = download(quick(), {small, huge}, target.path(), [](const DownloadProgress&) {}, {});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, base::Code::DiskFull) << done.error().message;
    EXPECT_EQ(bytesAsked("/plain/"), 1) << "a look, and nothing fetched";
    EXPECT_TRUE(std::filesystem::is_empty(target.path()));
}

TEST_F(Download, SaysThatItWaitsWhileItAsksForASize) {
    RemoteFile one = file("status=503");
    one.size = -1;
    ASSERT_FALSE(get(one));
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), [](const DownloadProgress& now) {
        return now.state == State::Waiting && now.file == "model.gguf" && !now.words.empty();
    }));
}

TEST_F(Download, RefusesNamesThatLeaveTheFolder) {
    for (const char* name :
         {"../model.gguf", "/etc/model", "a/b", "", ".hidden", "x.part", "a\nb", "..", "a b"}) {
        RemoteFile one = file("plain");
        one.name = name;
        const auto done = get(one);
        ASSERT_FALSE(done) << name;
        EXPECT_EQ(done.error().code, base::Code::Denied) << name;
    }
}

TEST_F(Download, TheTokenStaysWithItsHost) {
    Network network = quick();
    network.token = "hf_secret";
    ASSERT_TRUE(get(file("away"), network));
    bool first = false, second = false;
    for (const Json& one : server.log()) {
        const std::string host = one["host"], authorization = one["authorization"];
        if (host.starts_with("127.0.0.1")) first |= authorization == "Bearer hf_secret";
        if (host.starts_with("localhost")) second |= !authorization.empty();
    }
    EXPECT_TRUE(first);
    EXPECT_FALSE(second) << "the token went to another host";
    HttpClient client(network);
    struct Nothing : HttpSink {
        bool body(std::span<const std::byte>) override { return true; }
    } sink;
    const HttpReply reply = client.get({.url = "http://example.invalid/x", .token = "hf_secret"}, sink, {});
    ASSERT_TRUE(reply.error);
    EXPECT_EQ(reply.error->code, base::Code::Denied);
    EXPECT_EQ(reply.error->message.find("hf_secret"), std::string::npos);
}

TEST_F(Download, OtherProtocolsAreNoAddresses) {
    for (const char* url : {"file:///etc/passwd", "ftp://example.invalid/x", "nonsense", "", "http://"}) {
        RemoteFile one = file("plain");
        one.url = url;
        const auto done = get(one);
        ASSERT_FALSE(done) << url;
        EXPECT_EQ(done.error().code, base::Code::Invalid) << url << ": " << done.error().message;
    }
}

}  // namespace
}  // namespace engine
