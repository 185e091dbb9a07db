#include "ui/models/trash_list.h"

#include <QDateTime>

#include "ui/models/words.h"
#include "ui/text/safe_text.h"

namespace ui {

TrashList::TrashList(Bridge& bridge, QObject* parent) : QAbstractListModel(parent), bridge_(bridge) {}

int TrashList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant TrashList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= count()) return {};
    const agents::Heading& heading = headings_[static_cast<size_t>(index.row())];
    switch (role) {
        case IdRole: return QString::fromStdString(heading.id);
        case TitleRole: return oneLine(fromUtf8(heading.title));
        case TimeRole: return Words::ago(heading.changedAt, QDateTime::currentMSecsSinceEpoch());
        default: return {};
    }
}

QHash<int, QByteArray> TrashList::roleNames() const {
    return {{IdRole, "chatId"}, {TitleRole, "title"}, {TimeRole, "time"}};
}

void TrashList::take(const agents::TrashChanged& event) {
    beginResetModel();
    headings_ = event.headings;
    endResetModel();
    emit changed();
}

void TrashList::refresh() {
    if (count() > 0) emit dataChanged(index(0), index(count() - 1));
}

void TrashList::restore(const QString& id) {
    bridge_.post(agents::Restore{id.toStdString()});
}

void TrashList::empty() {
    bridge_.post(agents::EmptyTrash{});
}

}  // namespace ui
