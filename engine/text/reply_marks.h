// What the marks of one family's replies are, so that one state machine reads them all: see ReplyParser.
// Values; the names are literals.
#pragma once

#include <string_view>
#include <vector>

namespace engine {

// How a call reads between its marks: see call_text, and pair_call for the last one.
enum class CallForm {
    DeepSeek,  // function<separator>NAME\n```json\nARGUMENTS\n```, or NAME<separator>ARGUMENTS
    Kimi,      // functions.NAME:0<separator>ARGUMENTS
    Object,    // {"name": NAME, "arguments": ARGUMENTS}, where "parameters" is the same as "arguments"
    Role,      // function call<separator>, and then as Object
    Pairs,     // NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value>...
};

// Empty names are marks that the family does not have.
struct ReplyMarks {
    std::string_view thinkBegin, thinkEnd;
    std::string_view callsBegin, callsEnd;  // around all calls
    std::string_view callBegin, separator, callEnd;
    CallForm form = CallForm::DeepSeek;
    // Where the vocabulary has no such control token, the same letters are the mark.
    bool thinkAsText = false;
    bool callAsText = false;
    bool bareCalls = false;              // a reply that is nothing but a JSON object is a call
    std::vector<std::string_view> ends;  // control tokens that end a reply
};

}  // namespace engine
