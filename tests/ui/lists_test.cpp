// The sidebar's lists, the composer, the status and the bridge, driven by a scripted workspace.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <thread>

#include "tests/support/scripted_workspace.h"
#include "ui/models/models.h"

namespace ui {
namespace {

using tests::heading;
using tests::userEntry;

std::string told(const ConversationList& list) {
    QStringList lines;
    for (int i = 0; i < list.rowCount(); ++i) {
        const QModelIndex at = list.index(i);
        lines += list.data(at, ConversationList::SectionRole).toString() + u' ' +
                 list.data(at, ConversationList::TitleRole).toString();
    }
    return lines.join(u'\n').toStdString();
}

class Lists : public testing::Test {
protected:
    Lists()
        : settings(folder.path().toStdString(), {}),
          models(workspace, settings, {"/starter", "/models", "/starter", {"chatml"}}) {}

    template <class Command>
    std::vector<Command> asked() const {
        std::vector<Command> all;
        for (const auto& command : workspace.asked()) {
            if (const auto* one = std::get_if<Command>(&command)) all.push_back(*one);
        }
        return all;
    }
    void settle() {
        QSignalSpy drained(&models, &Models::drained);
        drained.wait(500);
    }

    QTemporaryDir folder;
    tests::ScriptedWorkspace workspace;
    Settings settings;
    Models models;
};

TEST_F(Lists, SectionsAndMovesWithoutReset) {
    auto old = heading("a", "Old", 60 * 24 * 9);
    auto pinned = heading("b", "Pinned", 60 * 24 * 30);
    pinned.pinned = true;
    ConversationList& list = *models.conversations();
    list.take(agents::HeadingsChanged{{pinned, heading("c", "New"), old}});
    EXPECT_EQ(told(list), "pinned Pinned\ntoday New\nearlier Old");
    QSignalSpy reset(&list, &ConversationList::modelReset);
    QSignalSpy moved(&list, &ConversationList::rowsMoved);
    QSignalSpy removed(&list, &ConversationList::rowsRemoved);
    old.changedAt = heading("", "").changedAt;
    list.take(agents::HeadingsChanged{{pinned, old, heading("c", "New")}});
    EXPECT_EQ(told(list), "pinned Pinned\ntoday Old\ntoday New");
    EXPECT_EQ(moved.size(), 1);
    list.take(agents::HeadingsChanged{{old}});
    EXPECT_EQ(told(list), "today Old");
    EXPECT_EQ(removed.size(), 2);
    EXPECT_EQ(reset.size(), 0);
}

TEST_F(Lists, TheNewestConversationIsOpenedAndAnEmptyStoreGetsANewOne) {
    workspace.say(agents::HeadingsChanged{{heading("a", "A", 5), heading("b", "B", 1)}});
    settle();
    ASSERT_EQ(asked<agents::OpenConversation>().size(), 1U);
    EXPECT_EQ(asked<agents::OpenConversation>()[0].id, "b");
    EXPECT_TRUE(asked<agents::NewConversation>().empty());
}

TEST_F(Lists, TitlesAreOneSafeLine) {
    models.conversations()->take(
        agents::HeadingsChanged{{heading("a", "<img src='file:///dev/zero'>\nx\u202Ey")}});
    EXPECT_EQ(models.conversations()->titleOf("a").toStdString(), "<img src='file:///dev/zero'> x‹U+202E›y");
}

TEST_F(Lists, DeletingTheOpenOneOpensTheNext) {
    models.conversations()->take(agents::HeadingsChanged{{heading("a", "A"), heading("b", "B", 2)}});
    models.conversations()->take(agents::ConversationOpened{heading("a", "A")});
    models.conversations()->remove("a");
    ASSERT_EQ(asked<agents::OpenConversation>().size(), 1U);
    EXPECT_EQ(asked<agents::OpenConversation>()[0].id, "b");
    EXPECT_EQ(asked<agents::Delete>().size(), 1U);
}

TEST_F(Lists, ADraftIsSavedOncePerPauseAndBeforeAnotherChat) {
    Composer& composer = *models.composer();
    composer.take(agents::ConversationOpened{heading("a", "A"), {}, "old draft"});
    for (const char* text : {"h", "he", "hey"}) composer.edited(QString::fromLatin1(text));
    EXPECT_TRUE(asked<agents::SaveDraft>().empty());
    composer.take(agents::ConversationOpened{heading("b", "B")});
    ASSERT_EQ(asked<agents::SaveDraft>().size(), 1U);
    EXPECT_EQ(asked<agents::SaveDraft>()[0].conversation, "a");
    EXPECT_EQ(asked<agents::SaveDraft>()[0].text, "hey");
    EXPECT_FALSE(composer.send("  \n "));
    EXPECT_TRUE(composer.send(" question "));
    EXPECT_EQ(asked<agents::Send>()[0].text, "question");
}

TEST_F(Lists, ADraftThatIsTooLongStaysOnTheDisk) {
    Composer& composer = *models.composer();
    QSignalSpy refused(&composer, &Composer::draftRefused);
    QSignalSpy loaded(&composer, &Composer::draftLoaded);
    composer.take(agents::ConversationOpened{heading("a", "A"), {}, std::string(200'000, 'x')});
    EXPECT_EQ(refused.size(), 1);
    EXPECT_EQ(loaded.takeFirst().at(0).toString(), "");
    composer.edited("");
    composer.saveNow();
    EXPECT_TRUE(asked<agents::SaveDraft>().empty());
    composer.edited("another");
    composer.saveNow();
    EXPECT_EQ(asked<agents::SaveDraft>().size(), 1U);
    composer.take(agents::ConversationOpened{heading("b", "B"), {}, std::string(30'000, 'x')});
    EXPECT_EQ(refused.size(), 1);
    EXPECT_EQ(loaded.takeFirst().at(0).toString().size(), 30'000);
}

TEST_F(Lists, ALateAnswerToAnOldSearchIsIgnored) {
    SearchList& search = *models.search();
    search.setQuery("second");
    search.take(agents::SearchDone{"first", {{"a", "A", "x"}}});
    EXPECT_EQ(search.count(), 0);
    search.take(agents::SearchDone{"second", {{"a", "A", "the \u2068second\u2069 word"}}});
    ASSERT_EQ(search.count(), 1);
    const auto snippet = search.data(search.index(0), SearchList::SnippetRole).value<FormattedText>();
    EXPECT_EQ(snippet.text.toStdString(), "the second word");
    EXPECT_EQ(snippet.runs, (QList<ui::Run>{{4, 6, Found}}));
}

TEST_F(Lists, TheStateLineTellsEachState) {
    Status& status = *models.status();
    const auto state = [&] {
        status.frameShown();
        return status.appState().section(u' ', 1, 1).toStdString();
    };
    EXPECT_EQ(state(), "starting");
    status.take(agents::ConversationOpened{heading("c", "C")});
    status.setStarted();
    EXPECT_EQ(state(), "loading-model");
    status.take(agents::ModelChanged{agents::ModelChanged::State::Ready});
    EXPECT_EQ(state(), "idle");
    status.take(agents::Activity{"c", agents::Activity::Kind::Generating});
    EXPECT_EQ(state(), "generating");
    status.take(agents::Activity{"c", agents::Activity::Kind::AwaitingApproval});
    EXPECT_EQ(state(), "awaiting-approval");
    status.take(agents::Activity{"c", agents::Activity::Kind::Idle});
    status.setFailedCode("out_of_memory");
    EXPECT_EQ(state(), "error:out_of_memory");
    status.take(agents::Trouble{{base::Code::DiskFull, "full"}});
    EXPECT_EQ(state(), "error:disk_full");
}

TEST_F(Lists, OnlyTroubleOfTheDiskMeansNotSaved) {
    using Kind = agents::Trouble::Kind;
    Status& status = *models.status();
    status.take(agents::Saved{1});
    status.take(agents::Trouble{{base::Code::Denied, "/root cannot be opened"}, false, Kind::Folder});
    EXPECT_FALSE(status.unsaved());
    EXPECT_TRUE(status.troubleHeadline().isEmpty());
    EXPECT_EQ(status.refusalHeadline().toStdString(), "The folder was not attached.");
    EXPECT_EQ(status.refusal().toStdString(), "/root cannot be opened");
    status.take(agents::Trouble{{base::Code::DiskFull, "full"}});
    EXPECT_TRUE(status.unsaved());
    EXPECT_FALSE(status.troubleHeadline().isEmpty());
    EXPECT_FALSE(status.refusalHeadline().isEmpty());
    status.dismissTrouble();
    EXPECT_TRUE(status.unsaved()) << "closing the banner saves nothing";
    status.take(agents::Trouble{{}, true});
    EXPECT_FALSE(status.unsaved());
    EXPECT_FALSE(status.refusalHeadline().isEmpty());
}

TEST_F(Lists, WhatWasRefusedGoesAway) {
    using Kind = agents::Trouble::Kind;
    Status& status = *models.status();
    status.take(agents::ConversationOpened{heading("c", "C")});
    status.take(agents::ModelChanged{agents::ModelChanged::State::Ready});
    status.setStarted();
    const auto state = [&] {
        status.frameShown();
        return status.appState().section(u' ', 1, 1).toStdString();
    };
    const auto refuse = [&] {
        status.take(agents::Trouble{{base::Code::NotFound, "gone"}, false, Kind::Folder});
        EXPECT_EQ(state(), "error:not_found");
    };
    refuse();
    status.take(agents::Trouble{{}, true, Kind::Search});
    EXPECT_EQ(state(), "error:not_found") << "a search that works attaches no folder";
    status.take(agents::Trouble{{}, true, Kind::Folder});
    EXPECT_EQ(state(), "idle");
    refuse();
    status.take(agents::EntryAdded{"c", userEntry("u", "Hi")});
    EXPECT_EQ(state(), "idle");
    refuse();
    status.take(agents::ConversationOpened{heading("d", "D")});
    EXPECT_EQ(state(), "idle");
    refuse();
    status.dismissRefusal();
    EXPECT_EQ(state(), "idle");
}

TEST_F(Lists, ABurstFromAnotherThreadArrivesInFewTurns) {
    workspace.say(agents::ConversationOpened{heading("c", "C"), {userEntry("u", "Hi")}});
    settle();
    QSignalSpy drained(&models, &Models::drained);
    std::jthread writer([&] {
        for (int i = 0; i < 20'000; ++i) workspace.say(agents::TextAppended{"c", "a", "word "});
    });
    writer.join();
    workspace.say(agents::Saved{1});
    while (models.status()->saved().isEmpty() && drained.wait(1000)) {
    }
    EXPECT_LE(drained.size(), 3);
    EXPECT_GT(models.transcript()->rowCount(), 40);
}

TEST_F(Lists, SettingsAreKeptInTheProfile) {
    settings.setTheme("dark");
    settings.zoom(2);
    settings.setTemperature(0.73);
    EXPECT_EQ(settings.scale(), 125);
    Settings again(folder.path().toStdString(), {});
    EXPECT_TRUE(again.dark());
    EXPECT_EQ(again.scale(), 125);
    EXPECT_DOUBLE_EQ(again.temperature(), 0.7);
    ASSERT_FALSE(asked<agents::SetTemperature>().empty());
    settings.setThinking(true);
    EXPECT_TRUE(asked<agents::SetThinking>().back().thinking);
}

TEST_F(Lists, AChatFormatIsKeptForItsModel) {
    const QString folder = QStringLiteral("/models/base 模型");
    models.models()->load(folder);
    EXPECT_EQ(asked<agents::LoadModel>().back().chatFormat, "");
    models.models()->setChatFormat("chatml");
    EXPECT_EQ(asked<agents::LoadModel>().back().folder, folder.toStdString());
    EXPECT_EQ(asked<agents::LoadModel>().back().chatFormat, "chatml");
    models.models()->loadStarter();
    EXPECT_EQ(asked<agents::LoadModel>().back().chatFormat, "");
    EXPECT_EQ(Settings(this->folder.path().toStdString(), {}).chatFormat(folder), "chatml");
    models.models()->load(folder);
    EXPECT_EQ(models.models()->chatFormat(), "chatml");
    models.models()->setChatFormat("");
    EXPECT_EQ(asked<agents::LoadModel>().back().chatFormat, "");
}

}  // namespace
}  // namespace ui
