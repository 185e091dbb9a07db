// Random models in every block type and every architecture of GGUF, made of tests/data/gguf_logits: the same
// bytes as random_gguf.py makes of the same description.
#pragma once

#include <gtest/gtest.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "tests/engine/gguf_bytes.h"
#include "tests/engine/model_writer.h"

namespace testing_engine {

// 8 bytes for each step of a counter (splitmix64).
inline std::string randomBytes(uint64_t seed, size_t count) {
    std::string bytes;
    bytes.reserve(count + 8);
    while (bytes.size() < count) {
        seed += 0x9E3779B97F4A7C15ULL;
        uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        bytes += raw(z ^ (z >> 31));
    }
    bytes.resize(count);
    return bytes;
}

class RandomGguf {
public:
    std::vector<int> ids;
    size_t vocabulary = 0;

    // "llama", "qwen2", "deepseek2" (V2, kv_b_proj whole) or "deepseek3" (V3, kv_b_proj in two).
    explicit RandomGguf(const std::string& name) {
        const fs::path folder = fs::path(INKSTONE_SOURCE_DIR) / "tests/data/gguf_logits";
        spec_ = Json::parse(readAll(folder / (name + ".json")));
        const std::string file = readAll(folder / (name + ".bin"));
        int32_t sizes[2] = {};
        std::memcpy(sizes, file.data(), sizeof(sizes));
        ids.resize(static_cast<size_t>(sizes[0]));
        vocabulary = static_cast<size_t>(sizes[1]);
        std::memcpy(ids.data(), file.data() + sizeof(sizes), ids.size() * sizeof(int32_t));
        logits_.resize(kinds().size() * ids.size() * vocabulary);
        const size_t before = sizeof(sizes) + ids.size() * sizeof(int32_t);
        EXPECT_EQ(file.size(), before + logits_.size() * sizeof(float)) << name;
        std::memcpy(logits_.data(), file.data() + before, logits_.size() * sizeof(float));
    }

    std::vector<std::string> kinds() const { return spec_.at("order").get<std::vector<std::string>>(); }

    // What the independent program says after each of ids.
    std::vector<float> expected(size_t kind) const {
        const size_t size = ids.size() * vocabulary;
        const auto from = logits_.begin() + static_cast<std::ptrdiff_t>(kind * size);
        return {from, from + static_cast<std::ptrdiff_t>(size)};
    }

    // The .gguf file with all its matrices in that kind.
    std::string file(const std::string& kind) const {
        GgufBytes bytes;
        bytes.text("general.architecture", spec_.at("architecture"));
        for (const Json& key : spec_.at("keys")) addKey(bytes, key[0], key[1], key[2]);
        uint64_t offset = 0;
        const Json& tensors = spec_.at("tensors");
        for (size_t place = 0; place < tensors.size(); ++place) {
            const Json& tensor = tensors[place];
            const std::string own = tensor[2] == "*" ? kind : tensor[2].get<std::string>();
            auto shape = tensor[1].get<std::vector<uint64_t>>();
            std::reverse(shape.begin(), shape.end());
            const std::string data = tensor[3].is_null() ? dataOf(place, shape, own) : floats(tensor[3]);
            bytes.tensor(tensor[0], shape, spec_.at("kinds").at(own).at("type"), offset, data);
            offset = (offset + data.size() + 31) / 32 * 32;
        }
        return bytes.file();
    }

private:
    static void addKey(GgufBytes& bytes, const std::string& name, const std::string& kind,
                       const Json& value) {
        if (kind == "text")
            bytes.text(name, value);
        else if (kind == "bool")
            bytes.key(name, Bool, raw(static_cast<uint8_t>(value.get<bool>())));
        else if (kind == "u32")
            bytes.number(name, value);
        else
            bytes.key(name, F32, raw(value.get<float>()));
    }
    static std::string floats(const Json& values) {
        std::string bytes;
        for (const Json& value : values) bytes += raw(value.get<float>());
        return bytes;
    }
    static std::string fromHex(const std::string& text) {
        std::string bytes;
        for (size_t i = 0; i < text.size(); i += 2) {
            uint8_t byte = 0;
            std::from_chars(&text[i], &text[i] + 2, byte, 16);
            bytes += static_cast<char>(byte);
        }
        return bytes;
    }
    std::string dataOf(size_t place, const std::vector<uint64_t>& shape, const std::string& kind) const {
        const Json& form = spec_.at("kinds").at(kind);
        const std::string keep = fromHex(form.at("keep"));
        const std::string put = fromHex(form.at("put"));
        const uint64_t elements = std::accumulate(shape.begin(), shape.end(), uint64_t{1}, std::multiplies());
        std::string data = randomBytes(uint64_t{place + 1} << 32,
                                       elements / form.at("elements").get<uint64_t>() * keep.size());
        for (size_t i = 0; i < data.size(); ++i)
            data[i] = static_cast<char>((data[i] & keep[i % keep.size()]) | put[i % put.size()]);
        return data;
    }

    Json spec_;
    std::vector<float> logits_;
};

}  // namespace testing_engine
