// The sentences that are made of events and numbers, in the language of the person. UI thread.
#pragma once

#include <QCoreApplication>
#include <QString>

#include "agents/workspace_event.h"

namespace ui {

class Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
public:
    static QString verb(const agents::Step& step);     // "Calculated", "Reading a file"
    static QString summary(const agents::Step& step);  // "3 files, 1 folder", in the person's language
    static QString icon(const agents::Step& step);
    static QString stepState(const agents::Step& step);  // "Waiting for you", "Failed"
    static QString duration(qint64 milliseconds);        // "1.8 s", "3 min 12 s"
    static QString ago(qint64 at, qint64 now);           // "now", "12 min", "2 h", "Mon", "9 Oct"
    static QString spokenAgo(qint64 at, qint64 now);     // "3 minutes ago"
    static QString clock(qint64 at);                     // "10:42:07"
    static QString bytes(qint64 count);                  // "14.2 MB"
    static QString number(qint64 value);                 // "4,120"
    static QString headline(base::Code code);            // what stopped, for an answer's error card
    static QString modelHeadline(base::Code code);
    static QString storageHeadline(base::Code code);
    static QString refusalHeadline(agents::Trouble::Kind kind);
    static QString markName(agents::Heading::Mark mark);  // "running", "waits for you"
    // "31.4 tok/s · 4,120 in · 512 out · Inkstone starter · Local", then with ever less behind the speed.
    static QStringList measures(const agents::Entry& answer);
};

QString codeName(base::Code code);

}  // namespace ui
