// The control tokens of the chat formats, by name. In DeepSeek's, bars are U+FF5C, underscores U+2581.
#pragma once

#include <string_view>

namespace engine::control {

inline constexpr std::string_view BeginOfSentence = "<｜begin▁of▁sentence｜>";
inline constexpr std::string_view EndOfSentence = "<｜end▁of▁sentence｜>";
inline constexpr std::string_view User = "<｜User｜>";
inline constexpr std::string_view Assistant = "<｜Assistant｜>";
inline constexpr std::string_view CallsBegin = "<｜tool▁calls▁begin｜>";
inline constexpr std::string_view CallsEnd = "<｜tool▁calls▁end｜>";
inline constexpr std::string_view CallBegin = "<｜tool▁call▁begin｜>";
inline constexpr std::string_view CallEnd = "<｜tool▁call▁end｜>";
inline constexpr std::string_view Separator = "<｜tool▁sep｜>";
inline constexpr std::string_view OutputsBegin = "<｜tool▁outputs▁begin｜>";
inline constexpr std::string_view OutputsEnd = "<｜tool▁outputs▁end｜>";
inline constexpr std::string_view OutputBegin = "<｜tool▁output▁begin｜>";
inline constexpr std::string_view OutputEnd = "<｜tool▁output▁end｜>";
// Not in V3's vocabulary, where they are ordinary text; models trained to reason have them.
inline constexpr std::string_view ThinkBegin = "<think>";
inline constexpr std::string_view ThinkEnd = "</think>";

}  // namespace engine::control

namespace engine::control::kimi {

inline constexpr std::string_view System = "<|im_system|>";
inline constexpr std::string_view User = "<|im_user|>";
inline constexpr std::string_view Assistant = "<|im_assistant|>";
inline constexpr std::string_view Middle = "<|im_middle|>";
inline constexpr std::string_view End = "<|im_end|>";
inline constexpr std::string_view CallsBegin = "<|tool_calls_section_begin|>";
inline constexpr std::string_view CallsEnd = "<|tool_calls_section_end|>";
inline constexpr std::string_view CallBegin = "<|tool_call_begin|>";
inline constexpr std::string_view ArgumentBegin = "<|tool_call_argument_begin|>";
inline constexpr std::string_view CallEnd = "<|tool_call_end|>";

}  // namespace engine::control::kimi

namespace engine::control::chatml {

inline constexpr std::string_view Begin = "<|im_start|>";
inline constexpr std::string_view End = "<|im_end|>";
inline constexpr std::string_view CallBegin = "<tool_call>";
inline constexpr std::string_view CallEnd = "</tool_call>";

}  // namespace engine::control::chatml

namespace engine::control::llama {

inline constexpr std::string_view BeginOfText = "<|begin_of_text|>";
inline constexpr std::string_view EndOfText = "<|end_of_text|>";
inline constexpr std::string_view HeaderBegin = "<|start_header_id|>";
inline constexpr std::string_view HeaderEnd = "<|end_header_id|>";
inline constexpr std::string_view EndOfTurn = "<|eot_id|>";
inline constexpr std::string_view EndOfMessage = "<|eom_id|>";
inline constexpr std::string_view PythonTag = "<|python_tag|>";

}  // namespace engine::control::llama

namespace engine::control::glm {

inline constexpr std::string_view Mask = "[gMASK]";
inline constexpr std::string_view BeginOfText = "<sop>";
inline constexpr std::string_view System = "<|system|>";
inline constexpr std::string_view User = "<|user|>";
inline constexpr std::string_view Assistant = "<|assistant|>";
inline constexpr std::string_view Observation = "<|observation|>";
inline constexpr std::string_view CallBegin = "<tool_call>";
inline constexpr std::string_view CallEnd = "</tool_call>";
inline constexpr std::string_view KeyBegin = "<arg_key>";
inline constexpr std::string_view KeyEnd = "</arg_key>";
inline constexpr std::string_view ValueBegin = "<arg_value>";
inline constexpr std::string_view ValueEnd = "</arg_value>";
inline constexpr std::string_view ResponseBegin = "<tool_response>";
inline constexpr std::string_view ResponseEnd = "</tool_response>";

}  // namespace engine::control::glm

// The line breaks belong to the tokens.
namespace engine::control::gigachat {

inline constexpr std::string_view BeginOfText = "<s>";
inline constexpr std::string_view EndOfText = "</s>";
inline constexpr std::string_view RoleEnd = "<|role_sep|>\n";
inline constexpr std::string_view MessageEnd = "<|message_sep|>\n\n";
inline constexpr std::string_view FunctionCall = "<|function_call|>";

}  // namespace engine::control::gigachat
