#include "ui/models/model_list.h"

#include <QDir>
#include <QFileInfo>

#include "ui/models/words.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

QString pathOf(const std::filesystem::path& path) {
    return QDir::cleanPath(QString::fromStdString(path.string()));
}

// A folder that is still being filled is none yet.
bool isModel(const QString& folder) {
    if (QFileInfo::exists(folder + QStringLiteral("/unfinished.json"))) return false;
    if (QFileInfo(folder).isFile()) return folder.endsWith(QStringLiteral(".gguf"));
    return QFileInfo::exists(folder + QStringLiteral("/config.json")) ||
           !QDir(folder).entryList({QStringLiteral("*.gguf")}, QDir::Files).isEmpty();
}

}  // namespace

ModelList::ModelList(Bridge& bridge, Settings& settings, Places places, QObject* parent)
    : QAbstractListModel(parent),
      bridge_(bridge),
      settings_(settings),
      places_(std::move(places)),
      current_(pathOf(places_.current)) {
    look();
}

int ModelList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant ModelList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rows_.size()) return {};
    const Row& row = rows_[index.row()];
    if (role == Qt::UserRole + 1) return row.folder;
    return role == Qt::UserRole + 2 ? QVariant(row.title) : QVariant();
}

QHash<int, QByteArray> ModelList::roleNames() const {
    return {{Qt::UserRole + 1, "folder"}, {Qt::UserRole + 2, "title"}};
}

bool ModelList::starter() const {
    return current_ == pathOf(places_.starter);
}

void ModelList::look() {
    beginResetModel();
    rows_ = {{pathOf(places_.starter), Words::tr("Inkstone starter")}};
    QStringList folders;
    const QDir models(pathOf(places_.models));
    for (const QString& name : models.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        folders += models.filePath(name);
    }
    folders += settings_.recentModels();
    folders += current_;
    for (const QString& folder : folders) {
        const bool known =
            std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) { return row.folder == folder; });
        if (!known && (isModel(folder) || folder == current_))
            rows_.append({folder, oneLine(folder.section(u'/', -1), 60)});
    }
    endResetModel();
}

void ModelList::load(const QString& folder) {
    const QString whole = QDir::cleanPath(folder);
    if (whole != pathOf(places_.starter)) settings_.rememberModel(whole);
    current_ = whole;
    bridge_.post(agents::LoadModel{whole.toStdString(), chatFormat().toStdString()});
    look();
    emit changed();
}

QString ModelList::chatFormat() const {
    return settings_.chatFormat(current_);
}

void ModelList::setChatFormat(const QString& name) {
    if (name == chatFormat()) return;
    settings_.setChatFormat(current_, name);
    load(current_);
}

void ModelList::loadStarter() {
    load(pathOf(places_.starter));
}

}  // namespace ui
