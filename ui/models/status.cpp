#include "ui/models/status.h"

#include "ui/models/words.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

using Kind = agents::Activity::Kind;
using Model = agents::ModelChanged::State;

bool isModelEmpty(const engine::ModelCard& card) {
    return card.id.empty() && card.title.empty();
}

QString parameters(int64_t count) {
    if (count >= 1'000'000'000) return Words::tr("%1 B parameters").arg(count / 1'000'000'000);
    return Words::tr("%1 M parameters").arg(static_cast<double>(count) / 1e6, 0, 'f', 1);
}

}  // namespace

Status::Status(QObject* parent) : QObject(parent) {
    second_.setInterval(1000);
    connect(&second_, &QTimer::timeout, this, &Status::changed);
}

const agents::Activity& Status::current() const {
    static const agents::Activity idle;
    const auto found = activities_.constFind(QString::fromStdString(conversation_));
    return found == activities_.constEnd() ? idle : *found;
}

qint64 Status::seconds() const {
    const auto found = since_.constFind(QString::fromStdString(conversation_));
    return found == since_.constEnd() ? 0 : found->elapsed() / 1000;
}

QString Status::activity() const {
    switch (current().kind) {
        case Kind::Idle: return QStringLiteral("idle");
        case Kind::Loading: return QStringLiteral("loading");
        case Kind::Queued: return QStringLiteral("queued");
        case Kind::Reading: return QStringLiteral("reading");
        case Kind::Generating: return QStringLiteral("generating");
        case Kind::RunningTool: return QStringLiteral("tool");
        case Kind::AwaitingApproval: return QStringLiteral("approval");
        case Kind::Stopping: return QStringLiteral("stopping");
    }
    return {};
}

QString Status::activityText() const {
    const agents::Activity& now = current();
    switch (now.kind) {
        case Kind::Idle: return {};
        case Kind::Loading:
            if (now.total > 0) {
                return Words::tr("Loading the model, %1 of %2")
                    .arg(Words::bytes(now.done), Words::bytes(now.total));
            }
            return Words::tr("Loading the model, %1 s").arg(seconds());
        case Kind::Queued: return Words::tr("In the queue, %1 s").arg(seconds());
        case Kind::Reading:
            if (now.total > 0) {
                return Words::tr("Reading %1 of %2 tokens")
                    .arg(Words::number(now.done), Words::number(now.total));
            }
            return Words::tr("Reading, %1 s").arg(seconds());
        case Kind::Generating: return Words::tr("Writing, %1 s").arg(seconds());
        case Kind::RunningTool: return Words::tr("Running a tool, %1 s").arg(seconds());
        case Kind::AwaitingApproval: return Words::tr("Waiting for you");
        case Kind::Stopping: return Words::tr("Stopping");
    }
    return {};
}

double Status::progress() const {
    const agents::Activity& now = current();
    if (now.total <= 0 || (now.kind != Kind::Loading && now.kind != Kind::Reading)) return -1;
    return std::clamp(static_cast<double>(now.done) / static_cast<double>(now.total), 0.0, 1.0);
}

QString Status::model() const {
    switch (model_.state) {
        case Model::Loading: return QStringLiteral("loading");
        case Model::Ready: return QStringLiteral("ready");
        case Model::Failed: return QStringLiteral("failed");
    }
    return {};
}

QString Status::modelTitle() const {
    if (isModelEmpty(model_.card)) return Words::tr("Model");
    return oneLine(fromUtf8(model_.card.title.empty() ? model_.card.id : model_.card.title), 60);
}

QString Status::modelFacts() const {
    QStringList facts;
    if (model_.card.parameters > 0) facts += parameters(model_.card.parameters);
    if (model_.card.bytes > 0) facts += Words::bytes(model_.card.bytes);
    if (!model_.card.formats.empty()) facts += oneLine(fromUtf8(model_.card.formats), 60);
    return facts.join(QStringLiteral(", "));
}

