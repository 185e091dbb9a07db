#include "ui/models/catalogue_list.h"

#include <QLocale>
#include <mutex>

#include "ui/models/catalogue_words.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

using State = agents::LibraryModel::State;

// In the window's language, where the catalogue has it.
const std::string& aboutOf(const agents::LibraryModel& model) {
    return QLocale().language() == QLocale::Chinese && !model.aboutChinese.empty() ? model.aboutChinese
                                                                                   : model.about;
}

QString stateName(State state) {
    switch (state) {
        case State::Absent: return QStringLiteral("absent");
        case State::Unfinished: return QStringLiteral("unfinished");
        case State::Waiting: return QStringLiteral("waiting");
        case State::Getting: return QStringLiteral("getting");
        case State::Here: break;
    }
    return QStringLiteral("here");
}

QString fitName(agents::LibraryModel::Fit fit) {
    switch (fit) {
        case agents::LibraryModel::Fit::Checking: return QStringLiteral("checking");
        case agents::LibraryModel::Fit::Fits: return QStringLiteral("fits");
        case agents::LibraryModel::Fit::Slow: return QStringLiteral("slow");
        case agents::LibraryModel::Fit::WontFit: break;
    }
    return QStringLiteral("wont");
}

double share(const agents::LibraryModel& model, const agents::LibraryProgress& progress) {
    const bool getting = model.state == State::Getting;
    const qint64 done = getting ? progress.done : model.done;
    const qint64 total = getting ? progress.total : model.downloadBytes;
    return total > 0 ? std::min(1.0, static_cast<double>(done) / static_cast<double>(total)) : 0.0;
}

}  // namespace

// The feed may ring while the list goes away, so what it rings outlives both.
struct CatalogueList::Bell {
    std::mutex mutex;
    CatalogueList* list = nullptr;

    void ring() {
        const std::lock_guard lock(mutex);
        if (list) QMetaObject::invokeMethod(list, &CatalogueList::drain, Qt::QueuedConnection);
    }
};

CatalogueList::CatalogueList(agents::ModelLibrary* library, QObject* parent)
    : QAbstractListModel(parent), library_(library), bell_(std::make_shared<Bell>()) {
    bell_->list = this;
    if (library_) library_->events().onReady([bell = bell_] { bell->ring(); });
}

CatalogueList::~CatalogueList() {
    if (library_) library_->events().onReady({});
    const std::lock_guard lock(bell_->mutex);
    bell_->list = nullptr;
}

void CatalogueList::drain() {
    for (const agents::LibraryEvent& event : library_->events().take())
        std::visit([this](const auto& one) { take(one); }, event);
}

int CatalogueList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant CatalogueList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const Row& row = rows_[index.row()];
    switch (role) {
        case NameRole: return QString::fromStdString(row.model.name);
        case TitleRole: return oneLine(QString::fromStdString(row.model.title), 80);
        case AboutRole: return oneLine(QString::fromStdString(aboutOf(row.model)), 300);
        case FactsRole: return CatalogueWords::facts(row.model);
        case SizeRole: return CatalogueWords::size(row.model);
        case FitRole: return fitName(row.model.fit);
        case FitTextRole: return CatalogueWords::fit(row.model.fit);
        case FitReasonRole: return CatalogueWords::fitReason(row.model, machineBytes_);
        case StateRole: return stateName(row.model.state);
        case ProgressRole: return share(row.model, row.progress);
        case ProgressTextRole: return CatalogueWords::progress(row.model, row.progress);
        case ErrorRole: return row.error;
        default: return {};
    }
}

QHash<int, QByteArray> CatalogueList::roleNames() const {
    return {{NameRole, "name"},
            {TitleRole, "title"},
            {AboutRole, "about"},
            {FactsRole, "facts"},
            {SizeRole, "size"},
            {FitRole, "fit"},
            {FitTextRole, "fitText"},
            {FitReasonRole, "fitReason"},
            {StateRole, "state"},
            {ProgressRole, "progress"},
            {ProgressTextRole, "progressText"},
            {ErrorRole, "error"}};
}

QString CatalogueList::machine() const {
    return CatalogueWords::machine(machineBytes_);
}

void CatalogueList::look() {
    if (library_) library_->post(agents::ListLibrary{});
}

void CatalogueList::get(const QString& name) {
    Row* row = find(name.toStdString());
    if (!row || !library_) return;
    wanted_ = row->model.name;
    row->error.clear();
    row->progress = {};
    tell(row);
    library_->post(agents::GetModel{row->model.name});
}

void CatalogueList::stop(const QString& name) {
    if (library_) library_->post(agents::StopGetting{name.toStdString()});
}

void CatalogueList::use(const QString& name) {
    wanted_.clear();
    if (const Row* row = find(name.toStdString())) emit useAsked(QString::fromStdString(row->model.folder));
}

void CatalogueList::refresh() {
    if (!rows_.isEmpty()) emit dataChanged(index(0), index(static_cast<int>(rows_.size()) - 1));
    emit changed();
}

CatalogueList::Row* CatalogueList::find(const std::string& name) {
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.model.name == name; });
    return found == rows_.end() ? nullptr : &*found;
}

void CatalogueList::tell(const Row* row) {
    const auto at = static_cast<int>(row - rows_.constData());
    emit dataChanged(index(at), index(at));
}

// The catalogue does not change while the program runs: rows stay where they are.
void CatalogueList::take(const agents::LibraryListed& event) {
    machineBytes_ = event.machineBytes;
    problem_.clear();
    if (static_cast<size_t>(rows_.size()) != event.models.size()) {
        beginResetModel();
        rows_.clear();
        for (const agents::LibraryModel& model : event.models) rows_.append({model, {}, {}});
        endResetModel();
    } else {
        for (size_t i = 0; i < event.models.size(); ++i)
            rows_[static_cast<qsizetype>(i)].model = event.models[i];
        if (!rows_.isEmpty()) emit dataChanged(index(0), index(static_cast<int>(rows_.size()) - 1));
    }
    emit changed();
}

void CatalogueList::take(const agents::LibraryProgress& event) {
    Row* row = find(event.name);
    if (!row) return;
    row->progress = event;
    const auto at = static_cast<int>(row - rows_.constData());
    emit dataChanged(index(at), index(at), {ProgressRole, ProgressTextRole});
}

void CatalogueList::take(const agents::LibraryEnded& event) {
    Row* row = find(event.name);
    if (!row) {
        problem_ = CatalogueWords::ended(event.error);
        emit changed();
        return;
    }
    row->error = CatalogueWords::ended(event.error);
    row->progress = {};
    tell(row);
    if (!event.error.message.empty()) return;
    emit arrived();
    if (wanted_ == event.name) use(QString::fromStdString(event.name));
}

}  // namespace ui
