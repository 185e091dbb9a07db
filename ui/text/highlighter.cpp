#include "ui/text/highlighter.h"

#include <QSet>

namespace ui {
namespace {

struct Language {
    QSet<QString> keywords;
    QString line;        // starts a comment up to the end of the line
    bool block = false;  // has /* */
    QString quotes;
};

QSet<QString> words(const char* list) {
    const QStringList all = QString::fromLatin1(list).split(u' ');
    return {all.begin(), all.end()};
}

const Language& cLike() {
    static const Language rules{words("alignas auto bool break case catch char class const constexpr "
                                      "continue default delete do double else "
                                      "enum explicit export extern extends false final finally float fn for "
                                      "func function if implements "
                                      "import in inline int interface let long match mod mut namespace new "
                                      "noexcept null nullptr override "
                                      "package private protected pub public return short signed sizeof "
                                      "static struct super switch template "
                                      "this throw true try typedef typename undefined union unsigned use "
                                      "using var virtual void volatile "
                                      "while yield async await of typeof trait impl type self"),
                                QStringLiteral("//"), true, QStringLiteral("\"'`")};
    return rules;
}

const Language& python() {
    static const Language rules{words("and as assert async await break class continue def del elif else "
                                      "except False finally for from global "
                                      "if import in is lambda None nonlocal not or pass raise return True "
                                      "try while with yield match case"),
                                QStringLiteral("#"), false, QStringLiteral("\"'")};
    return rules;
}

const Language& shell() {
    static const Language rules{
        words("case do done elif else esac export fi for function if in local return set then "
              "until while true false null"),
        QStringLiteral("#"), false, QStringLiteral("\"'")};
    return rules;
}

const Language& sql() {
    static const Language rules{words("select from where insert into values update set delete create table "
                                      "index view join left right inner "
                                      "outer on group by order having limit as and or not null primary key "
                                      "distinct union all case when then "
                                      "else end is in like between"),
                                QStringLiteral("--"), true, QStringLiteral("\"'")};
    return rules;
}

const Language* rulesFor(const QString& language) {
    static const QHash<QString, const Language* (*)()> known = [] {
        QHash<QString, const Language* (*)()> all;
        for (const char* name :
             {"c",    "cpp",  "c++", "cuda",   "java",  "javascript", "js",  "ts",  "typescript", "go",
              "rust", "json", "qml", "kotlin", "swift", "css",        "jsx", "tsx", "cs",         "php"}) {
            all[QString::fromLatin1(name)] = [] { return &cLike(); };
        }
        for (const char* name : {"python", "py"}) all[QString::fromLatin1(name)] = [] { return &python(); };
        for (const char* name :
             {"sh", "bash", "shell", "zsh", "yaml", "yml", "toml", "ini", "cmake", "makefile"}) {
            all[QString::fromLatin1(name)] = [] { return &shell(); };
        }
        all[QStringLiteral("sql")] = [] { return &sql(); };
        return all;
    }();
    const auto found = known.value(language.toLower());
    return found ? found() : nullptr;
}

bool isNameStart(QChar c) {
    return c.isLetter() || c == u'_';
}

// The end of the token that starts at `at`, and its style.
std::pair<qsizetype, int> token(const Language& rules, QStringView code, qsizetype at) {
    const QChar c = code[at];
    const QStringView rest = code.sliced(at);
    if (rest.startsWith(rules.line)) {
        const qsizetype end = code.indexOf(u'\n', at);
        return {end < 0 ? code.size() : end, Comment};
    }
    if (rules.block && rest.startsWith(u"/*")) {
        const qsizetype end = code.indexOf(u"*/", at + 2);
        return {end < 0 ? code.size() : end + 2, Comment};
    }
    if (rules.quotes.contains(c)) {
        qsizetype end = at + 1;
        while (end < code.size() && code[end] != c && (c == u'`' || code[end] != u'\n')) {
            end += code[end] == u'\\' ? 2 : 1;
        }
        return {std::min(end + 1, code.size()), Literal};
    }
    qsizetype end = at + 1;
    if (c.isDigit()) {
        while (end < code.size() && (code[end].isLetterOrNumber() || code[end] == u'.')) ++end;
        return {end, Number};
    }
    if (isNameStart(c)) {
        while (end < code.size() && (isNameStart(code[end]) || code[end].isDigit())) ++end;
        const QString word = code.sliced(at, end - at).toString();
        const bool known =
            rules.keywords.contains(word) || (&rules == &sql() && rules.keywords.contains(word.toLower()));
        return {end, known ? Keyword : Plain};
    }
    return {end, Plain};
}

}  // namespace

FormattedText highlighted(const QString& language, const QString& code) {
    FormattedText result(code);
    const Language* rules = rulesFor(language);
    if (!rules) return result;
    for (qsizetype at = 0; at < code.size();) {
        const auto [end, style] = token(*rules, code, at);
        if (style != Plain) result.runs.append({at, end - at, style});
        at = end;
    }
    return result;
}

}  // namespace ui
