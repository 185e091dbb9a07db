// One entry of a conversation as the rows that show it: pure, so that a golden test can read it. UI thread.
#pragma once

#include <QVariantMap>
#include <vector>

#include "agents/workspace_event.h"
#include "ui/text/markdown_blocks.h"

namespace ui {

// A row of the transcript. `kind` is user, reasoning, paragraph, heading, item, table, code, quote, rule,
// step, approval, error or answer.
struct TranscriptRow {
    QString key;
    QString kind;
    QString entry;
    FormattedText content;
    QVariantMap detail;
    int gap = 0;           // pixels above
    bool growing = false;  // text still arrives here
};

struct PartView {
    MarkdownBlocks blocks;
    std::string text;  // what was fed to the blocks
    std::string reasoning;
    std::vector<agents::Step> steps;
};

struct ApprovalView {
    agents::ApprovalAsked asked;
    bool decided = false;
    bool allowed = false;
    QString words;
};

struct EntryView {
    agents::Entry entry;  // parts are kept in `parts`
    std::vector<PartView> parts;
    std::vector<ApprovalView> approvals;
    bool last = false;  // the last answer of the conversation
};

QList<TranscriptRow> rowsOf(const EntryView& view);

// The answer as a person copies it: its texts, without steps.
QString answerText(const EntryView& view);

// The exact change of an approval as lines: {mark: "+", "-" or " ", text}.
QVariantList diffLines(const agents::Preview& preview);

}  // namespace ui
