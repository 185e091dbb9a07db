#include "ui/models/folder_list.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include "ui/text/safe_text.h"

namespace ui {

FolderList::FolderList(QObject* parent) : QAbstractListModel(parent) {}

int FolderList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant FolderList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= names_.size()) return {};
    if (role == Qt::UserRole + 1) return names_[index.row()];
    return role == Qt::UserRole + 2 ? QVariant(oneLine(names_[index.row()], 120)) : QVariant();
}

QHash<int, QByteArray> FolderList::roleNames() const {
    return {{Qt::UserRole + 1, "name"}, {Qt::UserRole + 2, "shown"}};
}

QString FolderList::whole() const {
    QString path = path_;
    if (path == QStringLiteral("~") || path.startsWith(QStringLiteral("~/")))
        path.replace(0, 1, QDir::homePath());
    return QDir::cleanPath(QDir(QDir::homePath()).absoluteFilePath(path));
}

bool FolderList::hasParent() const {
    return whole() != QStringLiteral("/");
}

void FolderList::setPath(const QString& path) {
    path_ = path;
    const QString all = whole();
    beginResetModel();
    names_.clear();
    files_ = 0;
    exists_ = QFileInfo(all).isDir();
    if (exists_) {
        int looked = 0;
        for (QDirIterator it(all, QDir::AllEntries | QDir::NoDotAndDotDot); it.hasNext() && looked < 20'000;
             ++looked) {
            it.next();
            if (!it.fileInfo().isDir()) {
                ++files_;
            } else if (names_.size() < MostShown) {
                names_ += it.fileName();
            }
        }
        names_.sort(Qt::CaseInsensitive);
    }
    endResetModel();
    emit pathChanged();
}

void FolderList::enter(const QString& name) {
    setPath(QDir::cleanPath(whole() + u'/' + name));
}

void FolderList::leave() {
    setPath(QDir::cleanPath(whole() + QStringLiteral("/..")));
}

}  // namespace ui
