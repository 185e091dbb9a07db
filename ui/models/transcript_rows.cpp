#include "ui/models/transcript_rows.h"

#include "ui/models/words.h"
#include "ui/text/line_diff.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

constexpr int TurnGap = 24;
constexpr int PartGap = 10;
constexpr int AnswerGap = 16;  // below what a person wrote

QString kindName(Block::Kind kind) {
    switch (kind) {
        case Block::Kind::Paragraph: return QStringLiteral("paragraph");
        case Block::Kind::Heading: return QStringLiteral("heading");
        case Block::Kind::Item: return QStringLiteral("item");
        case Block::Kind::Table: return QStringLiteral("table");
        case Block::Kind::Code: return QStringLiteral("code");
        case Block::Kind::Quote: return QStringLiteral("quote");
        case Block::Kind::Rule: return QStringLiteral("rule");
    }
    return {};
}

int gapBefore(const Block& block, const TranscriptRow* before) {
    if (!block.first) return 0;
    const bool listGoesOn =
        block.kind == Block::Kind::Item && before && before->kind == QStringLiteral("item");
    if (listGoesOn) return 2;
    if (block.kind == Block::Kind::Heading)
        return before && before->kind != QStringLiteral("user") ? 14 : PartGap;
    if (before && before->kind == QStringLiteral("heading")) return 4;
    return PartGap;
}

QVariantMap blockDetail(const Block& block) {
    QVariantMap detail{{QStringLiteral("first"), block.first}};
    switch (block.kind) {
        case Block::Kind::Heading: detail[QStringLiteral("level")] = block.level; break;
        case Block::Kind::Item:
            detail[QStringLiteral("level")] = block.level;
            detail[QStringLiteral("mark")] = block.first ? block.mark : QString();
            break;
        case Block::Kind::Code: detail[QStringLiteral("language")] = oneLine(block.language, 40); break;
        case Block::Kind::Table: {
            QVariantList rows;
            for (const auto& row : block.rows) {
                QVariantList cells;
                for (const FormattedText& cell : row) cells += QVariant::fromValue(cell);
                rows += QVariant(cells);
            }
            QVariantList alignments;
            for (const int alignment : block.alignments) alignments += alignment;
            detail[QStringLiteral("rows")] = rows;
            detail[QStringLiteral("alignments")] = alignments;
            detail[QStringLiteral("headed")] = block.headed;
            break;
        }
        default: break;
    }
    return detail;
}

