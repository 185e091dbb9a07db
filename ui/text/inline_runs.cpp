#include "ui/text/inline_runs.h"

#include <QHash>

#include "ui/text/safe_text.h"

namespace ui {
namespace {

bool isWord(QChar c) {
    return c.isLetterOrNumber();
}

// Reads one block from left to right; emphasis is closed by a look ahead that every kind of mark makes only
// once per block when it fails, so the time stays linear.
class InlineScanner {
public:
    explicit InlineScanner(QStringView source) : source_(source) {}

    FormattedText scan() {
        while (at_ < source_.size()) step();
        flush();
        return std::move(result_);
    }

private:
    QChar peek(qsizetype ahead = 0) const {
        return at_ + ahead < source_.size() ? source_[at_ + ahead] : QChar();
    }

    void step() {
        const QChar c = source_[at_];
        if (c == u'\\' && at_ + 1 < source_.size() && source_[at_ + 1].isPunct()) {
            put(source_.sliced(at_ + 1, 1));
            at_ += 2;
        } else if (!span(c)) {
            put(source_.sliced(at_, 1));
            ++at_;
        }
    }

    // Something marked that starts here, if it is one.
    bool span(QChar c) {
        if (c == u'`') return codeSpan();
        if (c == u'*' || c == u'_' || c == u'~') return mark(c);
        return (c == u'[' || (c == u'!' && peek(1) == u'[')) && link();
    }

    void put(QStringView text) { result_.text += text; }

    void flush() {
        const qsizetype length = result_.text.size() - runStart_;
        if (length > 0 && style_ != Plain) result_.runs.append({runStart_, length, style_});
        runStart_ = result_.text.size();
    }

    void change(int style) {
        flush();
        style_ = style;
    }

    bool codeSpan() {
        qsizetype ticks = 1;
        while (peek(ticks) == u'`') ++ticks;
        const QString fence(ticks, u'`');
        qsizetype end = noCode_.contains(ticks) ? -1 : source_.indexOf(fence, at_ + ticks);
        while (end >= 0 && end + ticks < source_.size() && source_[end + ticks] == u'`') {
            qsizetype over = end + ticks;
            while (over < source_.size() && source_[over] == u'`') ++over;
            end = source_.indexOf(fence, over);
        }
        if (end < 0) {
            noCode_[ticks] = true;
            put(source_.sliced(at_, ticks));
            at_ += ticks;
            return true;
        }
        QStringView body = source_.sliced(at_ + ticks, end - at_ - ticks);
        if (body.size() > 2 && body.startsWith(u' ') && body.endsWith(u' ')) body = body.sliced(1).chopped(1);
        const int before = style_;
        change(before | Code);
        put(visibleControls(body.toString()));
        change(before);
        at_ = end + ticks;
        return true;
    }

    static int styleOf(QChar c, qsizetype count) {
        if (c == u'~') return count == 2 ? Strike : Plain;
        return count == 2 ? Bold : Italic;
    }

    bool mark(QChar c) {
        const qsizetype count = peek(1) == c ? 2 : 1;
        const int style = styleOf(c, count);
        if (style == Plain) return false;
        const QChar before = at_ > 0 ? source_[at_ - 1] : QChar(u' ');
        const QChar after = peek(count);
        if (style_ & style && !before.isSpace() && open_.value(style) == c && (c != u'_' || !isWord(after))) {
            change(style_ & ~style);
            at_ += count;
            return true;
        }
        if (style_ & style || after.isNull() || after.isSpace() || (c == u'_' && isWord(before))) {
            put(source_.sliced(at_, count));
            at_ += count;
            return true;
        }
        if (!closes(c, count)) return false;
        open_[style] = c;
        change(style_ | style);
        at_ += count;
        return true;
    }

    // Is there a closing mark of this length further on?
    bool closes(QChar c, qsizetype count) {
        qsizetype& none = noMark_[c.unicode() * 4 + count];
        if (none) return false;
        for (qsizetype i = at_ + count + 1; i + count <= source_.size(); ++i) {
            if (source_[i] != c) continue;
            qsizetype length = 1;
            while (i + length < source_.size() && source_[i + length] == c) ++length;
            const bool fits = length == count || length == 3;
            if (fits && !source_[i - 1].isSpace()) return true;
            i += length - 1;
        }
        none = 1;
        return false;
    }

    bool link() {
        const qsizetype open = at_ + (source_[at_] == u'!' ? 2 : 1);
        if (noLink_) return false;
        const qsizetype middle = source_.indexOf(u"](", open);
        const qsizetype end = middle < 0 ? -1 : source_.indexOf(u')', middle + 2);
        if (end < 0) {
            noLink_ = true;
            return false;
        }
        const QStringView words = source_.sliced(open, middle - open);
        const QStringView address = source_.sliced(middle + 2, end - middle - 2);
        if (words.contains(u'[') || address.contains(u'\n')) return false;
        put(words.isEmpty() ? address : words);
        if (!words.isEmpty() && words != address) {
            const int before = style_;
            change(before | Faint);
            put(visibleControls(QStringLiteral(" (%1)").arg(address)));
            change(before);
        }
        at_ = end + 1;
        return true;
    }

    QStringView source_;
    qsizetype at_ = 0;
    FormattedText result_;
    qsizetype runStart_ = 0;
    int style_ = Plain;
    QHash<int, QChar> open_;         // style -> the mark that opened it
    QHash<qsizetype, bool> noCode_;  // code fences of this length are not closed any more
    QHash<int, qsizetype> noMark_;   // nor emphasis of this kind
    bool noLink_ = false;
};

}  // namespace

FormattedText inlineRuns(QStringView source) {
    return InlineScanner(source).scan();
}

}  // namespace ui
