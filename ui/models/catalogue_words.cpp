#include "ui/models/catalogue_words.h"

#include <QLocale>

#include "ui/models/words.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

using agents::LibraryModel;
using agents::LibraryProgress;

QString plain(const std::string& text) {
    return oneLine(QString::fromStdString(text), 600);
}

QString billions(qint64 count) {
    const double value = static_cast<double>(count) / 1e9;
    if (value < 1) return QLocale().toString(value * 1000, 'f', 0) + QStringLiteral(" M");
    return QLocale().toString(value, 'f', value < 100 ? 1 : 0) + QStringLiteral(" B");
}

QString language(const std::string& code) {
    if (code == "en") return CatalogueWords::tr("English");
    if (code == "zh") return CatalogueWords::tr("Chinese");
    if (code == "ru") return CatalogueWords::tr("Russian");
    return plain(code);
}

}  // namespace

QString CatalogueWords::facts(const LibraryModel& model) {
    QStringList languages;
    for (const std::string& code : model.languages) languages += language(code);
    const QString count =
        model.activeParameters < model.parameters
            ? tr("%1 parameters, %2 active").arg(billions(model.parameters), billions(model.activeParameters))
            : tr("%1 parameters").arg(billions(model.parameters));
    return QStringList{count, languages.join(QStringLiteral(", ")), plain(model.licence)}.join(
        QStringLiteral("  ·  "));
}

QString CatalogueWords::size(const LibraryModel& model) {
    return tr("%1 to download, needs about %2 of memory")
        .arg(Words::bytes(model.downloadBytes), Words::bytes(model.memoryBytes));
}

QString CatalogueWords::fit(LibraryModel::Fit fit) {
    switch (fit) {
        case LibraryModel::Fit::Checking: return tr("Checking");
        case LibraryModel::Fit::Fits: return tr("Fits");
        case LibraryModel::Fit::Slow: return tr("Slow");
        case LibraryModel::Fit::WontFit: break;
    }
    return tr("Won't fit");
}

QString CatalogueWords::fitReason(const LibraryModel& model, qint64 machineBytes) {
    if (model.fit == LibraryModel::Fit::WontFit)
        return tr("This computer has %1 of memory").arg(Words::bytes(machineBytes));
    if (model.tokensPerSecond <= 0) return {};
    const double speed = model.tokensPerSecond;
    return tr("At most about %1 tokens/s, by the speed of the memory")
        .arg(QLocale().toString(speed, 'f', speed < 10 ? 1 : 0));
}

QString CatalogueWords::progress(const LibraryModel& model, const LibraryProgress& progress) {
    const QString much = progress.total > 0
                             ? tr("%1 of %2").arg(Words::bytes(progress.done), Words::bytes(progress.total))
                             : Words::bytes(progress.done);
    switch (model.state) {
        case LibraryModel::State::Waiting: return tr("Waits for the one before it");
        case LibraryModel::State::Unfinished:
            return tr("%1 of %2 are there").arg(Words::bytes(model.done), Words::bytes(model.downloadBytes));
        case LibraryModel::State::Here: return tr("It is on this computer");
        case LibraryModel::State::Absent: return {};
        case LibraryModel::State::Getting: break;
    }
    switch (progress.kind) {
        case LibraryProgress::Kind::Listing: return tr("Looking for the files");
        case LibraryProgress::Kind::Waiting: return tr("Waiting: %1").arg(plain(progress.words));
        case LibraryProgress::Kind::Checking: return tr("Comparing with its sum, %1").arg(much);
        case LibraryProgress::Kind::Unpacking: return tr("Unpacking, %1").arg(much);
        case LibraryProgress::Kind::Fetching: break;
    }
    return tr("Fetching, %1").arg(much);
}

QString CatalogueWords::ended(const base::Error& error) {
    if (error.message.empty()) return {};
    if (error.code == base::Code::Cancelled) return tr("Stopped");
    return plain(error.message);
}

QString CatalogueWords::machine(qint64 bytes) {
    return bytes > 0 ? tr("This computer has %1 of memory. Sizes and speeds are estimates.")
                           .arg(Words::bytes(bytes))
                     : QString();
}

}  // namespace ui
