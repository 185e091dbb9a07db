#include "ui/models/words.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include "ui/text/safe_text.h"

namespace ui {
namespace {

using State = agents::Step::State;

struct Verbs {
    const char* tool;
    const char* icon;
    const char* running;
    const char* waiting;  // also when denied, failed or unknown
    const char* done;
};

constexpr Verbs Known[] = {
    {"calculate", "calculator", QT_TRANSLATE_NOOP("Words", "Calculating"),
     QT_TRANSLATE_NOOP("Words", "Calculate"), QT_TRANSLATE_NOOP("Words", "Calculated")},
    {"clock", "clock", QT_TRANSLATE_NOOP("Words", "Looking at the clock"),
     QT_TRANSLATE_NOOP("Words", "Look at the clock"), QT_TRANSLATE_NOOP("Words", "Looked at the clock")},
    {"convert", "convert", QT_TRANSLATE_NOOP("Words", "Converting units"),
     QT_TRANSLATE_NOOP("Words", "Convert units"), QT_TRANSLATE_NOOP("Words", "Converted units")},
    {"list_files", "folder", QT_TRANSLATE_NOOP("Words", "Listing files"),
     QT_TRANSLATE_NOOP("Words", "List files"), QT_TRANSLATE_NOOP("Words", "Listed files")},
    {"read_file", "file", QT_TRANSLATE_NOOP("Words", "Reading a file"),
     QT_TRANSLATE_NOOP("Words", "Read a file"), QT_TRANSLATE_NOOP("Words", "Read a file")},
    {"search_files", "search", QT_TRANSLATE_NOOP("Words", "Searching files"),
     QT_TRANSLATE_NOOP("Words", "Search files"), QT_TRANSLATE_NOOP("Words", "Searched files")},
    {"write_note", "file", QT_TRANSLATE_NOOP("Words", "Writing a file"),
     QT_TRANSLATE_NOOP("Words", "Write a file"), QT_TRANSLATE_NOOP("Words", "Wrote a file")},
};

// What tools say of their results; the numbers and names in them, and the sentence for other languages.
struct Result {
    const char* pattern;
    const char* words;
};

constexpr Result Results[] = {
    {"^(\\d+) files?, (\\d+) folders?$", QT_TRANSLATE_NOOP("Words", "%1 files, %2 folders")},
    {"^(\\d+) lines?$", QT_TRANSLATE_NOOP("Words", "%1 lines")},
    {"^(\\d+) match(?:es)?$", QT_TRANSLATE_NOOP("Words", "%1 matches")},
    {"^wrote (\\d+) bytes? to (.+)$", QT_TRANSLATE_NOOP("Words", "wrote %1 bytes to %2")},
    {"^added (\\d+) bytes? to (.+)$", QT_TRANSLATE_NOOP("Words", "added %1 bytes to %2")},
};

const Verbs* verbsOf(const agents::Step& step) {
    for (const Verbs& verbs : Known) {
        if (step.call.name == verbs.tool) return &verbs;
    }
    return nullptr;
}

QDate dayOf(qint64 at) {
    return QDateTime::fromMSecsSinceEpoch(at).date();
}

QString format(double value, int decimals) {
    return QLocale().toString(value, 'f', decimals);
}

QString tokensIn(const engine::Usage& usage) {
    if (usage.promptTokens <= 0) return {};
    const QString all = Words::number(usage.promptTokens);
    if (usage.cachedTokens <= 0) return Words::tr("%1 in").arg(all);
    return Words::tr("%1 in (%2 cached)").arg(all, Words::number(usage.cachedTokens));
}

}  // namespace

QString Words::verb(const agents::Step& step) {
    const Verbs* verbs = verbsOf(step);
    if (!verbs) return oneLine(fromUtf8(step.verb.empty() ? step.call.name : step.verb), 60);
    switch (step.state) {
        case State::Running: return tr(verbs->running);
        case State::Done: return tr(verbs->done);
        default: return tr(verbs->waiting);
    }
}

// In English the tool's own words stay: they know one from many.
QString Words::summary(const agents::Step& step) {
    QString text = fromUtf8(step.summary);
    for (const Result& result : Results) {
        const QString words = tr(result.words);
        if (words == QLatin1String(result.words)) continue;
        const auto match = QRegularExpression(QLatin1String(result.pattern)).match(text);
        if (!match.hasMatch()) continue;
        return words.contains(QLatin1String("%2")) ? words.arg(match.captured(1), match.captured(2))
                                                   : words.arg(match.captured(1));
    }
    return text;
}

QString Words::icon(const agents::Step& step) {
    const Verbs* verbs = verbsOf(step);
    return QString::fromLatin1(verbs ? verbs->icon : "wrench");
}

QString Words::stepState(const agents::Step& step) {
    switch (step.state) {
        case State::Running: return tr("Running");
        case State::Waiting: return tr("Waiting for you");
        case State::Done: return tr("Done");
        case State::Failed: return tr("Failed");
        case State::Denied: return tr("You denied it");
        case State::Unknown: return tr("Interrupted, check the file");
    }
    return {};
}

QString Words::duration(qint64 milliseconds) {
    if (milliseconds < 100) return tr("%1 ms").arg(milliseconds);
    if (milliseconds < 60'000)
        return tr("%1 s").arg(
            format(static_cast<double>(milliseconds) / 1000, milliseconds < 10'000 ? 1 : 0));
    return tr("%1 min %2 s").arg(milliseconds / 60'000).arg(milliseconds / 1000 % 60);
}

QString Words::ago(qint64 at, qint64 now) {
    const qint64 minutes = std::max<qint64>(0, now - at) / 60'000;
    if (minutes < 1) return tr("now");
    if (minutes < 60) return tr("%1 min").arg(minutes);
    const qint64 days = dayOf(at).daysTo(dayOf(now));
    if (days <= 0) return tr("%1 h").arg(minutes / 60);
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
    if (days == 1) return time.toString(QStringLiteral("HH:mm"));
    if (days < 7) return QLocale().dayName(time.date().dayOfWeek(), QLocale::ShortFormat);
    return QLocale().toString(time.date(), tr("d MMM"));
}

QString Words::spokenAgo(qint64 at, qint64 now) {
    const qint64 minutes = std::max<qint64>(0, now - at) / 60'000;
    if (minutes < 1) return tr("just now");
    if (minutes < 60) return tr("%1 minutes ago").arg(minutes);
    if (dayOf(at) == dayOf(now)) return tr("%1 hours ago").arg(minutes / 60);
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at), tr("d MMMM, HH:mm"));
}

QString Words::clock(qint64 at) {
    return QDateTime::fromMSecsSinceEpoch(at).toString(QStringLiteral("HH:mm:ss"));
}

QString Words::bytes(qint64 count) {
    if (count < 1000) return tr("%1 B").arg(count);
    double value = static_cast<double>(count) / 1000;
    for (const char* unit : {"kB", "MB", "GB"}) {
        if (value < 1000)
            return QStringLiteral("%1 %2").arg(format(value, value < 10 ? 1 : 0), QLatin1String(unit));
        value /= 1000;
    }
    return QStringLiteral("%1 TB").arg(format(value, 1));
}

QString Words::number(qint64 value) {
    return QLocale().toString(value);
}

QString Words::headline(base::Code code) {
    switch (code) {
        case base::Code::BadModel: return tr("The model folder is damaged");
        case base::Code::Unsupported: return tr("This model cannot run in this version");
        case base::Code::OutOfMemory: return tr("There is not enough memory for this answer");
        case base::Code::TooLarge: return tr("The conversation is too long for this model");
        case base::Code::Numeric: return tr("The model computed a number that is not finite");
        case base::Code::DiskFull: return tr("The disk is full");
        case base::Code::ReadOnly: return tr("The chat cannot be written to disk");
        case base::Code::NotFound: return tr("Something the answer needs is not there");
        default: return tr("The answer stopped");
    }
}

QString Words::modelHeadline(base::Code code) {
    switch (code) {
        case base::Code::BadModel: return tr("The model folder is damaged.");
        case base::Code::Unsupported: return tr("This model cannot run in this version.");
        case base::Code::NotFound: return tr("The model was not found.");
        case base::Code::OutOfMemory: return tr("There is not enough memory for this model.");
        default: return tr("The model could not be loaded.");
    }
}

QString Words::storageHeadline(base::Code code) {
    switch (code) {
        case base::Code::ReadOnly: return tr("Chats cannot be saved: the folder is read-only.");
        case base::Code::DiskFull: return tr("Chats cannot be saved: the disk is full.");
        case base::Code::Corrupt: return tr("The chat database was damaged.");
        case base::Code::Io: return tr("Chats cannot be saved: a disk error.");
        default: return tr("That did not work.");
    }
}

QString Words::refusalHeadline(agents::Trouble::Kind kind) {
    using Kind = agents::Trouble::Kind;
    switch (kind) {
        case Kind::Folder: return tr("The folder was not attached.");
        case Kind::Chat: return tr("The chat could not be opened.");
        case Kind::Search: return tr("The search did not work.");
        case Kind::Storage: break;
    }
    return tr("That did not work.");
}

QString Words::markName(agents::Heading::Mark mark) {
    switch (mark) {
        case agents::Heading::Mark::Running: return tr("running");
        case agents::Heading::Mark::Waiting: return tr("waits for you");
        case agents::Heading::Mark::Unread: return tr("new answer");
        case agents::Heading::Mark::Failed: return tr("failed");
        case agents::Heading::Mark::None: break;
    }
    return {};
}

QStringList Words::measures(const agents::Entry& answer) {
    const engine::Usage& usage = answer.usage;
    QString speed;
    if (usage.answerTokens > 0 && usage.tokensPerSecond() > 0)
        speed = tr("%1 tok/s").arg(format(usage.tokensPerSecond(), usage.tokensPerSecond() < 100 ? 1 : 0));
    const QStringList rest{tokensIn(usage),
                           usage.answerTokens > 0 ? tr("%1 out").arg(number(usage.answerTokens)) : QString(),
                           oneLine(fromUtf8(answer.model), 60),
                           answer.place == "Local" ? tr("Local") : oneLine(fromUtf8(answer.place), 40)};
    QStringList all;
    for (qsizetype dropped = 0; dropped <= rest.size(); ++dropped) {
        QStringList parts = QStringList(speed) + rest.mid(dropped);
        parts.removeAll(QString());
        const QString words = parts.join(QStringLiteral("  ·  "));
        if (!words.isEmpty() && !all.contains(words)) all += words;
    }
    return all;
}

QString codeName(base::Code code) {
    const std::string_view name = base::nameOf(code);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

}  // namespace ui
