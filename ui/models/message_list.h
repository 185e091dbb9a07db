// The transcript of the open conversation, one row per block. Only the last row of a streaming answer grows;
// rows keep their delegates. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QHash>

#include "ui/models/bridge.h"
#include "ui/models/transcript_rows.h"

namespace ui {

class MessageList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(bool empty READ empty NOTIFY changed)
    Q_PROPERTY(int messages READ messages NOTIFY changed)
    Q_PROPERTY(QString failedCode READ failedCode NOTIFY changed)
    Q_PROPERTY(QString waitingApproval READ waitingApproval NOTIFY changed)

public:
    enum Role {
        KindRole = Qt::UserRole + 1,
        EntryRole,
        ContentRole,
        DetailRole,
        GapRole,
        GrowingRole,
        PlaceRole
    };

    explicit MessageList(Bridge& bridge, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool empty() const { return rows_.isEmpty(); }
    int messages() const { return static_cast<int>(entries_.size()); }
    QString failedCode() const;       // of the last answer, empty when it did not fail
    QString waitingApproval() const;  // id of the oldest one that waits here

    void take(const agents::ConversationOpened& event);
    void take(const agents::EntryAdded& event);
    void take(const agents::TextAppended& event);
    void take(const agents::StepChanged& event);
    void take(const agents::ApprovalAsked& event);
    void take(const agents::ApprovalDecided& event);
    void take(const agents::AnswerEnded& event);
    void settle();   // after a turn of events: rows that changed are told
    void refresh();  // another language

    Q_INVOKABLE void decide(const QString& approval, const QString& decision);  // once, folder, deny
    Q_INVOKABLE void regenerate();
    Q_INVOKABLE void copyEntry(const QString& entry) const;
    Q_INVOKABLE void copyCode(int row) const;
    Q_INVOKABLE void copyText(const QString& text) const;
    Q_INVOKABLE int rowOfApproval(const QString& approval) const;
    Q_INVOKABLE int nextMessageRow(int from, int step) const;

signals:
    void changed();
    void opened();  // another conversation stands here now
    void asked(const QString& approval);

private:
    template <class R, class M>
    friend void updateRows(M&, QList<R>&, qsizetype, qsizetype, const QList<R>&,
                           const std::function<QList<int>(const R&, const R&)>&);

    EntryView* find(const agents::Id& entry);
    EntryView& answer(const agents::Id& entry);
    void fill(EntryView& view, agents::Entry entry);
    void markChanged(const agents::Id& entry);
    void dropAfter(const agents::Id& parent);
    void syncEntry(size_t number);
    qsizetype firstRow(size_t number) const;
    ApprovalView* findApproval(const agents::Id& id);
    void decided(const agents::ApprovalDecided& event, const QString& words);

    Bridge& bridge_;
    agents::Id conversation_;
    std::vector<EntryView> entries_;
    std::vector<qsizetype> rowCounts_;  // per entry
    QList<TranscriptRow> rows_;
    QList<agents::Id> dirty_;
    QHash<QString, std::vector<ApprovalView>> waiting_;  // per conversation, also of those not open
    QHash<QString, QString> decisions_;                  // approval -> what was pressed here
};

}  // namespace ui
