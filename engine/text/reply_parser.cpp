#include "engine/text/reply_parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>

#include "engine/text/call_text.h"
#include "engine/text/detokenizer.h"
#include "engine/text/pair_call.h"

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

// Marks move it from place to place; all else is text of the place it is in.
class ReplyParser::State {
public:
    State(const Tokenizer& vocabulary, const ReplyMarks& marks, bool insideReasoning,
          std::vector<ToolSpec> tools)
        : tokenizer_(vocabulary),
          marks_(marks),
          tools_(std::move(tools)),
          place_(insideReasoning ? Place::Reasoning : Place::Text),
          openedByPrompt_(insideReasoning) {
        const auto name = [&](Mark mark, std::string_view text, bool asText) {
            Name& known = names_[mark];
            known.text = text;
            if (text.empty()) return;
            known.id = vocabulary.control(text).value_or(-1);
            known.asText = asText && known.id < 0;
        };
        name(ThinkBegin, marks.thinkBegin, marks.thinkAsText);
        name(ThinkEnd, marks.thinkEnd, marks.thinkAsText);
        name(CallsBegin, marks.callsBegin, marks.callAsText);
        name(CallsEnd, marks.callsEnd, marks.callAsText);
        name(CallBegin, marks.callBegin, marks.callAsText);
        name(Separator, marks.separator, marks.callAsText);
        name(CallEnd, marks.callEnd, marks.callAsText);
        ends_.push_back(vocabulary.endOfSentence().value_or(-1));
        for (const std::string_view end : marks.ends) ends_.push_back(vocabulary.control(end).value_or(-1));
    }

    void feed(int token, std::vector<ChatEvent>& out) {
        if (!tokenizer_.isControl(token)) return say(tokenizer_.bytes(token), out);
        if (std::find(ends_.begin(), ends_.end(), token) != ends_.end()) return;  // who generates decides
        for (size_t mark = 0; mark < names_.size(); ++mark) {
            if (names_[mark].id != token || !moves(static_cast<Mark>(mark))) continue;
            read(detokenizer_.finish(), out);
            flush(out);
            return follow(static_cast<Mark>(mark), out);
        }
        say(tokenizer_.bytes(token), out);  // out of place: shown, so that nothing is hidden
    }

    void finish(std::vector<ChatEvent>& out) {
        read(detokenizer_.finish(), out);
        flush(out);
        over_ = true;
        enter(Place::Text, out);
    }

    bool made() const { return made_; }

private:
    enum Mark : size_t { ThinkBegin, ThinkEnd, CallsBegin, CallsEnd, CallBegin, Separator, CallEnd };
    enum class Place {
        Text,
        Reasoning,
        Calls,     // between the marks of all calls, outside of a call
        CallKind,  // after the beginning of a call, before the separator: "function"
        CallBody,  // name and arguments
    };
    struct Name {
        std::string_view text;
        int id = -1;
        bool asText = false;
    };

    bool inCall() const { return place_ == Place::CallKind || place_ == Place::CallBody; }
    bool hasSeparator() const { return !names_[Separator].text.empty(); }

    // Whether a mark means anything where we are.
    bool moves(Mark mark) const {
        if (mark == ThinkBegin) return place_ == Place::Text || (openedByPrompt_ && !said_);
        if (mark == ThinkEnd) return !inCall();
        if (mark == Separator) return place_ == Place::CallKind;
        return true;
    }
    // Letters mean less than control tokens: a model may speak of <think> and of calls.
    bool movesAsText(Mark mark) const {
        if (!names_[mark].asText || !moves(mark)) return false;
        switch (mark) {
            case ThinkBegin: return !said_;
            case ThinkEnd: return place_ == Place::Reasoning;
            case CallsBegin: return place_ == Place::Text;
            case CallBegin: return place_ == Place::Text || place_ == Place::Calls;
            case CallsEnd: return place_ == Place::Calls;
            case Separator: return true;
            case CallEnd: return inCall();
        }
        return false;
    }

    void follow(Mark mark, std::vector<ChatEvent>& out) {
        switch (mark) {
            case ThinkBegin: return enter(Place::Reasoning, out);
            case ThinkEnd: return enter(Place::Text, out);
            case CallsBegin: return enter(Place::Calls, out);
            case CallsEnd: return enter(Place::Text, out);
            case CallBegin: return enter(hasSeparator() ? Place::CallKind : Place::CallBody, out);
            case CallEnd: return enter(place_ == Place::Text ? Place::Text : Place::Calls, out);
            case Separator: place_ = Place::CallBody; return;
        }
    }

    void say(std::string_view bytes, std::vector<ChatEvent>& out) { read(detokenizer_.feed(bytes), out); }

