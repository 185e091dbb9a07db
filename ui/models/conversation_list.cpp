#include "ui/models/conversation_list.h"

#include <QDateTime>

#include "ui/models/keyed_rows.h"
#include "ui/models/words.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

using Mark = agents::Heading::Mark;

QString markOf(Mark mark) {
    switch (mark) {
        case Mark::None: return {};
        case Mark::Running: return QStringLiteral("running");
        case Mark::Waiting: return QStringLiteral("waiting");
        case Mark::Unread: return QStringLiteral("unread");
        case Mark::Failed: return QStringLiteral("failed");
    }
    return {};
}

QString sectionOf(const agents::Heading& heading, qint64 now) {
    if (heading.pinned) return QStringLiteral("pinned");
    const QDate day = QDateTime::fromMSecsSinceEpoch(heading.changedAt).date();
    const qint64 days = day.daysTo(QDateTime::fromMSecsSinceEpoch(now).date());
    if (days <= 0) return QStringLiteral("today");
    return days == 1 ? QStringLiteral("yesterday") : QStringLiteral("earlier");
}

}  // namespace

ConversationList::ConversationList(Bridge& bridge, QObject* parent)
    : QAbstractListModel(parent), bridge_(bridge) {
    minute_.setInterval(60'000);
    connect(&minute_, &QTimer::timeout, this, &ConversationList::refresh);
    minute_.start();
}

int ConversationList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant ConversationList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const Row& row = rows_[index.row()];
    switch (role) {
        case IdRole: return row.key;
        case TitleRole: return row.title;
        case SectionRole: return row.section;
        case TimeRole: return row.time;
        case SpokenTimeRole: return row.spokenTime;
        case MarkRole: return row.mark;
        case MarkNameRole: return row.markName;
        case PinnedRole: return row.pinned;
        case FolderRole: return row.folder;
        default: return {};
    }
}

QHash<int, QByteArray> ConversationList::roleNames() const {
    return {{IdRole, "chatId"},     {TitleRole, "title"},   {SectionRole, "section"},
            {TimeRole, "time"},     {MarkRole, "mark"},     {MarkNameRole, "markName"},
            {PinnedRole, "pinned"}, {FolderRole, "folder"}, {SpokenTimeRole, "spokenTime"}};
}

ConversationList::Row ConversationList::rowOf(const agents::Heading& heading, qint64 now) const {
    Row row;
    row.key = QString::fromStdString(heading.id);
    row.title = oneLine(fromUtf8(heading.title));
    row.section = sectionOf(heading, now);
    row.time = Words::ago(heading.changedAt, now);
    row.spokenTime = Words::spokenAgo(heading.changedAt, now);
    row.mark = markOf(heading.mark);
    row.markName = Words::markName(heading.mark);
    row.folder = QString::fromStdString(heading.folder).section(u'/', -1);
    row.pinned = heading.pinned;
    return row;
}

void ConversationList::refresh() {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QList<Row> wanted;
    for (const agents::Heading& heading : headings_) wanted += rowOf(heading, now);
    const auto roles = [](const Row& a, const Row& b) {
        QList<int> changed;
        if (a.title != b.title) changed += TitleRole;
        if (a.section != b.section) changed += SectionRole;
        if (a.time != b.time) changed += TimeRole;
        if (a.spokenTime != b.spokenTime) changed += SpokenTimeRole;
        if (a.mark != b.mark) changed += {MarkRole, MarkNameRole};
        if (a.mark == b.mark && a.markName != b.markName) changed += MarkNameRole;
        if (a.pinned != b.pinned) changed += PinnedRole;
        if (a.folder != b.folder) changed += FolderRole;
        return changed;
    };
    updateRows<Row>(*this, rows_, 0, rows_.size(), wanted, roles);
    emit changed();
}

void ConversationList::take(const agents::HeadingsChanged& event) {
    headings_ = event.headings;
    refresh();
}

void ConversationList::take(const agents::ConversationOpened& event) {
    openedTitle_ = oneLine(fromUtf8(event.heading.title));
    const QString id = QString::fromStdString(event.heading.id);
    if (id != current_) {
        current_ = id;
        emit currentChanged();
    }
    emit changed();
}

const ConversationList::Row* ConversationList::find(const QString& id) const {
    for (const Row& row : rows_) {
        if (row.key == id) return &row;
    }
    return nullptr;
}

int ConversationList::marked(const QString& mark) const {
    return static_cast<int>(
        std::count_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.mark == mark; }));
}

QString ConversationList::currentTitle() const {
    const Row* row = find(current_);
    return row ? row->title : openedTitle_;
}

bool ConversationList::currentPinned() const {
    return pinnedOf(current_);
}

int ConversationList::indexOf(const QString& id) const {
    const Row* row = find(id);
    return row ? static_cast<int>(row - rows_.data()) : -1;
}

QString ConversationList::titleOf(const QString& id) const {
    const Row* row = find(id);
    return row ? row->title : QString();
}

bool ConversationList::pinnedOf(const QString& id) const {
    const Row* row = find(id);
    return row && row->pinned;
}

void ConversationList::create() {
    bridge_.post(agents::NewConversation{});
}

void ConversationList::open(const QString& id) {
    if (!id.isEmpty() && id != current_) bridge_.post(agents::OpenConversation{id.toStdString()});
}

void ConversationList::openNext(int step) {
    if (rows_.isEmpty()) return;
    qsizetype at = step > 0 ? -1 : 0;
    for (qsizetype i = 0; i < rows_.size(); ++i) {
        if (rows_[i].key == current_) at = i;
    }
    open(rows_[(at + step + rows_.size()) % rows_.size()].key);
}

void ConversationList::rename(const QString& id, const QString& title) {
    const QString plain = title.simplified();
    if (!plain.isEmpty() && plain != titleOf(id)) {
        bridge_.post(agents::Rename{id.toStdString(), plain.left(200).toStdString()});
    }
}

// The next row is opened when the one that is read goes away.
void ConversationList::remove(const QString& id) {
    const Row* row = find(id);
    if (!row) return;
    const QString title = row->title;
    if (id == current_) {
        const qsizetype at = row - rows_.constData();
        if (rows_.size() > 1) {
            open(rows_[at + 1 < rows_.size() ? at + 1 : at - 1].key);
        } else {
            create();
        }
    }
    bridge_.post(agents::Delete{id.toStdString()});
    emit removed(id, title);
}

void ConversationList::restore(const QString& id) {
    bridge_.post(agents::Restore{id.toStdString()});
    bridge_.post(agents::OpenConversation{id.toStdString()});
}

void ConversationList::pin(const QString& id, bool pinned) {
    if (find(id)) bridge_.post(agents::Pin{id.toStdString(), pinned});
}

}  // namespace ui
