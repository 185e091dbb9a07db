#include "ui/models/message_list.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <algorithm>

#include "ui/models/keyed_rows.h"
#include "ui/models/words.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

using Asked = std::vector<ApprovalView>;

QString decidedWords(const QString& decision, const agents::Preview& preview, qint64 at) {
    const QString object = oneLine(fromUtf8(preview.object), 80);
    const QString time = QDateTime::fromMSecsSinceEpoch(at).toString(QStringLiteral("HH:mm"));
    if (decision == QStringLiteral("once"))
        return Words::tr("You allowed once: write %1, %2").arg(object, time);
    if (decision == QStringLiteral("folder")) {
        return Words::tr("You allowed writing in this folder for this conversation: %1, %2")
            .arg(object, time);
    }
    return Words::tr("You denied: write %1, %2").arg(object, time);
}

}  // namespace

MessageList::MessageList(Bridge& bridge, QObject* parent) : QAbstractListModel(parent), bridge_(bridge) {}

int MessageList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant MessageList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const TranscriptRow& row = rows_[index.row()];
    switch (role) {
        case KindRole: return row.kind;
        case EntryRole: return row.entry;
        case ContentRole: return QVariant::fromValue(row.content);
        case DetailRole: return row.detail;
        case GapRole: return row.gap;
        case GrowingRole: return row.growing;
        case PlaceRole: {
            size_t number = 0;
            while (number < entries_.size() && entries_[number].entry.id != row.entry.toStdString()) ++number;
            return Words::tr("message %1 of %2").arg(number + 1).arg(entries_.size());
        }
        default: return {};
    }
}

QHash<int, QByteArray> MessageList::roleNames() const {
    return {{KindRole, "kind"}, {EntryRole, "entry"},     {ContentRole, "content"}, {DetailRole, "detail"},
            {GapRole, "gap"},   {GrowingRole, "growing"}, {PlaceRole, "place"}};
}

EntryView* MessageList::find(const agents::Id& entry) {
    for (EntryView& view : entries_) {
        if (view.entry.id == entry) return &view;
    }
    return nullptr;
}

// Text may arrive for an answer that was not announced.
EntryView& MessageList::answer(const agents::Id& entry) {
    EntryView* view = find(entry);
    if (!view) {
        entries_.emplace_back();
        rowCounts_.push_back(0);
        view = &entries_.back();
        view->entry.id = entry;
        view->entry.role = engine::Role::Assistant;
        view->entry.state = agents::AnswerState::Streaming;
    }
    if (view->parts.empty()) view->parts.emplace_back();
    return *view;
}

// Blocks that say the same stay as they are, so that their rows do too.
void MessageList::fill(EntryView& view, agents::Entry entry) {
    const bool streaming = entry.state == agents::AnswerState::Streaming;
    view.parts.resize(entry.parts.size());
    for (size_t i = 0; i < entry.parts.size(); ++i) {
        PartView& part = view.parts[i];
        if (entry.parts[i].text != part.text) {
            part = {};
            part.text = entry.parts[i].text;
            part.blocks.append(fromUtf8(part.text));
        }
        if (!streaming || i + 1 < entry.parts.size()) part.blocks.finish();
        part.reasoning = entry.parts[i].reasoning;
        part.steps = entry.parts[i].steps;
    }
    entry.parts.clear();
    view.entry = std::move(entry);
}

void MessageList::take(const agents::ConversationOpened& event) {
    const bool another = event.heading.id != conversation_;
    beginResetModel();
    conversation_ = event.heading.id;
    entries_.clear();
    rows_.clear();
    rowCounts_.clear();
    dirty_.clear();
    for (const agents::Entry& entry : event.entries) {
        entries_.emplace_back();
        fill(entries_.back(), entry);
        rowCounts_.push_back(0);
    }
    for (const ApprovalView& approval : waiting_.value(QString::fromStdString(conversation_))) {
        if (EntryView* view = find(approval.asked.entry)) view->approvals.push_back(approval);
    }
    if (!entries_.empty()) entries_.back().last = true;
    for (size_t i = 0; i < entries_.size(); ++i) {
        const QList<TranscriptRow> rows = rowsOf(entries_[i]);
        rows_ += rows;
        rowCounts_[i] = rows.size();
    }
    endResetModel();
    emit changed();
    if (another) emit opened();
}

