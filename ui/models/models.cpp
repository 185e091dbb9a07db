#include "ui/models/models.h"

#include <QLocale>

namespace ui {

Models::Models(agents::Workspace& workspace, Settings& settings, ModelList::Places places,
               agents::ModelLibrary* library)
    : settings_(settings),
      bridge_(workspace),
      conversations_(bridge_),
      trash_(bridge_),
      search_(bridge_),
      transcript_(bridge_),
      composer_(bridge_),
      models_(bridge_, settings, std::move(places)),
      catalogue_(library) {
    connect(&bridge_, &Bridge::said, this, &Models::handOut);
    connect(&bridge_, &Bridge::drained, this, [this] {
        transcript_.settle();
        status_.setFailedCode(transcript_.failedCode());
        emit drained();
    });
    connect(&settings_, &Settings::temperatureChanged, this, [this](double temperature) {
        bridge_.post(agents::SetTemperature{static_cast<float>(temperature)});
    });
    connect(&settings_, &Settings::thinkingChanged, this,
            [this](bool wanted) { bridge_.post(agents::SetThinking{wanted}); });
    connect(&settings_, &Settings::languageChanged, this, &Models::refresh);
    connect(&catalogue_, &CatalogueList::arrived, &models_, &ModelList::look);
    connect(&catalogue_, &CatalogueList::useAsked, &models_, &ModelList::load);
}

Models::~Models() {
    composer_.saveNow();
}

void Models::handOut(const agents::WorkspaceEvent& event) {
    std::visit([this](const auto& one) { give(one); }, event);
}

void Models::give(const agents::HeadingsChanged& event) {
    conversations_.take(event);
    composer_.take(event);
    if (!opened_) openFirst(event);
}

// The first thing to see: the newest conversation, or an empty one.
void Models::openFirst(const agents::HeadingsChanged& event) {
    opened_ = true;
    const agents::Heading* newest = nullptr;
    for (const agents::Heading& heading : event.headings) {
        if (!newest || heading.changedAt > newest->changedAt) newest = &heading;
    }
    if (newest) {
        bridge_.post(agents::OpenConversation{newest->id});
    } else {
        bridge_.post(agents::NewConversation{});
    }
}

void Models::give(const agents::ConversationOpened& event) {
    opened_ = true;
    composer_.take(event);
    conversations_.take(event);
    transcript_.take(event);
    status_.take(event);
    status_.setStarted();
}

void Models::attach(const QString& path) {
    settings_.rememberFolder(path);
    composer_.attach(path);
}

QString Models::number(double value, int decimals) const {
    return QLocale().toString(value, 'f', decimals);
}

void Models::refresh() {
    conversations_.refresh();
    trash_.refresh();
    transcript_.refresh();
    models_.look();
    catalogue_.refresh();
    status_.refresh();
}

}  // namespace ui
