#include "ui/models/message_list.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/support/scripted_workspace.h"
#include "ui/models/words.h"
#include "ui/text/fluent_text.h"
#include "ui/text/line_diff.h"

namespace ui {
namespace {

using tests::answerEntry;
using tests::heading;
using tests::step;
using tests::userEntry;
using State = agents::Step::State;

class Transcript : public testing::Test {
protected:
    void open(std::vector<agents::Entry> entries) {
        list.take(agents::ConversationOpened{heading("c", "Title"), std::move(entries)});
    }
    void text(const std::string& words) {
        list.take(agents::TextAppended{"c", "a1", words});
        list.settle();
    }
    agents::Entry streaming() {
        auto entry = answerEntry("a1", "", "u1");
        entry.state = agents::AnswerState::Streaming;
        entry.parts.clear();
        return entry;
    }
    std::string told() const {
        QStringList lines;
        for (int i = 0; i < list.rowCount(); ++i) {
            const QModelIndex at = list.index(i);
            QString line = list.data(at, MessageList::KindRole).toString();
            const auto content = list.data(at, MessageList::ContentRole).value<FormattedText>();
            const QVariantMap detail = list.data(at, MessageList::DetailRole).toMap();
            if (!content.text.isEmpty()) line += QStringLiteral(" ") + content.text;
            if (detail.contains("verb")) line += QStringLiteral(" ") + detail["verb"].toString();
            if (detail.contains("state")) line += QStringLiteral(" ") + detail["state"].toString();
            lines += line;
        }
        return lines.join(u'\n').toStdString();
    }

