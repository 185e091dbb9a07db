#include "ui/models/settings.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>
#include <QUrl>
#include <algorithm>

#include "kernels/base/log.h"

namespace ui {
namespace {

constexpr int Steps[] = {80, 90, 100, 110, 125, 150, 175, 200, 250, 300};

QString fileIn(const std::filesystem::path& folder) {
    return QString::fromStdString((folder / "settings.ini").string());
}

QString formatKey(const QString& model) {
    return QStringLiteral("chatFormats/") + QString::fromLatin1(QUrl::toPercentEncoding(model));
}

QString oneOf(const QString& value, const QStringList& known) {
    return known.contains(value) ? value : known.last();
}

}  // namespace

Settings::Settings(const std::filesystem::path& folder, Options options, QObject* parent)
    : QObject(parent),
      place_(QString::fromStdString(folder.string())),
      file_(fileIn(folder), QSettings::IniFormat),
      options_(std::move(options)) {}

void Settings::write(const QString& key, const QVariant& value) {
    if (file_.value(key) == value) return;
    file_.setValue(key, value);
    emit changed();
}

QString Settings::theme() const {
    const QString chosen =
        options_.theme.isEmpty() ? file_.value(QStringLiteral("theme")).toString() : options_.theme;
    return oneOf(chosen, {QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("system")});
}

void Settings::setTheme(const QString& theme) {
    options_.theme.clear();
    file_.setValue(QStringLiteral("theme"), theme);
    emit changed();
}

bool Settings::dark() const {
    if (theme() != QStringLiteral("system")) return theme() == QStringLiteral("dark");
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

QString Settings::language() const {
    const QString chosen =
        options_.language.isEmpty() ? file_.value(QStringLiteral("language")).toString() : options_.language;
    return oneOf(chosen, {QStringLiteral("en"), QStringLiteral("zh"), QStringLiteral("system")});
}

void Settings::setLanguage(const QString& language) {
    options_.language.clear();
    file_.setValue(QStringLiteral("language"), language);
    installLanguage();
    emit changed();
}

void Settings::installLanguage() {
    QString wanted = language();
    if (wanted == QStringLiteral("system")) {
        wanted =
            QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh") : QStringLiteral("en");
    }
    QCoreApplication::removeTranslator(&words_);
    if (wanted == QStringLiteral("zh")) {
        QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
        if (words_.load(QStringLiteral(":/i18n/inkstone_zh_CN.qm"))) {
            QCoreApplication::installTranslator(&words_);
        } else {
            base::log::warn("ui", "the Chinese words are not in this program");
        }
    } else {
        const bool english = QLocale::system().language() == QLocale::English;
        QLocale::setDefault(english ? QLocale::system() : QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    emit languageChanged();
}

int Settings::scale() const {
    if (options_.scale > 0) return options_.scale;
    return std::clamp(file_.value(QStringLiteral("scale"), 100).toInt(), Steps[0], *std::rbegin(Steps));
}

void Settings::setScale(int percent) {
    options_.scale = 0;
    file_.setValue(QStringLiteral("scale"), percent);
    emit changed();
}

void Settings::zoom(int steps) {
    if (steps == 0) return setScale(100);
    const auto* const at = std::lower_bound(std::begin(Steps), std::end(Steps), scale());
    const auto next = (at == std::end(Steps) ? at - 1 : at) - std::begin(Steps) + steps;
    setScale(Steps[std::clamp<qsizetype>(next, 0, std::size(Steps) - 1)]);
}

double Settings::temperature() const {
    return std::clamp(file_.value(QStringLiteral("temperature"), 0.0).toDouble(), 0.0, 2.0);
}

void Settings::setTemperature(double temperature) {
    const double whole = std::clamp(std::round(temperature * 10) / 10, 0.0, 2.0);
    write(QStringLiteral("temperature"), whole);
    emit temperatureChanged(whole);
}

bool Settings::thinking() const {
    return file_.value(QStringLiteral("thinking"), false).toBool();
}

void Settings::setThinking(bool wanted) {
    write(QStringLiteral("thinking"), wanted);
    emit thinkingChanged(wanted);
}

QString Settings::chatFormat(const QString& model) const {
    return file_.value(formatKey(model)).toString();
}

void Settings::setChatFormat(const QString& model, const QString& name) {
    if (name.isEmpty()) {
        file_.remove(formatKey(model));
        emit changed();
    } else {
        write(formatKey(model), name);
    }
}

bool Settings::sidebar() const {
    return file_.value(QStringLiteral("sidebar"), true).toBool();
}

void Settings::setSidebar(bool shown) {
    write(QStringLiteral("sidebar"), shown);
}

int Settings::sidebarWidth() const {
    return std::clamp(file_.value(QStringLiteral("sidebarWidth"), 264).toInt(), 200, 360);
}

void Settings::setSidebarWidth(int width) {
    write(QStringLiteral("sidebarWidth"), std::clamp(width, 200, 360));
}

QRect Settings::window() const {
    if (options_.window.isValid()) return options_.window;
    return file_.value(QStringLiteral("window")).toRect();
}

void Settings::setWindow(const QRect& place) {
    if (!options_.window.isValid()) file_.setValue(QStringLiteral("window"), place);
}

QStringList Settings::recentFolders() const {
    return file_.value(QStringLiteral("recentFolders")).toStringList();
}

QStringList Settings::recentModels() const {
    return file_.value(QStringLiteral("recentModels")).toStringList();
}

void Settings::remember(const QString& key, const QString& path) {
    QStringList all = file_.value(key).toStringList();
    all.removeAll(path);
    all.prepend(path);
    write(key, QStringList(all.mid(0, 5)));
}

void Settings::rememberFolder(const QString& path) {
    remember(QStringLiteral("recentFolders"), path);
}

void Settings::rememberModel(const QString& path) {
    remember(QStringLiteral("recentModels"), path);
}

}  // namespace ui
