// The sidebar: conversations in the order of the workspace, and what a search found. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QTimer>

#include "agents/workspace_event.h"
#include "ui/models/bridge.h"

namespace ui {

class ConversationList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString current READ current NOTIFY currentChanged)
    Q_PROPERTY(QString currentTitle READ currentTitle NOTIFY changed)
    Q_PROPERTY(bool currentPinned READ currentPinned NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(int running READ running NOTIFY changed)
    Q_PROPERTY(int waiting READ waiting NOTIFY changed)

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        TitleRole,
        SectionRole,
        TimeRole,
        SpokenTimeRole,
        MarkRole,
        MarkNameRole,
        PinnedRole,
        FolderRole
    };

    explicit ConversationList(Bridge& bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString current() const { return current_; }
    QString currentTitle() const;
    bool currentPinned() const;
    int count() const { return static_cast<int>(rows_.size()); }
    int running() const { return marked(QStringLiteral("running")); }
    int waiting() const { return marked(QStringLiteral("waiting")); }

    void take(const agents::HeadingsChanged& event);
    void take(const agents::ConversationOpened& event);
    void refresh();  // another language, another day

    Q_INVOKABLE void create();
    Q_INVOKABLE void open(const QString& id);
    Q_INVOKABLE void openNext(int step);
    Q_INVOKABLE void rename(const QString& id, const QString& title);
    Q_INVOKABLE void remove(const QString& id);
    Q_INVOKABLE void restore(const QString& id);  // from the trash, and opens it
    Q_INVOKABLE void pin(const QString& id, bool pinned);
    Q_INVOKABLE int indexOf(const QString& id) const;  // -1: not in the list
    Q_INVOKABLE QString titleOf(const QString& id) const;
    Q_INVOKABLE bool pinnedOf(const QString& id) const;

signals:
    void currentChanged();
    void changed();
    void removed(const QString& id, const QString& title);

private:
    struct Row {
        QString key, title, section, time, spokenTime, mark, markName, folder;
        bool pinned = false;
        bool operator==(const Row&) const = default;
    };
    template <class R, class M>
    friend void updateRows(M&, QList<R>&, qsizetype, qsizetype, const QList<R>&,
                           const std::function<QList<int>(const R&, const R&)>&);

    Row rowOf(const agents::Heading& heading, qint64 now) const;
    const Row* find(const QString& id) const;
    int marked(const QString& mark) const;

    Bridge& bridge_;
    std::vector<agents::Heading> headings_;
    QList<Row> rows_;
    QString current_;
    QString openedTitle_;
    QTimer minute_;
};

}  // namespace ui
