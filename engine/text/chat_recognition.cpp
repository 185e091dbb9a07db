#include "engine/text/chat_recognition.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>

#include "engine/base/sha256.h"
#include "engine/files/config_file.h"
#include "engine/files/gguf.h"
#include "engine/text/control_names.h"
#include "engine/text/gguf_tokenizer.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t MaxTemplateBytes = 1U << 20U;

struct Published {
    std::string_view digest;
    std::string_view format;
};

constexpr Published PublishedTemplates[] = {
    // DeepSeek-V3, V3-0324
    {"3b8267e54b67df6500f231ffa969955cc9d26b3444a291ced4eb96ca7d3ca1ea", "deepseek-v3"},
    // DeepSeek-V2.5
    {"cac8d3ea82bac9a92114e474c67bed1497208570426258f9c447a1b355322117", "deepseek-v3"},
    // DeepSeek-R1-Distill as it first came, without <think> in the prompt; its authors advise to put it there
    {"b6835114b7303ddd78919a82e4d9f7d8c26ed0d7dfc36beeb12d524f6144eab1", "deepseek-r1"},
    // DeepSeek-R1-Distill as it was later
    {"56a1447ad31926fdc21fb07e56e5642bd9c850c4f52d8c8af7bbe5f079a84f5f", "deepseek-r1"},
    // DeepSeek-R1-0528
    {"53671bac29bcb3e1f95f51b8c77d85a6011b66dc38bd23dce64eef04384a976b", "deepseek-r1-0528"},
    // DeepSeek-V3.1
    {"45690185067ea25c073bff2d3e425a45ee2564d2bbf6cdf7d885e139d460b8e0", "deepseek-v3.1"},
    // DeepSeek-V2, Coder-V2
    {"8aeba567270fa9a8d5372caf4b04affea947c4421d96adc01e3ff94021b0ae8e", "deepseek-v2"},
    // Kimi-K2-Instruct
    {"1d396d5b128cdb9b2a4ef73434fa08d31c75604a11daa77bcb4b622d32dddd41", "kimi-k2"},
    // ... as it first came
    {"9fcc72b7c248a72020c81f70bb652f3094d18a750c93ca35dfcb3cf5fe23ff53", "kimi-k2-0711"},
    // Qwen2.5-Instruct
    {"cd8e9439f0570856fd70470bf8889ebd8b5d1107207f67a5efb46e342330527f", "qwen2.5"},
    // Qwen2.5-0.5B-Instruct
    {"d5495a1e5db0611132a97e46a65dbb64a642a499421228b9c8b93229097fa9a4", "qwen2.5"},
    // Qwen2-Instruct
    {"793202280c0910ab26bc6eb57c8212c2417324c6d8c4efd0d10d59092ab3e3eb", "qwen2"},
    // SmolLM2-Instruct
    {"872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788", "smollm2"},
    // ChatML without a system text
    {"a805e50fed68938a076b07e2e602639611b50b1ced0e50f11eb92f1ba25be4dc", "chatml"},
    // Llama-3-Instruct
    {"ba03a121d097859c7b5b9cd03af99aafe95275210d2876f642ad9929a150f122", "llama-3"},
    // Llama-3.1-, Llama-3.3-Instruct
    {"e10ca381b1ccc5cf9db52e371f3b6651576caee0a630b452e2816b2d404d4b65", "llama-3.1"},
    // Llama-3.2-Instruct
    {"5816fce10444e03c2e9ee1ef8a4a1ea61ae7e69e438613f3b17b69d0426223a4", "llama-3.1"},
    // GLM-4.7-Flash
    {"d63ad536c3c81880043e22ec7fd08db42b4d8fb7c89c7138bc562bfa25281375", "glm-4.7"},
    // GigaChat3-10B-A1.8B
    {"bbbf2de800b645dfe032b1d85e1d6479d78fd82d38d4af0d8d5bb2dacacd20d6", "gigachat3"},
    // GigaChat3.1-10B-A1.8B
    {"304f0d64aa3ba30ee85c281befdeb0e5b32aed232b06dee1752310daa1208a4b", "gigachat3.1"},
};

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool knows(const Tokenizer& tokenizer, std::initializer_list<std::string_view> names) {
    return std::all_of(names.begin(), names.end(),
                       [&](std::string_view name) { return tokenizer.control(name).has_value(); });
}

