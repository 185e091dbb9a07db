#include "engine/files/safetensors.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <new>

#include "engine/base/json.h"
#include "tests/engine/refused_file.h"
#include "tests/support/contains.h"

namespace engine {
namespace {

using tests::contains;

std::string fileOf(const std::string& header, size_t dataBytes) {
    const uint64_t length = header.size();
    std::string file(8, '\0');
    std::memcpy(file.data(), &length, 8);
    file += header;
    for (size_t i = 0; i < dataBytes; ++i) file += static_cast<char>(i * 7);
    return file;
}

// The header of these entries.
std::string headerOf(const std::vector<std::string>& entries) {
    return fmt::format("{{{}}}", fmt::join(entries, ","));
}

std::string tensor(const std::string& name, const std::string& type, const std::string& shape, uint64_t begin,
                   uint64_t end) {
    return fmt::format(R"("{}":{{"dtype":"{}","shape":{},"data_offsets":[{},{}]}})", name, type, shape, begin,
                       end);
}

class SafetensorsTest : public testing_engine::RefusedFile<Safetensors> {
protected:
    SafetensorsTest() : RefusedFile("model.safetensors") {}
};

TEST_F(SafetensorsTest, WidensPowersOfTwo) {
    std::string bytes = fileOf(headerOf({tensor("scales", "F8_E8M0", "[2,2]", 0, 4)}), 0);
    bytes += {'\x7F', '\x80', '\0', '\xFF'};
    const auto file = open(bytes);
    ASSERT_TRUE(file) << file.error().message;
    const TensorInfo& scales = (*file)->tensors().front();
    EXPECT_EQ(scales.type, kernels::Type::F32);
    EXPECT_EQ(scales.shape, (std::vector<int64_t>{2, 2}));
    float values[4];
    ASSERT_EQ(scales.data.size(), sizeof values);
    std::memcpy(values, scales.data.data(), sizeof values);
    EXPECT_EQ(values[0], 1.0F);
    EXPECT_EQ(values[1], 2.0F);
    EXPECT_EQ(values[2], 0x1p-127F);
    EXPECT_TRUE(std::isnan(values[3]));
}

TEST_F(SafetensorsTest, ReadsTypesShapesMetadataAndData) {
    const std::string header =
        "{\"__metadata__\":{\"format\":\"pt\"}," + tensor("b", "BF16", "[2,3]", 8, 20) + "," +
        tensor("a", "F32", "[2]", 0, 8) + "," + tensor("scalar", "F16", "[]", 20, 22) + "," +
        tensor("none", "F32", "[0,5]", 22, 22) + "," + tensor("f8", "F8_E4M3", "[1,2]", 22, 24) + "}   ";
    const auto file = open(fileOf(header, 24));
    ASSERT_TRUE(file) << file.error().message;
    const auto& tensors = (*file)->tensors();
    ASSERT_EQ(tensors.size(), 5U);
    EXPECT_EQ(tensors[0].name, "a");
    EXPECT_EQ(tensors[1].name, "b");
    EXPECT_EQ(tensors[1].type, kernels::Type::BF16);
    EXPECT_EQ(tensors[1].shape, (std::vector<int64_t>{2, 3}));
    EXPECT_EQ(tensors[1].elements(), 6);
    EXPECT_EQ(static_cast<uint8_t>(tensors[1].data[1]), 9 * 7);
    EXPECT_EQ(tensors[2].name, "scalar");
    EXPECT_EQ(tensors[2].elements(), 1);
    EXPECT_TRUE(tensors[3].data.empty());
    EXPECT_EQ(tensors[4].type, kernels::Type::F8E4M3);
    EXPECT_EQ((*file)->metadata().at("format"), "pt");
    EXPECT_TRUE((*file)->unchanged());
    EXPECT_TRUE(open(fileOf("{}", 0)));
}

TEST_F(SafetensorsTest, GivesUnalignedDataAligned) {
    const auto file =
        open(fileOf(headerOf({tensor("a", "F8_E4M3", "[3]", 0, 3), tensor("b", "F32", "[2]", 3, 11)}), 11));
    ASSERT_TRUE(file) << file.error().message;
    const TensorInfo& b = (*file)->tensors()[1];
    EXPECT_EQ(reinterpret_cast<uintptr_t>(b.data.data()) % 4, 0U);
    for (size_t i = 0; i < 8; ++i)
        EXPECT_EQ(static_cast<uint8_t>(b.data[i]), static_cast<uint8_t>((i + 3) * 7));
}

// Row E1: every length from 0 to past the header, then the data.
TEST_F(SafetensorsTest, RefusesEveryTruncation) {
    const std::string whole = fileOf(headerOf({tensor("a", "F32", "[2,2]", 0, 16)}), 16);
    for (size_t length = 0; length < whole.size(); ++length) {
        const std::string message = refusal(whole.substr(0, length));
        EXPECT_TRUE(contains(message, "truncated at " + std::to_string(length) + " of ")) << message;
    }
    EXPECT_TRUE(open(whole));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // both take memory of their own
// What writes a header piece by piece, so that this process keeps nothing that would be used again.
using Writer = std::function<void(std::ostream&)>;

Writer repeated(const char* before, char letter, size_t times, const char* after) {
    return [=](std::ostream& out) {
        out << before;
        std::fill_n(std::ostreambuf_iterator<char>(out), times, letter);
        out << after;
    };
}

Writer manyTensors(const std::string& tail) {
    return [tail](std::ostream& out) {
        for (int i = 0; i < 100'000; ++i)
            out << (i == 0 ? "{" : ",") << tensor(std::to_string(i) + tail, "F32", "[1]", 0, 4);
        out << "}";
    };
}

// What makes a parser keep most: many names, and whatever is long, refused for it or only just not.
std::vector<Writer> costlyHeaders() {
    std::vector<Writer> all{manyTensors(std::string(506, 'n')), manyTensors(""), [](std::ostream& out) {
                                for (int i = 0; i < 100'000; ++i)
                                    out << (i == 0 ? R"({"__metadata__":{")" : R"(",")") << i << R"(":")";
                                out << R"("}])";
                            }};
    for (const size_t length : {20'000'000U, 1'000'000U})
        for (const auto& [before, letter, after] : {std::tuple{R"({")", 'x', R"(":1})"},
                                                    {R"({"__metadata__":{"a":")", 'x', R"("}])"},
                                                    {R"({"a":{"dtype":")", 'x', R"("}})"},
                                                    {R"({"a":{"dtype":"F32","shape":[)", '1', "]}}"},
                                                    {"{", ' ', R"("a":1})"},
                                                    {R"({"a":)", '[', "}"}})
            all.push_back(repeated(before, letter, length, after));
    return all;
}

uint64_t headerBytes(const std::filesystem::path& path) {
    return std::filesystem::file_size(path) - sizeof(uint64_t);
}

void writeFile(const std::filesystem::path& path, const Writer& header) {
    std::ofstream file(path, std::ios::binary);
    file << std::string(sizeof(uint64_t), '\0');
    header(file);
    file.flush();
    const uint64_t length = headerBytes(path);
    file.seekp(0).write(reinterpret_cast<const char*>(&length), sizeof length);
}

// Whether a process that may take only so many bytes more refuses the file in words.
bool refusesWithin(const std::filesystem::path& path, uint64_t bytes) {
    malloc_trim(0);
    const pid_t child = fork();
    if (child == 0) {
        uint64_t kilobytes = 0;
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word && word != "VmData:";) {
        }
        status >> kilobytes;
        const rlimit limit{(kilobytes << 10U) + bytes, RLIM_INFINITY};
        if (kilobytes == 0 || setrlimit(RLIMIT_DATA, &limit) != 0) _exit(2);
        std::set_new_handler([] { _exit(3); });  // an exception would go on with the other tests
        _exit(Safetensors::open(path) ? 1 : 0);
    }
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Row E1: at most twice the header, or 40 MB where that is more.
TEST_F(SafetensorsTest, HostileHeadersTakeLittleMemory) {
    const auto path = folder_ / "model.safetensors";
    int number = 0;
    for (const Writer& header : costlyHeaders()) {
        writeFile(path, header);
        const auto allowed = std::max<uint64_t>(2 * headerBytes(path), 40'000'000);
        EXPECT_TRUE(refusesWithin(path, allowed)) << "header " << number;
        if (number++ == 0) {
            EXPECT_FALSE(refusesWithin(path, headerBytes(path) / 2)) << "the limit is one";
        }
    }
}
#endif

TEST_F(SafetensorsTest, RefusesImpossibleHeaderLengths) {  // row E2
    for (const uint64_t length : {uint64_t{0}, uint64_t{7}, uint64_t{1} << 63U, ~uint64_t{0},
                                  uint64_t{100'000'001}, uint64_t{1'000'000}}) {
        std::string file = fileOf("{}", 40);
        std::memcpy(file.data(), &length, 8);
        refusal(file);
    }
}

TEST_F(SafetensorsTest, RefusesOffsetsThatDoNotCoverTheData) {  // row E3
    const auto two = [](uint64_t b1, uint64_t e1, uint64_t b2, uint64_t e2, size_t data) {
        return fileOf(headerOf({tensor("a", "F32", "[2]", b1, e1), tensor("b", "F32", "[2]", b2, e2)}), data);
    };
    EXPECT_TRUE(open(two(0, 8, 8, 16, 16)));
    EXPECT_TRUE(open(two(8, 16, 0, 8, 16)));
    EXPECT_TRUE(contains(refusal(two(0, 8, 4, 12, 12)), "overlap"));
    EXPECT_TRUE(contains(refusal(two(0, 8, 0, 8, 8)), "overlap"));
    EXPECT_TRUE(contains(refusal(two(0, 8, 12, 20, 20)), "hole"));
    EXPECT_TRUE(contains(refusal(two(4, 12, 12, 20, 20)), "hole"));
    EXPECT_TRUE(contains(refusal(two(8, 0, 8, 16, 16)), "ends before it begins"));
    EXPECT_TRUE(contains(refusal(two(0, 8, 8, 16, 17)), "1 bytes follow the last tensor"));
    EXPECT_TRUE(contains(refusal(two(0, 8, 8, 16, 12)), "truncated"));
    EXPECT_TRUE(contains(refusal(fileOf("{}", 3)), "3 bytes follow"));
    refusal(fileOf(headerOf({tensor("a", "F32", "[2]", 0, ~uint64_t{0})}), 8));
}

TEST_F(SafetensorsTest, RefusesShapesThatDoNotFit) {  // row E4
    const auto one = [](const std::string& type, const std::string& shape, uint64_t end, size_t data) {
        return fileOf(headerOf({tensor("weird", type, shape, 0, end)}), data);
    };
    EXPECT_TRUE(contains(refusal(one("F32", "[3]", 8, 8)),
                         "tensor \"weird\": type and shape ask for 12 bytes, but it has 8"));
    EXPECT_TRUE(contains(refusal(one("F32", "[4294967296,4294967296]", 8, 8)), "absurdly large"));
    EXPECT_TRUE(contains(refusal(one("F32", "[9223372036854775808,2]", 0, 0)), "absurdly large"));
    EXPECT_TRUE(contains(refusal(one("F32", "[4611686018427387904]", 0, 0)), "absurdly large"));
    EXPECT_TRUE(
        contains(refusal(one("F32", "[9223372036854775807,9223372036854775807,0]", 0, 0)), "absurdly large"));
    EXPECT_TRUE(contains(refusal(one("F32", "[1,1,1,1,1,1,1,1,1]", 4, 4)), "more than 8 dimensions"));
    EXPECT_TRUE(contains(refusal(one("F64", "[1]", 8, 8), base::Code::Unsupported), "\"F64\" are not read"));
    for (const char* shape :
         {"[-1]", "[1.5]", "[1e3]", "[\"1\"]", "[[1]]", "3", "null", "[99999999999999999999]", "{}"})
        refusal(one("F32", shape, 4, 4));
    std::string rank = "[";
    for (int i = 0; i < 1000; ++i) rank += "1,";
    refusal(one("F32", rank + "1]", 4, 4));
}

TEST_F(SafetensorsTest, RefusesTooManyTensorsAndTooLongNames) {
    std::string header = "{";
    for (int i = 0; i < 1'000'000; ++i) header += tensor(std::to_string(i), "F32", "[0]", 0, 0) + ",";
    header.back() = '}';
    EXPECT_TRUE(contains(refusal(fileOf(header, 0)), "more than 100000 tensors"));
    EXPECT_TRUE(open(fileOf(headerOf({tensor(std::string(512, 'n'), "F32", "[1]", 0, 4)}), 4)));
    EXPECT_TRUE(contains(refusal(fileOf(headerOf({tensor(std::string(513, 'n'), "F32", "[1]", 0, 4)}), 4)),
                         "513 bytes long"));
}

TEST_F(SafetensorsTest, RefusesMalformedHeaders) {  // row E5
    const std::string a = tensor("a", "F32", "[1]", 0, 4);
    EXPECT_TRUE(contains(refusal(fileOf(headerOf({a, a}), 4)), "\"a\" is there twice"));
    EXPECT_TRUE(contains(
        refusal(fileOf(R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4)),
        "\"dtype\" is there twice"));
    EXPECT_TRUE(
        contains(refusal(fileOf(R"({"__metadata__":{"x":"1","x":"2"}})", 0)), "\"x\" is there twice"));
    EXPECT_TRUE(contains(refusal(fileOf("{\"a\xff\":{}}", 0)), "not valid UTF-8"));
    EXPECT_TRUE(
        contains(refusal(fileOf(R"({"a\u0000b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4)),
                 "control character"));
    EXPECT_TRUE(contains(refusal(fileOf(R"({"a":{"dtype":"F32","shape":[1]}})", 4)), "is missing"));
    for (const char* header : {" {}",
                               "[]",
                               "{",
                               "{}x",
                               "{}{}",
                               "null",
                               "{\"a\":1}",
                               "{\"a\":[]}",
                               "{\"a\":{}}",
                               "{\"a\":null}",
                               R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})",
                               R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}})",
                               R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,-4]}})",
                               R"({"a":{"dtype":"F32","shape":[1],"data_offsets":4}})",
                               R"({"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}})",
                               R"({"a":{"dtype":["F32"],"shape":[1],"data_offsets":[0,4]}})",
                               R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}})",
                               R"({"__metadata__":{"x":1}})",
                               R"({"__metadata__":{"x":{"y":"z"}}})",
                               R"({"__metadata__":"x"})"})
        refusal(fileOf(header, 4));
    for (const size_t depth : {5U, 1000U, 3'000'000U}) {
        std::string deep = "{\"a\":{\"dtype\":\"F32\",\"shape\":" + std::string(depth, '[');
        refusal(fileOf(deep, 0));
    }
}

// Random damage to a sound file is refused or harmless; the sanitizers watch.
TEST_F(SafetensorsTest, SurvivesRandomDamage) {
    const std::string whole =
        fileOf("{\"__metadata__\":{\"a\":\"b\"}," + tensor("x", "BF16", "[3,4]", 0, 24) + "," +
                   tensor("y", "F32", "[2]", 24, 32) + "}",
               32);
    uint64_t state = 1;
    const auto next = [&](size_t below) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        return static_cast<size_t>(state >> 33U) % below;
    };
    for (int round = 0; round < 1000; ++round) {
        std::string bytes = whole;
        for (size_t damages = 1 + next(3); damages > 0; --damages)
            bytes[next(bytes.size() - 32)] = "09[]{},:\"\\aF\x00\xff"[next(14)];
        const auto file = open(bytes);
        if (!file) continue;
        for (const TensorInfo& info : (*file)->tensors())
            EXPECT_EQ(static_cast<size_t>(info.elements()) * kernels::bytesOf(info.type), info.data.size());
    }
}

}  // namespace
}  // namespace engine
