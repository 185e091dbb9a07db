// The conversations that were deleted, last deleted first. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>

#include "agents/workspace_event.h"
#include "ui/models/bridge.h"

namespace ui {

class TrashList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(int count READ count NOTIFY changed)

public:
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, TimeRole };

    explicit TrashList(Bridge& bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return static_cast<int>(headings_.size()); }

    void take(const agents::TrashChanged& event);
    void refresh();  // another language

    Q_INVOKABLE void restore(const QString& id);
    Q_INVOKABLE void empty();  // for good

signals:
    void changed();

private:
    Bridge& bridge_;
    std::vector<agents::Heading> headings_;
};

}  // namespace ui
