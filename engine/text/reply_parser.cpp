#include "engine/text/reply_parser.h"

#include <fmt/core.h>

#include <atomic>
#include <random>

#include "engine/text/call_text.h"
#include "engine/text/control_names.h"
#include "engine/text/detokenizer.h"

namespace engine {
namespace {

// Unlike any other of this and every earlier run of the program, because conversations are kept.
std::string freshCallId() {
    static const uint64_t run = (uint64_t{std::random_device{}()} << 32U) | std::random_device{}();
    static std::atomic<uint32_t> count{0};
    return fmt::format("call_{:016x}{:04x}", run, count.fetch_add(1));
}

bool isBlank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

// Control tokens move it from place to place; all other tokens are text of the place it is in.
struct ReplyParser::State {
    enum class Place {
        Text,
        Reasoning,
        Calls,     // between <|tool_calls_begin|> and ..._end, outside of a call
        CallKind,  // after <|tool_call_begin|>: "function"
        CallBody,  // after <|tool_sep|>: name and arguments
    };

    explicit State(const Tokenizer& vocabulary) : tokenizer(vocabulary) {
        namespace names = control;
        callsBegin = id(names::CallsBegin), callsEnd = id(names::CallsEnd);
        callBegin = id(names::CallBegin), callEnd = id(names::CallEnd), separator = id(names::Separator);
        thinkBegin = id(names::ThinkBegin), thinkEnd = id(names::ThinkEnd);
        end = id(names::EndOfSentence), modelEnd = vocabulary.endOfSentence().value_or(-1);
    }

    int id(std::string_view name) const { return tokenizer.control(name).value_or(-1); }

    void control(int token, std::vector<ChatEvent>& out) {
        if (token == end || token == modelEnd) return;  // who generates decides what ends a reply
        if (token == thinkBegin && place == Place::Text) return enter(Place::Reasoning, out);
        if (token == thinkEnd && place != Place::CallKind && place != Place::CallBody)
            return enter(Place::Text, out);
        if (token == callsBegin) return enter(Place::Calls, out);
        if (token == callsEnd) return enter(Place::Text, out);
        if (token == callBegin) return enter(Place::CallKind, out);
        if (token == callEnd) return enter(place == Place::Text ? Place::Text : Place::Calls, out);
        if (token == separator && place == Place::CallKind) return enter(Place::CallBody, out);
        say(tokenizer.bytes(token), out);  // out of place: shown, so that nothing is hidden
    }

    void say(std::string_view bytes, std::vector<ChatEvent>& out) { show(detokenizer.feed(bytes), out); }

    void show(std::string text, std::vector<ChatEvent>& out) {
        if (text.empty()) return;
        switch (place) {
            case Place::Text: out.emplace_back(TextDelta{std::move(text)}); break;
            case Place::Reasoning: out.emplace_back(ReasoningDelta{std::move(text)}); break;
            case Place::CallKind: kind += text; break;
            case Place::Calls:
            case Place::CallBody: body += text; break;
        }
    }

    void enter(Place next, std::vector<ChatEvent>& out) {
        show(detokenizer.finish(), out);
        if (place == Place::CallKind && next == Place::CallBody) {
            place = next;
            return;
        }
        if (place == Place::CallKind || place == Place::CallBody) finishCall(out);
        if (place == Place::Calls && !isBlank(body)) out.emplace_back(TextDelta{body});
        kind.clear();
        body.clear();
        place = next;
    }

    void finishCall(std::vector<ChatEvent>& out) {
        const bool separated = place == Place::CallBody;
        CallText call = separated ? readCall(kind, body) : readCall({}, kind);
        if (call.name.empty()) {  // no call to speak of: shown as it is
            const std::string all = kind + body;
            if (!isBlank(all)) out.emplace_back(TextDelta{all});
            return;
        }
        out.emplace_back(ToolCallMade{{freshCallId(), std::move(call.name), std::move(call.arguments)}});
        made = true;
    }

    const Tokenizer& tokenizer;
    int callsBegin, callsEnd, callBegin, callEnd, separator, thinkBegin, thinkEnd, end, modelEnd;
    Detokenizer detokenizer;
    Place place = Place::Text;
    std::string kind;
    std::string body;
    bool made = false;
};

ReplyParser::ReplyParser(const Tokenizer& tokenizer) : state_(std::make_unique<State>(tokenizer)) {}
ReplyParser::~ReplyParser() = default;

void ReplyParser::feed(int token, std::vector<ChatEvent>& out) {
    if (state_->tokenizer.isControl(token)) {
        state_->control(token, out);
    } else {
        state_->say(state_->tokenizer.bytes(token), out);
    }
}

void ReplyParser::finish(std::vector<ChatEvent>& out) {
    state_->enter(State::Place::Text, out);
}

bool ReplyParser::madeCalls() const {
    return state_->made;
}

}  // namespace engine