QString Status::modelText() const {
    if (model_.state == Model::Ready) return Words::tr("Ready");
    if (model_.state == Model::Failed) return Words::tr("No model");
    if (!modelKnown_) return Words::tr("Starting");
    if (model_.total <= 0) return Words::tr("Loading the model");
    return Words::tr("Loading the model, %1%").arg(100 * model_.done / model_.total);
}

QString Status::modelHeadline() const {
    return model_.state == Model::Failed ? Words::modelHeadline(model_.error.code) : QString();
}

QString Status::modelError() const {
    return model_.state == Model::Failed ? visibleControls(fromUtf8(model_.error.message).left(600))
                                         : QString();
}

QString Status::troubleHeadline() const {
    return trouble_.solved ? QString() : Words::storageHeadline(trouble_.error.code);
}

QString Status::trouble() const {
    return trouble_.solved ? QString() : visibleControls(fromUtf8(trouble_.error.message).left(600));
}

QString Status::refusalHeadline() const {
    return refusal_.solved ? QString() : Words::refusalHeadline(refusal_.kind);
}

QString Status::refusal() const {
    return refusal_.solved ? QString() : visibleControls(fromUtf8(refusal_.error.message).left(600));
}

QString Status::saved() const {
    return savedAt_ ? Words::clock(savedAt_) : QString();
}

void Status::setFailedCode(const QString& code) {
    if (code == failedCode_) return;
    failedCode_ = code;
    emit changed();
}

void Status::take(const agents::ConversationOpened& event) {
    conversation_ = event.heading.id;
    dismissRefusal();
}

// Whoever goes on writing has read it.
void Status::take(const agents::EntryAdded& event) {
    if (event.entry.role == engine::Role::User) dismissRefusal();
}

void Status::take(const agents::Activity& event) {
    const QString id = QString::fromStdString(event.conversation);
    if (event.kind == Kind::Idle) {
        activities_.remove(id);
        since_.remove(id);
    } else {
        if (!activities_.contains(id) || activities_[id].kind != event.kind) since_[id].start();
        activities_[id] = event;
    }
    if (activities_.isEmpty()) {
        second_.stop();
    } else if (!second_.isActive()) {
        second_.start();
    }
    emit changed();
}

void Status::take(const agents::ModelChanged& event) {
    model_ = event;
    modelKnown_ = true;
    emit changed();
}

void Status::take(const agents::Saved& event) {
    savedAt_ = event.at;
    unsaved_ = false;
    emit changed();
}

void Status::take(const agents::Trouble& event) {
    if (event.kind == agents::Trouble::Kind::Storage) {
        trouble_ = event;
        unsaved_ = !event.solved;
    } else if (!event.solved || event.kind == refusal_.kind) {
        refusal_ = event;
    }
    emit changed();
}

void Status::dismissTrouble() {
    trouble_.solved = true;
    emit changed();
}

void Status::dismissRefusal() {
    refusal_.solved = true;
    emit changed();
}

void Status::setStarted() {
    started_ = true;
    emit changed();
}

QString Status::stateName() const {
    if (!started_) return QStringLiteral("starting");
    const Kind kind = current().kind;
    if (kind == Kind::AwaitingApproval) return QStringLiteral("awaiting-approval");
    if (kind == Kind::Loading) return QStringLiteral("loading-model");
    if (kind != Kind::Idle) return QStringLiteral("generating");
    if (!modelKnown_ || model_.state == Model::Loading) return QStringLiteral("loading-model");
    if (!trouble_.solved) return QStringLiteral("error:") + codeName(trouble_.error.code);
    if (!refusal_.solved) return QStringLiteral("error:") + codeName(refusal_.error.code);
    if (model_.state == Model::Failed) return QStringLiteral("error:") + codeName(model_.error.code);
    if (!failedCode_.isEmpty()) return QStringLiteral("error:") + failedCode_;
    return QStringLiteral("idle");
}

QString Status::appState() const {
    return QStringLiteral("state: %1 rev=%2")
        .arg(told_.isEmpty() ? QStringLiteral("starting") : told_)
        .arg(revision_);
}

void Status::frameShown() {
    told_ = stateName();
    ++revision_;
    emit appStateChanged();
}

}  // namespace ui
