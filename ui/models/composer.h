// What is being written: the draft of the open conversation, its folder, sending and stopping. The text lives
// in the field; here stands what was last told of it. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>

#include "agents/workspace_event.h"
#include "ui/models/bridge.h"

namespace ui {

class Composer : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString conversation READ conversation NOTIFY conversationChanged)
    Q_PROPERTY(QString folder READ folder NOTIFY folderChanged)
    Q_PROPERTY(QString folderName READ folderName NOTIFY folderChanged)

public:
    explicit Composer(Bridge& bridge, QObject* parent = nullptr);

    QString conversation() const { return QString::fromStdString(conversation_); }
    QString folder() const { return folder_; }
    QString folderName() const;

    void take(const agents::ConversationOpened& event);
    void take(const agents::HeadingsChanged& event);
    void saveNow();  // what waits for the pause of typing

    Q_INVOKABLE void edited(const QString& text);
    Q_INVOKABLE bool send(const QString& text);  // false: there is nothing to send
    Q_INVOKABLE void commitInput();              // what an input method still composes becomes text
    Q_INVOKABLE void stop();
    Q_INVOKABLE void attach(const QString& path);
    Q_INVOKABLE void detach();

signals:
    void conversationChanged();
    void folderChanged();
    void draftLoaded(const QString& text);
    void draftRefused();  // it would make the field slow; it stays on the disk until another is written

private:
    void setFolder(const QString& folder);

    Bridge& bridge_;
    agents::Id conversation_;
    QString folder_;
    QString draft_;
    bool unsaved_ = false;
    QTimer pause_;
};

}  // namespace ui