    // Looks for marks that are letters. What may still become one waits.
    void read(const std::string& text, std::vector<ChatEvent>& out) {
        held_ += text;
        while (!held_.empty()) {
            if (waitsForFirstLetter(out)) return;
            Mark mark{};
            const size_t at = nextMark(mark);
            if (at == std::string::npos) break;
            show(held_.substr(0, at), out);
            held_.erase(0, at + names_[mark].text.size());
            follow(mark, out);
        }
        const size_t kept = begunMark();
        show(held_.substr(0, held_.size() - kept), out);
        held_.erase(0, held_.size() - kept);
    }

    // A reply that begins with a brace may be a call without any mark.
    bool waitsForFirstLetter(std::vector<ChatEvent>& out) {
        if (!marks_.bareCalls || place_ != Place::Text || said_) return false;
        const size_t first = held_.find_first_not_of(" \t\r\n");
        if (first == std::string::npos) return true;
        if (held_[first] == '{') enter(Place::CallBody, out);
        return false;
    }

    size_t nextMark(Mark& mark) const {
        size_t best = std::string::npos;
        for (size_t i = 0; i < names_.size(); ++i) {
            if (!movesAsText(static_cast<Mark>(i))) continue;
            const size_t at = held_.find(names_[i].text);
            if (at >= best) continue;
            const bool late = i == ThinkBegin && !isBlank(std::string_view(held_).substr(0, at));
            if (late) continue;
            best = at;
            mark = static_cast<Mark>(i);
        }
        return best;
    }

    // How many letters at the end begin a mark.
    size_t begunMark() const {
        size_t most = 0;
        for (size_t i = 0; i < names_.size(); ++i) {
            if (!movesAsText(static_cast<Mark>(i))) continue;
            for (size_t count = names_[i].text.size() - 1; count > most; --count)
                if (held_.ends_with(names_[i].text.substr(0, count))) most = count;
        }
        return most;
    }

    void flush(std::vector<ChatEvent>& out) {
        std::string rest;
        rest.swap(held_);
        show(std::move(rest), out);
    }

    void show(std::string text, std::vector<ChatEvent>& out) {
        if (text.empty()) return;
        said_ = said_ || !isBlank(text);
        switch (place_) {
            case Place::Text: out.emplace_back(TextDelta{std::move(text)}); break;
            case Place::Reasoning: out.emplace_back(ReasoningDelta{std::move(text)}); break;
            case Place::CallKind: kind_ += text; break;
            case Place::Calls: showBetween(text, out); break;
            case Place::CallBody: body_ += text; break;
        }
    }

    // White space between calls is nothing; words end the calls of a family that has no mark for that.
    void showBetween(const std::string& text, std::vector<ChatEvent>& out) {
        body_ += text;
        if (names_[CallsEnd].text.empty() && !isBlank(body_)) enter(Place::Text, out);
    }

    void enter(Place next, std::vector<ChatEvent>& out) {
        if (inCall()) finishCall(out);
        if (place_ == Place::Calls && !isBlank(body_)) out.emplace_back(TextDelta{body_});
        kind_.clear();
        body_.clear();
        place_ = next;
        said_ = said_ || next != Place::Reasoning;
    }

    std::vector<CallText> calls() const {
        if (marks_.form != CallForm::Pairs)
            return readCalls(marks_.form, place_ == Place::CallBody && hasSeparator(), kind_, body_);
        auto call = readPairCall(body_, !over_, tools_);
        return call ? std::vector{std::move(*call)} : std::vector<CallText>();
    }

    void finishCall(std::vector<ChatEvent>& out) {
        const auto calls = this->calls();
        for (const CallText& call : calls)
            out.emplace_back(ToolCallMade{{freshCallId(), call.name, call.arguments}});
        made_ = made_ || !calls.empty();
        const std::string all = kind_ + body_;  // no call to speak of: shown as it is
        if (calls.empty() && !isBlank(all)) out.emplace_back(TextDelta{all});
    }

    const Tokenizer& tokenizer_;
    const ReplyMarks& marks_;
    const std::vector<ToolSpec> tools_;
    std::array<Name, 7> names_;
    std::vector<int> ends_;
    Detokenizer detokenizer_;
    Place place_;
    bool openedByPrompt_;
    bool said_ = false;  // anything but white space
    bool made_ = false;
    bool over_ = false;  // the reply, wherever it was
    std::string held_;
    std::string kind_;
    std::string body_;
};

ReplyParser::ReplyParser(const Tokenizer& tokenizer, const ReplyMarks& marks, bool insideReasoning,
                         std::vector<ToolSpec> tools)
    : state_(std::make_unique<State>(tokenizer, marks, insideReasoning, std::move(tools))) {}
ReplyParser::~ReplyParser() = default;

void ReplyParser::feed(int token, std::vector<ChatEvent>& out) {
    state_->feed(token, out);
}

void ReplyParser::finish(std::vector<ChatEvent>& out) {
    state_->finish(out);
}

bool ReplyParser::madeCalls() const {
    return state_->made();
}

}  // namespace engine
