// What a search in titles and messages found. A newer question makes an older answer worthless. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QTimer>

#include "agents/workspace_event.h"
#include "ui/models/bridge.h"
#include "ui/text/formatted_text.h"

namespace ui {

class SearchList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    Q_PROPERTY(bool answered READ answered NOTIFY answeredChanged)
    Q_PROPERTY(int count READ count NOTIFY answeredChanged)

public:
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, SnippetRole };

    explicit SearchList(Bridge& bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString query() const { return query_; }
    void setQuery(const QString& query);
    bool answered() const { return answered_; }
    int count() const { return static_cast<int>(rows_.size()); }
    void take(const agents::SearchDone& event);

signals:
    void queryChanged();
    void answeredChanged();

private:
    struct Row {
        QString id, title;
        FormattedText snippet;
    };

    Bridge& bridge_;
    QString query_;
    bool answered_ = false;
    QList<Row> rows_;
    QTimer pause_;  // of typing
};

// Text with its found words between U+2068 and U+2069, as runs without those marks.
FormattedText foundRuns(const QString& snippet);

}  // namespace ui