    tests::ScriptedWorkspace workspace;
    Bridge bridge{workspace};
    MessageList list{bridge};
};

TEST_F(Transcript, OneRowPerBlock) {
    open({userEntry("u1", "Hi"), answerEntry("a1", "# Head\ntext\n- one\n- two\n", "u1")});
    EXPECT_EQ(told(), "user Hi\nheading Head\nparagraph text\nitem one\nitem two\nanswer done");
}

TEST_F(Transcript, OnlyTheLastRowGrows) {
    open({userEntry("u1", "Hi"), streaming()});
    text("First.\n\nSecond");
    QSignalSpy changed(&list, &MessageList::dataChanged);
    QSignalSpy inserted(&list, &MessageList::rowsInserted);
    QSignalSpy removed(&list, &MessageList::rowsRemoved);
    QSignalSpy reset(&list, &MessageList::modelReset);
    text(" grows");
    ASSERT_EQ(changed.size(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 2);
    EXPECT_EQ(changed[0][1].toModelIndex().row(), 2);
    EXPECT_EQ(changed[0][2].value<QList<int>>(), QList<int>{MessageList::ContentRole});
    EXPECT_EQ(inserted.size() + removed.size() + reset.size(), 0);
    text("\n\nThird");
    EXPECT_EQ(inserted.size(), 1);
    ASSERT_EQ(changed.size(), 2);  // the second block only stops growing
    EXPECT_EQ(changed[1][2].value<QList<int>>(), QList<int>{MessageList::GrowingRole});
    EXPECT_EQ(told(), "user Hi\nparagraph First.\nparagraph Second grows\nparagraph Third");
}

TEST_F(Transcript, TheEndKeepsEveryRow) {
    open({userEntry("u1", "Hi"), streaming()});
    text("One.\n\nTwo");
    QSignalSpy removed(&list, &MessageList::rowsRemoved);
    QSignalSpy inserted(&list, &MessageList::rowsInserted);
    list.take(agents::AnswerEnded{"c", answerEntry("a1", "One.\n\nTwo", "u1")});
    list.settle();
    EXPECT_EQ(removed.size(), 0);
    EXPECT_EQ(inserted.size(), 1);  // the answer line
    EXPECT_EQ(told(), "user Hi\nparagraph One.\nparagraph Two\nanswer done");
}

TEST_F(Transcript, StepsTextAndApprovalInOrder) {
    open({userEntry("u1", "Write it"), streaming()});
    text("I will.");
    list.take(agents::StepChanged{"c", "a1", step("s1", "write_note", "todo.txt", State::Waiting)});
    agents::ApprovalAsked asked{
        .conversation = "c", .entry = "a1", .approval = "p1", .step = "s1", .tool = "write_note"};
    asked.preview = {.verb = "Write 1 file", .object = "todo.txt", .after = "milk\n"};
    list.take(asked);
    list.settle();
    EXPECT_EQ(told(), "user Write it\nparagraph I will.\nstep Write a file waiting\napproval Write 1 file");
    EXPECT_EQ(list.waitingApproval(), "p1");
    list.decide("p1", "once");
    list.decide("p1", "deny");  // too late
    ASSERT_EQ(workspace.asked().size(), 1U);
    EXPECT_EQ(std::get<agents::Decide>(workspace.asked()[0]).decision, agents::Decision::AllowOnce);
    list.take(agents::ApprovalDecided{"c", "p1", "s1", true, "You allowed once: todo.txt, 10:42"});
    list.take(agents::StepChanged{"c", "a1", step("s1", "write_note", "todo.txt", State::Done)});
    text("Saved.");
    EXPECT_EQ(
        told(),
        "user Write it\nparagraph I will.\nstep Wrote a file done\napproval Write 1 file\nparagraph Saved.");
    EXPECT_EQ(list.waitingApproval(), "");
}

TEST_F(Transcript, AnApprovalAskedElsewhereIsThereWhenTheChatIsOpened) {
    agents::ApprovalAsked asked{.conversation = "c", .entry = "a1", .approval = "p1", .step = "s1"};
    list.take(asked);
    auto entry = streaming();
    entry.parts.push_back({});
    entry.parts[0].steps = {step("s1", "write_note", "todo.txt", State::Waiting)};
    open({userEntry("u1", "Write it"), entry});
    EXPECT_EQ(told(), "user Write it\nstep Write a file waiting\napproval Write 1 file");
}

TEST_F(Transcript, AnotherVersionTakesThePlaceOfTheAnswer) {
    open({userEntry("u1", "Hi"), answerEntry("a1", "Old", "u1")});
    auto again = streaming();
    again.id = "a2";
    list.take(agents::EntryAdded{"c", again});
    list.take(agents::TextAppended{"c", "a2", "New"});
    list.settle();
    EXPECT_EQ(told(), "user Hi\nparagraph New");
}

TEST_F(Transcript, FailureKeepsTheTextAndSaysWhy) {
    auto entry = answerEntry("a1", "Half", "u1");
    entry.state = agents::AnswerState::Failed;
    entry.error = {base::Code::OutOfMemory, "no room"};
    open({userEntry("u1", "Hi"), entry});
    EXPECT_EQ(told(), "user Hi\nparagraph Half\nerror\nanswer failed");
    EXPECT_EQ(list.failedCode(), "out_of_memory");
}

TEST_F(Transcript, FiguresGoBeforeTheSpeedWhereTheLineIsNarrow) {
    auto entry = answerEntry("a1", "Yes", "u1");
    entry.usage = {.promptTokens = 4120, .cachedTokens = 100, .answerTokens = 42, .decodeSeconds = 2};
    entry.model = "Starter";
    entry.place = "Local";
    EXPECT_EQ(Words::measures(entry),
              (QStringList{"20.5 tok/s  ·  4,120 in (100 cached)  ·  42 out  ·  Starter  ·  Local",
                           "20.5 tok/s  ·  42 out  ·  Starter  ·  Local", "20.5 tok/s  ·  Starter  ·  Local",
                           "20.5 tok/s  ·  Local", "20.5 tok/s"}));
    entry.usage = {};
    EXPECT_EQ(Words::measures(entry), (QStringList{"Starter  ·  Local", "Local"}));
    EXPECT_TRUE(Words::measures({}).isEmpty());
}

TEST(FluentText, WhatALineCanTake) {
    EXPECT_TRUE(isFluent(QString(40'000, u'x')));
    EXPECT_FALSE(isFluent(QString(40'001, u'x')));
    EXPECT_TRUE(isFluent(QStringLiteral("word word word\n").repeated(60'000)));
    EXPECT_FALSE(isFluent(QStringLiteral("word word word\n").repeated(70'000)));
    EXPECT_TRUE(isFluent(QString(40'000, QChar(u'数'))));
    EXPECT_FALSE(isFluent(QStringLiteral("👩‍👩‍👧‍👦").repeated(1'000)));
    EXPECT_TRUE(isFluent(QStringLiteral("👩‍👩‍👧‍👦\r\n").repeated(10'000)));
}

TEST(FluentText, LongWordsAreThoseOfNoLanguage) {
    EXPECT_FALSE(hasLongWord(QString(2'000, u'x') + u' ' + QString(2'000, u'x')));
    EXPECT_TRUE(hasLongWord(QStringLiteral("a ") + QString(2'001, u'x')));
    EXPECT_FALSE(hasLongWord(QString(50'000, QChar(u'数')))) << "Chinese may break between any two";
}

TEST_F(Transcript, AMegabyteIsCutIntoRows) {
    open({userEntry("u1", std::string(1 << 20, 'x'))});
    for (int i = 0; i < list.rowCount(); ++i) {
        EXPECT_LE(list.data(list.index(i), MessageList::ContentRole).value<FormattedText>().text.size(),
                  2000);
    }
}

TEST(LineDiff, EveryLineOnce) {
    const auto told = [](const QString& a, const QString& b) {
        QString all;
        for (const DiffLine& line : lineDiff(a, b)) all += line.mark + line.text + u'/';
        return all.toStdString();
    };
    EXPECT_EQ(told("a\nb\nc\n", "a\nx\nc\nd\n"), " a/-b/+x/ c/+d/");
    EXPECT_EQ(told("", "new\n"), "+new/");
    EXPECT_EQ(told("a\n", "a\nb"), " a/+b/\\/");
}

}  // namespace
}  // namespace ui
