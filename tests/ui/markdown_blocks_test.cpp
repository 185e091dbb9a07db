#include "ui/text/markdown_blocks.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>

#include "ui/text/inline_runs.h"
#include "ui/text/safe_text.h"

namespace ui {
namespace {

QList<Block> whole(const QString& text) {
    MarkdownBlocks blocks;
    blocks.append(text);
    blocks.finish();
    return blocks.blocks();
}

// A short description of blocks, for goldens.
std::string told(const QList<Block>& blocks) {
    static constexpr const char* Names[] = {"paragraph", "heading", "item", "table", "code", "quote", "rule"};
    QStringList lines;
    for (const Block& block : blocks) {
        QString line = QString::fromLatin1(Names[static_cast<int>(block.kind)]);
        if (!block.first) line += QStringLiteral(" goes on");
        if (block.level) line += QStringLiteral(" %1").arg(block.level);
        if (!block.mark.isEmpty()) line += u' ' + block.mark;
        if (!block.language.isEmpty()) line += u' ' + block.language;
        for (const auto& row : block.rows) {
            line += QStringLiteral(" [");
            for (const FormattedText& cell : row) line += cell.text + u';';
            line += u']';
        }
        if (block.kind != Block::Kind::Table && block.kind != Block::Kind::Rule)
            line += QStringLiteral(": ") + QString(block.content.text).replace(u'\n', u'/');
        lines += line;
    }
    return lines.join(u'\n').toStdString();
}

const char* const Sample =
    "Intro with **bold** and\nsecond line\n# Title\nText under it\n- one\n- two\n  - inner\n  goes on\n3. "
    "third\n\n"
    "> quote a\n> quote b\nafter\n---\n| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 |\nend | of\ntext with | pipe\n\n"
    "```python\nx = 1  # c\n\n- not a list\n```\nlast `code` 12\n~~~\nopen fence";

TEST(MarkdownBlocks, Golden) {
    EXPECT_EQ(told(whole(QString::fromUtf8(Sample))),
              "paragraph: Intro with bold and/second line\n"
              "heading 1: Title\n"
              "paragraph: Text under it\n"
              "item •: one\n"
              "item •: two\n"
              "item 1 •: inner/goes on\n"
              "item 3.: third\n"
              "quote: quote a/quote b\n"
              "paragraph: after\n"
              "rule\n"
              "table [a;b;] [1;2;] [3;;] [end;of;] [text with;pipe;]\n"
              "code python: x = 1  # c//- not a list\n"
              "paragraph: last code 12\n"
              "code: open fence");
}

TEST(MarkdownBlocks, AnySplitGivesTheSameAsTheWhole) {
    const QString text = QString::fromUtf8(Sample);
    const QList<Block> expected = whole(text);
    for (qsizetype cut = 0; cut <= text.size(); ++cut) {
        MarkdownBlocks blocks;
        blocks.append(QStringView(text).left(cut));
        blocks.append(QStringView(text).sliced(cut));
        blocks.finish();
        EXPECT_EQ(told(blocks.blocks()), told(expected)) << "cut at " << cut;
        EXPECT_TRUE(blocks.blocks() == expected) << "cut at " << cut;
    }
}

TEST(MarkdownBlocks, LetterByLetterGivesTheSameAndSettledBlocksStay) {
    QString text = QString::fromUtf8(Sample) + QStringLiteral("\n~~~\n\n");
    text += QString(5000, u'x') + u'\n' + QStringLiteral("word ").repeated(900) + QStringLiteral("\n\n```\n");
    text += QStringLiteral("int line = 1;\n").repeated(400) + QStringLiteral("```\n| h | i |\n|---|---|\n");
    text += QStringLiteral("| cell | other |\n").repeated(200);
    MarkdownBlocks blocks;
    QList<Block> settled;
    for (const QChar c : text) {
        blocks.append(QStringView(&c, 1));
        ASSERT_GE(blocks.settled(), settled.size());
        for (qsizetype i = 0; i < settled.size(); ++i)
            ASSERT_TRUE(blocks.blocks()[i] == settled[i]) << "block " << i;
        for (qsizetype i = settled.size(); i < blocks.settled(); ++i) settled += blocks.blocks()[i];
    }
    blocks.finish();
    EXPECT_EQ(told(blocks.blocks()), told(whole(text)));
}

TEST(MarkdownBlocks, NoBlockIsLongAndNothingIsLost) {
    const QString word(100'000, u'w');
    qsizetype length = 0;
    for (const Block& block : whole(word)) {
        EXPECT_LE(block.content.text.size(), BlockLimit);
        length += block.content.text.size();
    }
    EXPECT_EQ(length, word.size());
    const QString code = QStringLiteral("a line of code\n").repeated(1000);
    QStringList lines;
    for (const Block& block : whole(QStringLiteral("```\n") + code + QStringLiteral("```")))
        lines += block.content.text;
    EXPECT_EQ(lines.join(u'\n'), code.chopped(1));
}

TEST(MarkdownBlocks, HostileTextTakesLinearTime) {
    QElapsedTimer timer;
    timer.start();
    for (const char* piece : {"[", "**a", "`", "> ", "_a_", "* ", "|", "![x](", "#", "~~", "a**b_c`"}) {
        whole(QString::fromLatin1(piece).repeated(100'000));
    }
    EXPECT_LT(timer.elapsed(), 8000);
}

TEST(InlineRuns, StylesAndWhatStaysAsItWas) {
    const auto runs = [](const char* text) {
        const FormattedText result = inlineRuns(QString::fromUtf8(text));
        QString told = result.text;
        for (const ui::Run& run : result.runs)
            told += QStringLiteral(" %1+%2:%3").arg(run.start).arg(run.length).arg(run.style);
        return told.toStdString();
    };
    EXPECT_EQ(runs("a **b** c"), "a b c 2+1:1");
    EXPECT_EQ(runs("*i* and _j_"), "i and j 0+1:2 6+1:2");
    EXPECT_EQ(runs("**bold *both* bold**"), "bold both bold 0+5:1 5+4:3 9+5:1");
    EXPECT_EQ(runs("`x*y*`"), "x*y* 0+4:4");
    EXPECT_EQ(runs("snake_case_name 2*3*4 ** open"), "snake_case_name 234 ** open 17+1:2");
    EXPECT_EQ(runs("\\*plain\\* <b>html</b>"), "*plain* <b>html</b>");
    EXPECT_EQ(runs("[word](https://x.y)"), "word (https://x.y) 4+14:16");
    EXPECT_EQ(runs("![i](file:///dev/zero)"), "i (file:///dev/zero) 1+19:16");
}

TEST(SafeText, ControlsAreSeenAndPiecesKeepEverything) {
    EXPECT_EQ(visibleControls(QStringLiteral("a\u202Eb\u200Bc\td\n")).toStdString(),
              "a‹U+202E›b‹U+200B›c\td\n");
    EXPECT_EQ(fromUtf8(std::string_view("a\0b", 3)).size(), 3);
    EXPECT_FALSE(fromUtf8(std::string_view("a\0b", 3)).contains(QChar(0)));
    const QString emoji = QStringLiteral("👩‍💻").repeated(3000);
    EXPECT_EQ(pieces(emoji).join(QString()), emoji);
    for (const QString& piece : pieces(emoji)) EXPECT_FALSE(piece.front().isLowSurrogate());
    EXPECT_EQ(pieces(QString()).size(), 1);
}

}  // namespace
}  // namespace ui
