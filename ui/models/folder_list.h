// Folders to walk through when one is chosen: the path that is typed and what stands below it. Reads one
// folder at a time, never into it. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>

namespace ui {

class FolderList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString path READ path WRITE setPath NOTIFY pathChanged)
    Q_PROPERTY(bool exists READ exists NOTIFY pathChanged)
    Q_PROPERTY(bool hasParent READ hasParent NOTIFY pathChanged)
    Q_PROPERTY(int count READ count NOTIFY pathChanged)
    Q_PROPERTY(int files READ files NOTIFY pathChanged)

public:
    static constexpr int MostShown = 500;

    explicit FolderList(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString path() const { return path_; }
    void setPath(const QString& path);
    bool exists() const { return exists_; }
    bool hasParent() const;
    int count() const { return static_cast<int>(names_.size()); }
    int files() const { return files_; }

    Q_INVOKABLE void enter(const QString& name);
    Q_INVOKABLE void leave();
    Q_INVOKABLE QString whole() const;  // absolute, cleaned

signals:
    void pathChanged();

private:
    QString path_;
    bool exists_ = false;
    int files_ = 0;
    QStringList names_;
};

}  // namespace ui