bool knowsDeepSeek(const Tokenizer& tokenizer) {
    return knows(tokenizer,
                 {control::BeginOfSentence, control::EndOfSentence, control::User, control::Assistant});
}

// Each of the following gives the name of the family's member; empty when it is none of them.

std::string_view deepseekMember(std::string_view text) {
    if (has(text, "'Assistant: ' + message['content'] + eos_token")) return "deepseek-v2";
    if (!has(text, control::User) || !has(text, control::Assistant)) return {};
    if (has(text, "｜DSML｜")) return {};  // V3.2, V4
    if (has(text, "<｜Assistant｜></think>") || has(text, "'<｜Assistant｜><think></think>'"))
        return "deepseek-v3.1";
    if (has(text, "'<｜Assistant｜><think>")) return "deepseek-r1";
    // Copies of V3.1 and R1 that ask for it are known by the marks above; others are people's own changes.
    if (has(text, "enable_thinking")) return {};
    return has(text, "</think>") ? "deepseek-r1-0528" : "deepseek-v3";
}

std::string_view kimiMember(std::string_view text) {
    if (!has(text, control::kimi::Middle) || has(text, control::ThinkBegin)) return {};
    if (has(text, "You are Kimi")) return "kimi-k2";
    return has(text, control::kimi::CallsBegin) ? "kimi-k2-0711" : "moonlight";
}

std::string_view chatmlMember(std::string_view text) {
    if (!has(text, control::chatml::Begin) || !has(text, control::chatml::End)) return {};
    if (has(text, control::ThinkBegin) || has(text, "reasoning")) return {};  // Qwen 3, QwQ
    if (has(text, "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.")) return "qwen2.5";
    if (has(text, "named SmolLM")) return "smollm2";
    if (has(text, "You are a helpful assistant.<|im_end|>")) return "qwen2";
    return has(text, "system\n") || has(text, "system\\n") ? std::string_view() : "chatml";
}

std::string_view llamaMember(std::string_view text) {
    if (!has(text, control::llama::HeaderBegin) || !has(text, control::llama::EndOfTurn)) return {};
    if (has(text, control::ThinkBegin) || has(text, "thinking")) return {};
    return has(text, "Cutting Knowledge Date: December 2023") ? "llama-3.1" : "llama-3";
}

std::string_view glmMember(std::string_view text) {
    if (!has(text, "[gMASK]<sop>") || !has(text, control::glm::Observation)) return {};
    if (!has(text, "{function-name}<arg_key>")) return {};                  // 4.5, 4.6: a line for each
    return has(text, "Reasoning Effort") ? std::string_view() : "glm-4.7";  // 5.2
}

std::string_view gigachatMember(std::string_view text) {
    if (!has(text, "<|role_sep|>") || !has(text, "<|message_sep|>")) return {};
    if (!has(text, "A message added by Sber before the main dialog.")) return {};
    if (has(text, control::ThinkBegin) || has(text, "｜GCML｜")) return {};  // 3.5
    return has(text, control::gigachat::FunctionCall) ? "gigachat3.1" : "gigachat3";
}

bool fits(std::string_view name, const Tokenizer& tokenizer) {
    if (name == "deepseek-v2") return knows(tokenizer, {control::BeginOfSentence, control::EndOfSentence});
    if (name.starts_with("deepseek")) return knowsDeepSeek(tokenizer);
    if (name.starts_with("kimi") || name == "moonlight")
        return knows(tokenizer, {control::kimi::System, control::kimi::User, control::kimi::Assistant,
                                 control::kimi::Middle, control::kimi::End});
    if (name.starts_with("llama"))
        return knows(tokenizer, {control::llama::BeginOfText, control::llama::HeaderBegin,
                                 control::llama::HeaderEnd, control::llama::EndOfTurn});
    if (name.starts_with("glm"))
        return knows(tokenizer, {control::glm::Mask, control::glm::BeginOfText, control::glm::System,
                                 control::glm::User, control::glm::Assistant, control::glm::Observation});
    if (name.starts_with("gigachat"))
        return knows(tokenizer, {control::gigachat::BeginOfText, control::gigachat::RoleEnd,
                                 control::gigachat::MessageEnd}) &&
               (name == "gigachat3" || knows(tokenizer, {control::gigachat::FunctionCall}));
    return knows(tokenizer, {control::chatml::Begin, control::chatml::End});
}

