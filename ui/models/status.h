// What is going on, in words and numbers: the answer that is made, the model, the disk. Also the one line
// that programs read, `app.state`. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include "agents/workspace_event.h"

namespace ui {

class Status : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString appState READ appState NOTIFY appStateChanged)
    // idle, loading, queued, reading, generating, tool, approval, stopping
    Q_PROPERTY(QString activity READ activity NOTIFY changed)
    Q_PROPERTY(QString activityText READ activityText NOTIFY changed)
    Q_PROPERTY(double progress READ progress NOTIFY changed)  // 0..1, negative when unknown
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    // loading, ready, failed
    Q_PROPERTY(QString model READ model NOTIFY changed)
    Q_PROPERTY(QString modelTitle READ modelTitle NOTIFY changed)
    Q_PROPERTY(QString modelFacts READ modelFacts NOTIFY changed)
    Q_PROPERTY(QString modelText READ modelText NOTIFY changed)
    Q_PROPERTY(QString modelHeadline READ modelHeadline NOTIFY changed)
    Q_PROPERTY(bool thinksWhenAsked READ thinksWhenAsked NOTIFY changed)
    Q_PROPERTY(QString modelError READ modelError NOTIFY changed)
    Q_PROPERTY(QString troubleHeadline READ troubleHeadline NOTIFY changed)
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
    Q_PROPERTY(bool unsaved READ unsaved NOTIFY changed)  // also when its banner was closed
    // What was asked for and did not work, while nothing is in danger: a folder, a chat, a search.
    Q_PROPERTY(QString refusalHeadline READ refusalHeadline NOTIFY changed)
    Q_PROPERTY(QString refusal READ refusal NOTIFY changed)
    Q_PROPERTY(QString saved READ saved NOTIFY changed)
    Q_PROPERTY(QString failedCode READ failedCode WRITE setFailedCode NOTIFY changed)

public:
    explicit Status(QObject* parent = nullptr);

    QString appState() const;
    QString activity() const;
    QString activityText() const;
    double progress() const;
    bool busy() const { return current().kind != agents::Activity::Kind::Idle; }
    QString model() const;
    QString modelTitle() const;
    QString modelFacts() const;
    QString modelText() const;
    QString modelHeadline() const;
    bool thinksWhenAsked() const { return model_.card.thinksWhenAsked; }
    QString modelError() const;
    QString troubleHeadline() const;
    QString trouble() const;
    bool unsaved() const { return unsaved_; }
    QString refusalHeadline() const;
    QString refusal() const;
    QString saved() const;
    QString failedCode() const { return failedCode_; }
    void setFailedCode(const QString& code);

    void take(const agents::ConversationOpened& event);
    void take(const agents::EntryAdded& event);
    void take(const agents::Activity& event);
    void take(const agents::ModelChanged& event);
    void take(const agents::Saved& event);
    void take(const agents::Trouble& event);
    Q_INVOKABLE void dismissTrouble();
    Q_INVOKABLE void dismissRefusal();
    void setStarted();  // the first frame was shown and the first conversation is there
    void frameShown();  // one completed update more
    void refresh() { emit changed(); }

signals:
    void changed();
    void appStateChanged();

private:
    const agents::Activity& current() const;
    qint64 seconds() const;
    QString stateName() const;

    agents::Id conversation_;
    QHash<QString, agents::Activity> activities_;
    QHash<QString, QElapsedTimer> since_;
    bool modelKnown_ = false;
    agents::ModelChanged model_;
    agents::Trouble trouble_{{}, true}, refusal_{{}, true};
    bool unsaved_ = false;
    QString failedCode_;
    qint64 savedAt_ = 0;
    qint64 revision_ = 0;
    bool started_ = false;
    QString told_;
    QTimer second_;
};

}  // namespace ui
