// The sentences of a model that can be had, in the language of the person. UI thread.
#pragma once

#include <QCoreApplication>
#include <QString>

#include "agents/model_library.h"

namespace ui {

class CatalogueWords {
    Q_DECLARE_TR_FUNCTIONS(CatalogueWords)
public:
    static QString facts(const agents::LibraryModel& model);
    static QString size(const agents::LibraryModel& model);
    static QString fit(agents::LibraryModel::Fit fit);
    static QString fitReason(const agents::LibraryModel& model, qint64 machineBytes);
    static QString progress(const agents::LibraryModel& model, const agents::LibraryProgress& progress);
    static QString ended(const base::Error& error);
    static QString machine(qint64 bytes);
};

}  // namespace ui
