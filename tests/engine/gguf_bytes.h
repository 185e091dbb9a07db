// Builds the bytes of .gguf files, sound ones and others.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace testing_engine {

template <class T>
std::string raw(T value) {
    std::string bytes(sizeof(T), '\0');
    std::memcpy(bytes.data(), &value, sizeof(T));
    return bytes;
}

inline std::string ggufText(const std::string& text) {
    return raw<uint64_t>(text.size()) + text;
}

// Kinds of values, by the format's numbers.
enum : uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, List, U64, I64, F64 };

class GgufBytes {
public:
    GgufBytes& key(const std::string& name, uint32_t kind, const std::string& value) {
        keys_ += ggufText(name) + raw(kind) + value;
        ++keyCount;
        return *this;
    }
    GgufBytes& text(const std::string& name, const std::string& value) {
        return key(name, Text, ggufText(value));
    }
    GgufBytes& number(const std::string& name, uint32_t value) { return key(name, U32, raw(value)); }
    // Shape innermost first; data is appended where the offset says that it lies, zeros between.
    GgufBytes& tensor(const std::string& name, const std::vector<uint64_t>& shape, uint32_t type,
                      uint64_t offset, const std::string& data = {}) {
        tensors_ += ggufText(name) + raw(static_cast<uint32_t>(shape.size()));
        for (const uint64_t size : shape) tensors_ += raw(size);
        tensors_ += raw(type) + raw(offset);
        ++tensorCount;
        if (!data.empty()) {
            if (data_.size() < offset) data_.resize(offset);
            data_ += data;
        }
        return *this;
    }
    GgufBytes& f32(const std::string& name, const std::vector<uint64_t>& shape, uint64_t offset) {
        uint64_t count = 1;
        for (const uint64_t size : shape) count *= size;
        return tensor(name, shape, 0, offset, std::string(count * 4, '\x3D'));
    }
    std::string header() const {
        return magic + raw(version) + raw(tensorCount) + raw(keyCount) + keys_ + tensors_;
    }
    std::string file() const {
        std::string bytes = header();
        bytes.resize((bytes.size() + alignment - 1) / alignment * alignment);
        return bytes + data_;
    }

    std::string magic = "GGUF";
    uint32_t version = 3;
    uint64_t tensorCount = 0;
    uint64_t keyCount = 0;
    uint64_t alignment = 32;

private:
    std::string keys_, tensors_, data_;
};

}  // namespace testing_engine
