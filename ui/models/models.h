// All that the window shows, in the order in which it is built. QML receives this one object; the workspace's
// events are handed out here. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "ui/models/bridge.h"
#include "ui/models/catalogue_list.h"
#include "ui/models/composer.h"
#include "ui/models/conversation_list.h"
#include "ui/models/folder_list.h"
#include "ui/models/message_list.h"
#include "ui/models/model_list.h"
#include "ui/models/search_list.h"
#include "ui/models/settings.h"
#include "ui/models/status.h"
#include "ui/models/trash_list.h"

namespace ui {

class Models : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(ui::ConversationList* conversations READ conversations CONSTANT)
    Q_PROPERTY(ui::TrashList* trash READ trash CONSTANT)
    Q_PROPERTY(ui::SearchList* search READ search CONSTANT)
    Q_PROPERTY(ui::MessageList* transcript READ transcript CONSTANT)
    Q_PROPERTY(ui::Composer* composer READ composer CONSTANT)
    Q_PROPERTY(ui::Status* status READ status CONSTANT)
    Q_PROPERTY(ui::Settings* settings READ settings CONSTANT)
    Q_PROPERTY(ui::FolderList* folders READ folders CONSTANT)
    Q_PROPERTY(ui::ModelList* models READ models CONSTANT)
    Q_PROPERTY(ui::CatalogueList* catalogue READ catalogue CONSTANT)

public:
    // Without a library nothing can be got, and nothing offers it.
    Models(agents::Workspace& workspace, Settings& settings, ModelList::Places places,
           agents::ModelLibrary* library = nullptr);
    ~Models() override;

    ConversationList* conversations() { return &conversations_; }
    TrashList* trash() { return &trash_; }
    SearchList* search() { return &search_; }
    MessageList* transcript() { return &transcript_; }
    Composer* composer() { return &composer_; }
    Status* status() { return &status_; }
    Settings* settings() { return &settings_; }
    FolderList* folders() { return &folders_; }
    ModelList* models() { return &models_; }
    CatalogueList* catalogue() { return &catalogue_; }

    Q_INVOKABLE void attach(const QString& path);
    Q_INVOKABLE QString number(double value, int decimals) const;

signals:
    void drained();

private:
    void handOut(const agents::WorkspaceEvent& event);
    void openFirst(const agents::HeadingsChanged& event);
    void refresh();

    template <class Event>
    void give(const Event&) {}
    void give(const agents::HeadingsChanged& event);
    void give(const agents::ConversationOpened& event);
    void give(const agents::TrashChanged& event) { trash_.take(event); }
    void give(const agents::SearchDone& event) { search_.take(event); }
    void give(const agents::EntryAdded& event) {
        status_.take(event);
        transcript_.take(event);
    }
    void give(const agents::TextAppended& event) { transcript_.take(event); }
    void give(const agents::StepChanged& event) { transcript_.take(event); }
    void give(const agents::Activity& event) { status_.take(event); }
    void give(const agents::ApprovalAsked& event) { transcript_.take(event); }
    void give(const agents::ApprovalDecided& event) { transcript_.take(event); }
    void give(const agents::AnswerEnded& event) { transcript_.take(event); }
    void give(const agents::Saved& event) { status_.take(event); }
    void give(const agents::ModelChanged& event) { status_.take(event); }
    void give(const agents::Trouble& event) { status_.take(event); }

    Settings& settings_;
    Bridge bridge_;
    ConversationList conversations_;
    TrashList trash_;
    SearchList search_;
    MessageList transcript_;
    Composer composer_;
    Status status_;
    FolderList folders_;
    ModelList models_;
    CatalogueList catalogue_;
    bool opened_ = false;
};

}  // namespace ui
