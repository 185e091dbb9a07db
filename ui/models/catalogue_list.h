// The models that can be had, one row each: what it is, whether it fits here, how far it is. UI thread; the
// library must outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <memory>

#include "agents/model_library.h"

namespace ui {

class CatalogueList : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(bool available READ available CONSTANT)  // there is a library behind it
    Q_PROPERTY(QString machine READ machine NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)  // the catalogue cannot be read

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        TitleRole,
        AboutRole,
        FactsRole,      // "135 M parameters · English · Apache-2.0"
        SizeRole,       // "93 MB to download, needs 1.5 GB of memory"
        FitRole,        // checking, fits, slow, wont
        FitTextRole,    // "Fits"
        FitReasonRole,  // "at most about 90 tokens/s, by the speed of the memory"
        StateRole,      // absent, unfinished, waiting, getting, here
        ProgressRole,   // 0..1
        ProgressTextRole,
        ErrorRole,
    };

    explicit CatalogueList(agents::ModelLibrary* library, QObject* parent = nullptr);
    ~CatalogueList() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool available() const { return library_ != nullptr; }
    QString machine() const;
    QString problem() const { return problem_; }

    Q_INVOKABLE void look();
    Q_INVOKABLE void get(const QString& name);  // and use it when it is here
    Q_INVOKABLE void stop(const QString& name);
    Q_INVOKABLE void use(const QString& name);
    void refresh();  // the language changed

    void take(const agents::LibraryListed& event);
    void take(const agents::LibraryProgress& event);
    void take(const agents::LibraryEnded& event);

signals:
    void changed();
    void arrived();  // something new is in the models folder
    void useAsked(const QString& folder);

private:
    struct Row {
        agents::LibraryModel model;
        agents::LibraryProgress progress;
        QString error;
    };
    struct Bell;  // rung from the library's threads

    Row* find(const std::string& name);
    void tell(const Row* row);
    void drain();

    agents::ModelLibrary* library_;
    std::shared_ptr<Bell> bell_;
    QList<Row> rows_;
    qint64 machineBytes_ = 0;
    QString problem_;
    std::string wanted_;  // used when it arrives
};

}  // namespace ui
