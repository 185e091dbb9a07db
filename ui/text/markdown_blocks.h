// A reply cut into blocks while it is being written: paragraph, heading, list item, table, code, quote, rule.
//
// Feeding the text in any pieces gives the same blocks as feeding it whole. Only the last block grows, save
// where its last line turns out to begin another one; blocks before settled() never change again. No block
// holds more than BlockLimit characters of source: longer ones go on in a next block (`first` is false). Any
// thread, one at a time; linear time.
#pragma once

#include <QList>
#include <QString>

#include "ui/text/formatted_text.h"

namespace ui {

struct Block {
    enum class Kind { Paragraph, Heading, Item, Table, Code, Quote, Rule };
    Kind kind = Kind::Paragraph;
    FormattedText content;
    int level = 0;                     // heading 1-6; depth of a list item, 0 is outermost
    QString mark;                      // list item: "•" or "3."
    QString language;                  // code
    bool first = true;                 // false: goes on from the block before
    bool headed = false;               // table: the first row is the head
    QList<QList<FormattedText>> rows;  // table
    QList<int> alignments;             // table, per column: -1 left, 0 centre, 1 right
    bool operator==(const Block&) const = default;
};

class MarkdownBlocks {
public:
    void append(QStringView text);
    void finish();  // nothing more comes: a last line that was held back is shown

    const QList<Block>& blocks() const { return blocks_; }
    qsizetype settled() const { return resume_.index; }

private:
    struct Open {  // the block that is being collected
        bool active = false;
        Block block;
        QString raw;
        QString fence;           // code: what closes it
        qsizetype indent = 0;    // code: spaces taken off each line
        qsizetype weight = 0;    // table: characters so far
        bool delimiter = false;  // table: the next line is the one below the head
        bool midLine = false;    // the next character continues this block's last line
    };
    struct Resume {
        qsizetype index = 0;
        Open open;
    };
    struct Line {
        QStringView text;
        qsizetype next = 0;  // where the next line starts
        bool complete = false;
        bool final = false;  // nothing that comes can change what this line is
    };

    void parse(bool finished);
    Line lineAt(qsizetype at, bool finished) const;
    bool heldBack(const Line& line) const;
    void take(const Line& line, qsizetype at);
    void takeText(const Line& line, qsizetype at);
    bool continues(const Line& line);
    bool startsTable(const Line& line, bool& undecided) const;
    void start(const Line& line, qsizetype at, Block block, QStringView raw);
    void startTable(const Line& line, qsizetype at);
    void addText(const Line& line, QStringView text);
    void addRow(const Line& line, qsizetype at);
    void close();
    void settle(qsizetype at);

    QString tail_;            // source from the resume point on
    Resume resume_;           // where parsing can start again
    qsizetype resumeAt_ = 0;  // the place in tail_ the next resume point has
    Resume nextResume_;
    Open open_;
    QList<Block> blocks_;
    bool finished_ = false;
};

}  // namespace ui
