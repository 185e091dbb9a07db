#include "ui/models/composer.h"

#include <QGuiApplication>
#include <QInputMethod>

#include "ui/text/fluent_text.h"
#include "ui/text/safe_text.h"

namespace ui {

Composer::Composer(Bridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge) {
    pause_.setSingleShot(true);
    pause_.setInterval(150);
    connect(&pause_, &QTimer::timeout, this, &Composer::saveNow);
}

QString Composer::folderName() const {
    return oneLine(folder_.section(u'/', -1, -1, QString::SectionSkipEmpty), 60);
}

void Composer::setFolder(const QString& folder) {
    if (folder == folder_) return;
    folder_ = folder;
    emit folderChanged();
}

// The conversation that is written in may be told again (a folder was attached): the field keeps its text
// then.
void Composer::take(const agents::ConversationOpened& event) {
    const bool another = event.heading.id != conversation_;
    if (another) saveNow();
    conversation_ = event.heading.id;
    setFolder(QString::fromStdString(event.heading.folder));
    if (!another) return;
    const QString draft = fromUtf8(event.draft);
    const bool fluent = isFluent(draft);
    draft_ = fluent ? draft : QString();
    unsaved_ = false;
    emit conversationChanged();
    emit draftLoaded(draft_);
    if (!fluent) emit draftRefused();
}

void Composer::take(const agents::HeadingsChanged& event) {
    for (const agents::Heading& heading : event.headings) {
        if (heading.id == conversation_) setFolder(QString::fromStdString(heading.folder));
    }
}

void Composer::edited(const QString& text) {
    if (text == draft_ || conversation_.empty()) return;
    draft_ = text;
    unsaved_ = true;
    if (!pause_.isActive()) pause_.start();
}

void Composer::saveNow() {
    pause_.stop();
    if (std::exchange(unsaved_, false)) bridge_.post(agents::SaveDraft{conversation_, draft_.toStdString()});
}

bool Composer::send(const QString& text) {
    if (text.trimmed().isEmpty() || conversation_.empty()) return false;
    pause_.stop();
    unsaved_ = false;
    draft_.clear();
    bridge_.post(agents::Send{conversation_, text.trimmed().toStdString()});
    return true;
}

void Composer::commitInput() {
    QGuiApplication::inputMethod()->commit();
}

void Composer::stop() {
    bridge_.post(agents::Stop{conversation_});
}

void Composer::attach(const QString& path) {
    if (!path.isEmpty()) bridge_.post(agents::AttachFolder{conversation_, path.toStdString()});
}

void Composer::detach() {
    bridge_.post(agents::AttachFolder{conversation_, {}});
}

}  // namespace ui