QVariantMap stepDetail(const agents::Step& step) {
    static constexpr const char* Names[] = {"running", "waiting", "done", "failed", "denied", "unknown"};
    const bool ended = step.state == agents::Step::State::Done || step.state == agents::Step::State::Failed;
    const QString result = fromUtf8(step.result);
    const QStringList shown = pieces(visibleControls(result.left(20'000)), BlockLimit);
    return {{QStringLiteral("id"), QString::fromStdString(step.id)},
            {QStringLiteral("verb"), Words::verb(step)},
            {QStringLiteral("icon"), Words::icon(step)},
            {QStringLiteral("object"), oneLine(fromUtf8(step.detail), 120)},
            {QStringLiteral("state"), QString::fromLatin1(Names[static_cast<int>(step.state)])},
            {QStringLiteral("stateText"), Words::stepState(step)},
            {QStringLiteral("summary"), oneLine(Words::summary(step), 80)},
            {QStringLiteral("result"), shown},
            {QStringLiteral("arguments"), visibleControls(fromUtf8(step.call.arguments).left(BlockLimit))},
            {QStringLiteral("tool"), oneLine(fromUtf8(step.call.name), 40)},
            {QStringLiteral("duration"),
             step.milliseconds > 0 && ended ? Words::duration(step.milliseconds) : QString()}};
}

QVariantMap approvalDetail(const ApprovalView& view) {
    const agents::ApprovalAsked& asked = view.asked;
    const QString place = fromUtf8(asked.place);
    return {{QStringLiteral("id"), QString::fromStdString(asked.approval)},
            {QStringLiteral("verb"), Words::tr("Write 1 file")},
            {QStringLiteral("object"), visibleControls(fromUtf8(asked.preview.object))},
            {QStringLiteral("place"), oneLine(place.section(u'/', -1), 60)},
            {QStringLiteral("path"), visibleControls(place)},
            {QStringLiteral("existing"), asked.preview.existing},
            {QStringLiteral("bytes"), Words::bytes(static_cast<qint64>(asked.preview.after.size()))},
            {QStringLiteral("lines"), diffLines(asked.preview)},
            {QStringLiteral("decided"), view.decided},
            {QStringLiteral("allowed"), view.allowed},
            {QStringLiteral("words"), view.words}};
}

QVariantMap errorDetail(const agents::Entry& entry) {
    const QString message = fromUtf8(entry.error.message);
    QString headline = Words::headline(entry.error.code);
    if (entry.error.code == base::Code::Cancelled) headline = Words::tr("The answer was cancelled");
    return {{QStringLiteral("headline"), headline},
            {QStringLiteral("message"), visibleControls(message.left(BlockLimit))},
            {QStringLiteral("code"), codeName(entry.error.code)}};
}

QVariantMap answerDetail(const EntryView& view) {
    static constexpr const char* Names[] = {"streaming", "done", "stopped", "interrupted", "failed"};
    return {{QStringLiteral("state"), QString::fromLatin1(Names[static_cast<int>(view.entry.state)])},
            {QStringLiteral("measures"), Words::measures(view.entry)},
            {QStringLiteral("last"), view.last}};
}

class RowsWriter {
public:
    explicit RowsWriter(const EntryView& view) : view_(view) {}

    QList<TranscriptRow> write() {
        if (view_.entry.role == engine::Role::User) {
            writeUser();
        } else {
            writeAnswer();
        }
        return std::move(rows_);
    }

private:
    TranscriptRow& add(const QString& key, const QString& kind, int gap) {
        TranscriptRow row;
        row.entry = QString::fromStdString(view_.entry.id);
        row.key = row.entry + u'/' + key;
        row.kind = kind;
        row.gap = rows_.isEmpty() && kind != QStringLiteral("user") ? AnswerGap : gap;
        rows_ += row;
        return rows_.last();
    }

    void writeUser() {
        const QStringList all = pieces(fromUtf8(view_.entry.text));
        for (qsizetype i = 0; i < all.size(); ++i) {
            TranscriptRow& row = add(QStringLiteral("u%1").arg(i), QStringLiteral("user"), i ? 0 : TurnGap);
            row.content = FormattedText(all[i]);
            row.detail = {{QStringLiteral("first"), i == 0}, {QStringLiteral("last"), i + 1 == all.size()}};
        }
    }

    void writeAnswer() {
        const bool streaming = view_.entry.state == agents::AnswerState::Streaming;
        for (size_t i = 0; i < view_.parts.size(); ++i) {
            writePart(i, streaming && i + 1 == view_.parts.size());
        }
        for (const ApprovalView& approval : view_.approvals) {
            if (!placed_.contains(QString::fromStdString(approval.asked.approval))) writeApproval(approval);
        }
        if (streaming) return;
        if (view_.entry.state == agents::AnswerState::Failed) {
            add(QStringLiteral("error"), QStringLiteral("error"), PartGap).detail = errorDetail(view_.entry);
        }
        add(QStringLiteral("answer"), QStringLiteral("answer"), 8).detail = answerDetail(view_);
    }

    void writePart(size_t number, bool growing) {
        const PartView& part = view_.parts[number];
        if (!part.reasoning.empty()) {
            TranscriptRow& row = add(QStringLiteral("r%1").arg(number), QStringLiteral("reasoning"), PartGap);
            row.content = FormattedText(fromUtf8(part.reasoning).left(20'000));
            row.growing = growing && part.text.empty();
        }
        const QList<Block>& blocks = part.blocks.blocks();
        for (qsizetype i = 0; i < blocks.size(); ++i) {
            const TranscriptRow* before = rows_.isEmpty() ? nullptr : &rows_.last();
            const int gap = gapBefore(blocks[i], before);
            TranscriptRow& row =
                add(QStringLiteral("p%1b%2").arg(number).arg(i), kindName(blocks[i].kind), gap);
            row.content = blocks[i].content;
            row.detail = blockDetail(blocks[i]);
            row.growing = growing && part.steps.empty() && i + 1 == blocks.size();
        }
        for (size_t i = 0; i < part.steps.size(); ++i) writeStep(part, i);
    }

    void writeStep(const PartView& part, size_t number) {
        const agents::Step& step = part.steps[number];
        const bool waits = step.state == agents::Step::State::Waiting;
        const bool joined = number > 0 && !waits &&
                            part.steps[number - 1].state != agents::Step::State::Waiting &&
                            rows_.last().kind == QStringLiteral("step");
        if (joined) rows_.last().detail[QStringLiteral("joinsBelow")] = true;
        TranscriptRow& row = add(QStringLiteral("s") + QString::fromStdString(step.id),
                                 QStringLiteral("step"), joined ? 0 : PartGap);
        row.detail = stepDetail(step);
        row.detail[QStringLiteral("joinsAbove")] = joined;
        row.detail[QStringLiteral("joinsBelow")] = false;
        for (const ApprovalView& approval : view_.approvals) {
            if (approval.asked.step == step.id) writeApproval(approval);
        }
    }

    void writeApproval(const ApprovalView& approval) {
        const QString id = QString::fromStdString(approval.asked.approval);
        placed_ += id;
        add(QStringLiteral("a") + id, QStringLiteral("approval"), PartGap).detail = approvalDetail(approval);
    }

    const EntryView& view_;
    QList<TranscriptRow> rows_;
    QStringList placed_;
};

}  // namespace

QVariantList diffLines(const agents::Preview& preview) {
    QVariantList lines;
    for (const DiffLine& line :
         lineDiff(visibleControls(fromUtf8(preview.before)), visibleControls(fromUtf8(preview.after)))) {
        for (const QString& piece : pieces(line.text, BreakLimit)) {
            lines +=
                QVariantMap{{QStringLiteral("mark"), QString(line.mark)}, {QStringLiteral("text"), piece}};
        }
    }
    return lines;
}

QList<TranscriptRow> rowsOf(const EntryView& view) {
    return RowsWriter(view).write();
}

QString answerText(const EntryView& view) {
    if (view.entry.role == engine::Role::User) return fromUtf8(view.entry.text);
    QStringList texts;
    for (const PartView& part : view.parts) {
        if (!part.text.empty()) texts += fromUtf8(part.text);
    }
    return texts.join(QStringLiteral("\n\n"));
}

}  // namespace ui
