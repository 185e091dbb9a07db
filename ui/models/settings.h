// What a person has chosen, kept in one INI file of the profile: theme, language, scale, temperature, window,
// recent folders and models. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QRect>
#include <QSettings>
#include <QStringList>
#include <QTranslator>
#include <filesystem>

namespace ui {

class Settings : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the desk")
    Q_PROPERTY(QString theme READ theme WRITE setTheme NOTIFY changed)  // light, dark, system
    Q_PROPERTY(bool dark READ dark NOTIFY changed)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY changed)  // en, zh, system
    Q_PROPERTY(int scale READ scale WRITE setScale NOTIFY changed)               // percent
    Q_PROPERTY(double temperature READ temperature WRITE setTemperature NOTIFY changed)
    Q_PROPERTY(bool thinking READ thinking WRITE setThinking NOTIFY changed)
    Q_PROPERTY(bool sidebar READ sidebar WRITE setSidebar NOTIFY changed)
    Q_PROPERTY(int sidebarWidth READ sidebarWidth WRITE setSidebarWidth NOTIFY changed)
    Q_PROPERTY(bool still READ still CONSTANT)  // no animation, steady caret
    Q_PROPERTY(QString renderer READ renderer CONSTANT)
    Q_PROPERTY(QString place READ place CONSTANT)  // the data folder
    Q_PROPERTY(QStringList recentFolders READ recentFolders NOTIFY changed)

public:
    struct Options {  // of this start only; they win over the file
        QString theme, language;
        bool still = false;
        int scale = 0;
        QString renderer = QStringLiteral("software");
        QRect window;  // fixed place, when valid
    };

    Settings(const std::filesystem::path& folder, Options options, QObject* parent = nullptr);

    QString theme() const;
    void setTheme(const QString& theme);
    bool dark() const;
    QString language() const;
    void setLanguage(const QString& language);
    int scale() const;
    void setScale(int percent);
    double temperature() const;
    void setTemperature(double temperature);
    bool thinking() const;
    void setThinking(bool wanted);
    QString chatFormat(const QString& model) const;  // chosen for that folder; empty: its own
    void setChatFormat(const QString& model, const QString& name);
    bool sidebar() const;
    void setSidebar(bool shown);
    int sidebarWidth() const;
    void setSidebarWidth(int width);
    bool still() const { return options_.still; }
    QString renderer() const { return options_.renderer; }
    QString place() const { return place_; }
    QStringList recentFolders() const;
    QStringList recentModels() const;
    void rememberFolder(const QString& path);
    void rememberModel(const QString& path);

    Q_INVOKABLE void zoom(int steps);  // to the next of the scale's steps; 0 goes back to 100 %
    Q_INVOKABLE QRect window() const;
    Q_INVOKABLE void setWindow(const QRect& place);

    void installLanguage();  // reads the words of the chosen language

signals:
    void changed();
    void languageChanged();
    void temperatureChanged(double temperature);
    void thinkingChanged(bool wanted);

private:
    void write(const QString& key, const QVariant& value);
    void remember(const QString& key, const QString& path);

    QString place_;
    QSettings file_;
    Options options_;
    QTranslator words_;
};

}  // namespace ui
