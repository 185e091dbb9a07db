// The models that can be chosen: the bundled starter, folders in the person's own models folder, and those
// opened lately. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <filesystem>

#include "ui/models/bridge.h"
#include "ui/models/settings.h"

namespace ui {

class ModelList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString current READ current NOTIFY changed)
    Q_PROPERTY(bool starter READ starter NOTIFY changed)
    // Chosen for the current model; empty: its own.
    Q_PROPERTY(QString chatFormat READ chatFormat WRITE setChatFormat NOTIFY changed)
    Q_PROPERTY(QStringList chatFormats READ chatFormats CONSTANT)

public:
    struct Places {
        std::filesystem::path starter, models, current;
        QStringList chatFormats;
    };

    ModelList(Bridge& bridge, Settings& settings, Places places, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString current() const { return current_; }
    bool starter() const;
    QString chatFormat() const;
    void setChatFormat(const QString& name);  // and loads the model again
    QStringList chatFormats() const { return places_.chatFormats; }

    Q_INVOKABLE void look();  // what is there now
    Q_INVOKABLE void load(const QString& folder);
    Q_INVOKABLE void loadStarter();

signals:
    void changed();

private:
    struct Row {
        QString folder, title;
    };

    Bridge& bridge_;
    Settings& settings_;
    Places places_;
    QString current_;
    QList<Row> rows_;
};

}  // namespace ui
