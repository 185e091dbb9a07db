// What a field can hold while typing in it stays fluent. Qt lays a paragraph out anew at every key, which
// takes about 1 ms a thousand letters. And where lines break between words only, it reads on to the end of
// the word for each line: at a word of 200,000 letters a key takes 18 s. UI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QPointer>
#include <QQuickTextDocument>

namespace ui {

constexpr qsizetype MostText = 1'000'000;      // UTF-16 units in a field
constexpr qsizetype MostParagraph = 40'000;    // letters in one paragraph; an emoji counts for many
constexpr qsizetype LongestWholeWord = 2'000;  // a longer one may be broken anywhere

bool isFluent(QStringView text);
bool hasLongWord(QStringView text);  // spaces and East Asian characters end a word

// Watches a field's document, whoever changes it.
class FluentText : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY documentChanged)
    // Lines must be broken inside words. Told before the layout of the change that makes it so.
    Q_PROPERTY(bool anywhere READ anywhere NOTIFY anywhereChanged)

public:
    using QObject::QObject;

    QQuickTextDocument* document() const { return document_; }
    void setDocument(QQuickTextDocument* document);
    bool anywhere() const { return anywhere_; }

    // Whether the clipboard (or what is selected on the desktop) may come in the place of [start, end).
    Q_INVOKABLE bool takesPaste(bool selection, int start, int end) const;

signals:
    void documentChanged();
    void anywhereChanged();

private:
    void look(int position, int added);

    QPointer<QQuickTextDocument> document_;
    bool anywhere_ = false;
};

}  // namespace ui
