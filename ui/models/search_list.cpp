#include "ui/models/search_list.h"

#include "ui/text/safe_text.h"

namespace ui {

FormattedText foundRuns(const QString& snippet) {
    FormattedText result;
    qsizetype open = -1;
    QString piece;
    for (const QChar c : snippet) {
        if (c == QChar(0x2068)) {
            open = result.text.size();
        } else if (c == QChar(0x2069)) {
            if (open >= 0 && result.text.size() > open)
                result.runs.append({open, result.text.size() - open, Found});
            open = -1;
        } else {
            result.text += c.isSpace() ? QChar(u' ') : c;
        }
    }
    return result;
}

SearchList::SearchList(Bridge& bridge, QObject* parent) : QAbstractListModel(parent), bridge_(bridge) {
    pause_.setSingleShot(true);
    pause_.setInterval(120);
    connect(&pause_, &QTimer::timeout, this, [this] { bridge_.post(agents::Search{query_.toStdString()}); });
}

int SearchList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant SearchList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const Row& row = rows_[index.row()];
    if (role == IdRole) return row.id;
    if (role == TitleRole) return row.title;
    return role == SnippetRole ? QVariant::fromValue(row.snippet) : QVariant();
}

QHash<int, QByteArray> SearchList::roleNames() const {
    return {{IdRole, "chatId"}, {TitleRole, "title"}, {SnippetRole, "snippet"}};
}

void SearchList::setQuery(const QString& query) {
    const QString plain = query.simplified();
    if (plain == query_) return;
    query_ = plain;
    answered_ = false;
    if (plain.isEmpty()) {
        pause_.stop();
        beginResetModel();
        rows_.clear();
        endResetModel();
    } else {
        pause_.start();
    }
    emit queryChanged();
    emit answeredChanged();
}

void SearchList::take(const agents::SearchDone& event) {
    if (fromUtf8(event.query) != query_) return;
    beginResetModel();
    rows_.clear();
    for (const agents::Hit& hit : event.hits) {
        const QString snippet = fromUtf8(hit.snippet);
        rows_.append(
            {QString::fromStdString(hit.conversation), oneLine(fromUtf8(hit.title)), foundRuns(snippet)});
    }
    endResetModel();
    answered_ = true;
    emit answeredChanged();
}

}  // namespace ui