void MessageList::markChanged(const agents::Id& entry) {
    if (!dirty_.contains(entry)) dirty_ += entry;
}

// Another version of an answer takes the place of the one that was shown.
void MessageList::dropAfter(const agents::Id& parent) {
    if (parent.empty()) return;
    size_t keep = 0;
    while (keep < entries_.size() && entries_[keep].entry.id != parent) ++keep;
    if (keep == entries_.size()) return;
    ++keep;
    const qsizetype first = firstRow(keep);
    if (first < rows_.size()) {
        beginRemoveRows({}, static_cast<int>(first), static_cast<int>(rows_.size() - 1));
        rows_.resize(first);
        endRemoveRows();
    }
    entries_.resize(keep);
    rowCounts_.resize(keep);
}

void MessageList::take(const agents::EntryAdded& event) {
    if (event.conversation != conversation_) return;
    if (EntryView* known = find(event.entry.id)) {
        fill(*known, event.entry);
    } else {
        settle();
        dropAfter(event.entry.parent);
        for (EntryView& view : entries_) {
            if (std::exchange(view.last, false)) markChanged(view.entry.id);
        }
        entries_.emplace_back();
        rowCounts_.push_back(0);
        fill(entries_.back(), event.entry);
        entries_.back().last = true;
    }
    markChanged(event.entry.id);
}

void MessageList::take(const agents::TextAppended& event) {
    if (event.conversation != conversation_) return;
    EntryView& view = answer(event.entry);
    if (!view.parts.back().steps.empty()) {
        view.parts.back().blocks.finish();
        view.parts.emplace_back();
    }
    PartView& part = view.parts.back();
    if (event.reasoning) {
        part.reasoning += event.text;
    } else {
        part.text += event.text;
        part.blocks.append(fromUtf8(event.text));
    }
    markChanged(event.entry);
}

void MessageList::take(const agents::StepChanged& event) {
    if (event.conversation != conversation_) return;
    EntryView& view = answer(event.entry);
    markChanged(event.entry);
    for (PartView& part : view.parts) {
        for (agents::Step& step : part.steps) {
            if (step.id != event.step.id) continue;
            step = event.step;
            return;
        }
    }
    view.parts.back().blocks.finish();
    view.parts.back().steps.push_back(event.step);
}

void MessageList::take(const agents::ApprovalAsked& event) {
    ApprovalView approval;
    approval.asked = event;
    waiting_[QString::fromStdString(event.conversation)].push_back(approval);
    if (event.conversation != conversation_) return;
    answer(event.entry).approvals.push_back(approval);
    markChanged(event.entry);
    emit asked(QString::fromStdString(event.approval));
}

ApprovalView* MessageList::findApproval(const agents::Id& id) {
    for (EntryView& view : entries_) {
        for (ApprovalView& approval : view.approvals) {
            if (approval.asked.approval == id) return &approval;
        }
    }
    return nullptr;
}

void MessageList::take(const agents::ApprovalDecided& event) {
    const QString id = QString::fromStdString(event.approval);
    Asked& waiting = waiting_[QString::fromStdString(event.conversation)];
    std::erase_if(waiting, [&](const ApprovalView& one) { return one.asked.approval == event.approval; });
    ApprovalView* approval = event.conversation == conversation_ ? findApproval(event.approval) : nullptr;
    if (!approval) return;
    const QString pressed = decisions_.take(id);
    const bool ours = !pressed.isEmpty() && (pressed != QStringLiteral("deny")) == event.allowed;
    approval->decided = true;
    approval->allowed = event.allowed;
    approval->words =
        ours ? decidedWords(pressed, approval->asked.preview, QDateTime::currentMSecsSinceEpoch())
             : oneLine(fromUtf8(event.words));
    markChanged(approval->asked.entry);
}