std::string names() {
    std::vector<std::string_view> all;
    for (const ChatFormat* format : chatFormats()) all.push_back(format->name());
    return fmt::format("{}", fmt::join(all, ", "));
}

base::Result<std::optional<std::string>> fromGguf(const fs::path& path) {
    const auto file = TRY(Gguf::open(path));
    const auto text = file->metadata().text("tokenizer.chat_template");
    return text ? std::optional(std::string(*text)) : std::nullopt;
}

// "chat_template" is a text, or a list of named ones, of which "default" is meant.
std::optional<std::string> templateIn(const Json& config) {
    const auto found = config.find("chat_template");
    if (found == config.end()) return std::nullopt;
    if (found->is_string()) return found->get<std::string>();
    if (!found->is_array()) return std::nullopt;
    for (const Json& entry : *found)
        if (entry.is_object() && entry.value("name", Json()) == "default" &&
            entry.value("template", Json()).is_string())
            return entry["template"].get<std::string>();
    return std::nullopt;
}

}  // namespace

base::Result<std::optional<std::string>> readChatTemplate(const fs::path& path) {
    if (const auto gguf = TRY(ggufOf(path))) return fromGguf(*gguf);
    std::error_code error;
    const fs::path own = path / "chat_template.jinja";
    if (fs::is_regular_file(own, error) && fs::file_size(own, error) <= MaxTemplateBytes) {
        const auto file = TRY(MappedFile::open(own));
        const auto bytes = file->bytes();
        return std::optional(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
    auto config = readJsonFile(path / "tokenizer_config.json");
    if (!config && config.error().code == base::Code::NotFound) return std::optional<std::string>();
    if (!config) return tl::unexpected(std::move(config).error());
    return templateIn(*config);
}

const ChatFormat* recogniseChatFormat(std::string_view chatTemplate, const Tokenizer& tokenizer) {
    const std::string digest = sha256(chatTemplate);
    for (const Published& known : PublishedTemplates)
        if (known.digest == digest && fits(known.format, tokenizer)) return chatFormatNamed(known.format);
    for (const std::string_view name :
         {deepseekMember(chatTemplate), kimiMember(chatTemplate), chatmlMember(chatTemplate),
          llamaMember(chatTemplate), glmMember(chatTemplate), gigachatMember(chatTemplate)})
        if (!name.empty() && fits(name, tokenizer)) return chatFormatNamed(name);
    return nullptr;
}

base::Result<const ChatFormat*> chooseChatFormat(const fs::path& path, const Tokenizer& tokenizer,
                                                 std::string_view wanted) {
    if (!wanted.empty()) {
        if (const ChatFormat* format = chatFormatNamed(wanted)) return format;
        return base::failure(base::Code::Invalid,
                             fmt::format("there is no chat format \"{}\"; there are: {}", wanted, names()));
    }
    const auto chatTemplate = TRY(readChatTemplate(path));
    if (!chatTemplate && knowsDeepSeek(tokenizer)) return chatFormatNamed("deepseek-v3");
    if (chatTemplate)
        if (const ChatFormat* format = recogniseChatFormat(*chatTemplate, tokenizer)) return format;
    return base::failure(
        base::Code::Unsupported,
        fmt::format(
            "{}: choose the chat format that the model was made for (in the window's settings, or with "
            "--chat-format) by its name: {}",
            chatTemplate ? "its chat template is none that this version knows (templates are never executed)"
                         : "it brings no chat template",
            names()));
}

}  // namespace engine