void MessageList::take(const agents::AnswerEnded& event) {
    if (event.conversation != conversation_) return;
    fill(answer(event.entry.id), event.entry);
    entries_.back().last = true;
    markChanged(event.entry.id);
}

qsizetype MessageList::firstRow(size_t number) const {
    qsizetype first = 0;
    for (size_t i = 0; i < number; ++i) first += rowCounts_[i];
    return first;
}

void MessageList::syncEntry(size_t number) {
    const auto roles = [](const TranscriptRow& a, const TranscriptRow& b) {
        QList<int> changed;
        if (a.kind != b.kind) changed += KindRole;
        if (a.content != b.content) changed += ContentRole;
        if (a.detail != b.detail) changed += DetailRole;
        if (a.gap != b.gap) changed += GapRole;
        if (a.growing != b.growing) changed += GrowingRole;
        return changed;
    };
    const QList<TranscriptRow> wanted = rowsOf(entries_[number]);
    const qsizetype count = std::exchange(rowCounts_[number], wanted.size());
    updateRows<TranscriptRow>(*this, rows_, firstRow(number), count, wanted, roles);
}

void MessageList::settle() {
    if (dirty_.isEmpty()) return;
    const QList<agents::Id> dirty = std::exchange(dirty_, {});
    for (size_t i = 0; i < entries_.size(); ++i) {
        if (dirty.contains(entries_[i].entry.id)) syncEntry(i);
    }
    emit changed();
}

void MessageList::refresh() {
    for (const EntryView& view : entries_) markChanged(view.entry.id);
    settle();
}

QString MessageList::failedCode() const {
    if (entries_.empty() || entries_.back().entry.state != agents::AnswerState::Failed) return {};
    return codeName(entries_.back().entry.error.code);
}

QString MessageList::waitingApproval() const {
    for (const EntryView& view : entries_) {
        for (const ApprovalView& approval : view.approvals) {
            if (!approval.decided) return QString::fromStdString(approval.asked.approval);
        }
    }
    return {};
}

void MessageList::decide(const QString& approval, const QString& decision) {
    const ApprovalView* view = findApproval(approval.toStdString());
    if (!view || view->decided || decisions_.contains(approval)) return;
    decisions_[approval] = decision;
    auto value = agents::Decision::Deny;
    if (decision == QStringLiteral("once")) value = agents::Decision::AllowOnce;
    if (decision == QStringLiteral("folder")) value = agents::Decision::AllowFolder;
    bridge_.post(agents::Decide{conversation_, approval.toStdString(), value, {}});
}

void MessageList::regenerate() {
    bridge_.post(agents::Regenerate{conversation_});
}

void MessageList::copyText(const QString& text) const {
    QGuiApplication::clipboard()->setText(text);
}

void MessageList::copyEntry(const QString& entry) const {
    for (const EntryView& view : entries_) {
        if (view.entry.id == entry.toStdString()) copyText(answerText(view));
    }
}

// A long code block stands in several rows.
void MessageList::copyCode(int row) const {
    if (row < 0 || row >= rows_.size()) return;
    QStringList parts{rows_[row].content.text};
    const auto goesOn = [&](qsizetype i) {
        return i < rows_.size() && rows_[i].kind == QStringLiteral("code") &&
               !rows_[i].detail.value(QStringLiteral("first")).toBool();
    };
    for (qsizetype i = row + 1; goesOn(i); ++i) parts += rows_[i].content.text;
    copyText(parts.join(u'\n'));
}

int MessageList::rowOfApproval(const QString& approval) const {
    for (qsizetype i = 0; i < rows_.size(); ++i) {
        if (rows_[i].detail.value(QStringLiteral("id")).toString() == approval) return static_cast<int>(i);
    }
    return -1;
}

int MessageList::nextMessageRow(int from, int step) const {
    const auto starts = [&](qsizetype i) { return i == 0 || rows_[i].entry != rows_[i - 1].entry; };
    for (qsizetype i = from + step; i >= 0 && i < rows_.size(); i += step) {
        if (starts(i)) return static_cast<int>(i);
    }
    return from;
}

}  // namespace ui
