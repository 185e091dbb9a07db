// The page of models that can be had, driven by a scripted library.
#include "ui/models/catalogue_list.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/support/scripted_library.h"

namespace ui {
namespace {

class Catalogue : public testing::Test {
protected:
    std::string at(int row, CatalogueList::Role role) const {
        return list.data(list.index(row), role).toString().toStdString();
    }
    tests::ScriptedLibrary library;
    CatalogueList list{&library};
};

TEST_F(Catalogue, SaysWhatEachModelIs) {
    list.look();
    ASSERT_EQ(library.asked().size(), 1U);
    list.take(tests::smallLibrary());
    ASSERT_EQ(list.rowCount(), 3);
    EXPECT_EQ(at(0, CatalogueList::FactsRole), "135 M parameters  ·  English  ·  Apache-2.0");
    EXPECT_EQ(at(1, CatalogueList::FactsRole),
              "16.0 B parameters, 2.6 B active  ·  English, Chinese  ·  Apache-2.0");
    EXPECT_EQ(at(0, CatalogueList::SizeRole), "93 MB to download, needs about 1.5 GB of memory");
    EXPECT_EQ(at(0, CatalogueList::FitTextRole), "Fits");
    EXPECT_EQ(at(0, CatalogueList::FitReasonRole), "At most about 99 tokens/s, by the speed of the memory");
    EXPECT_EQ(at(1, CatalogueList::FitTextRole), "Slow");
    EXPECT_EQ(at(2, CatalogueList::FitTextRole), "Won't fit");
    EXPECT_EQ(at(2, CatalogueList::FitReasonRole), "This computer has 24 GB of memory");
    EXPECT_EQ(at(2, CatalogueList::StateRole), "unfinished");
    EXPECT_EQ(at(2, CatalogueList::ProgressTextRole), "46 MB of 93 MB are there");
    EXPECT_NEAR(list.data(list.index(2), CatalogueList::ProgressRole).toDouble(), 0.5, 0.01);
}

TEST_F(Catalogue, SpeaksTheWindowsLanguage) {
    list.take(tests::smallLibrary());
    const QLocale before;
    EXPECT_EQ(at(0, CatalogueList::AboutRole), "A small real language model.");
    QLocale::setDefault(QLocale(QLocale::Chinese, QLocale::China));
    EXPECT_EQ(at(0, CatalogueList::AboutRole), "真正的小型语言模型。");
    QLocale::setDefault(before);
}

TEST_F(Catalogue, GetsAndUsesWhatArrives) {
    list.take(tests::smallLibrary());
    QSignalSpy used(&list, &CatalogueList::useAsked), arrived(&list, &CatalogueList::arrived);
    list.get("smollm2");
    ASSERT_TRUE(std::holds_alternative<agents::GetModel>(library.asked().back()));
    auto listed = tests::smallLibrary();
    listed.models[0].state = agents::LibraryModel::State::Getting;
    list.take(listed);
    QSignalSpy reset(&list, &CatalogueList::modelReset), changed(&list, &CatalogueList::dataChanged);
    list.take({"smollm2", agents::LibraryProgress::Kind::Fetching, 9290000, 92900000, ""});
    EXPECT_EQ(at(0, CatalogueList::ProgressTextRole), "Fetching, 9.3 MB of 93 MB");
    EXPECT_EQ(reset.count(), 0);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 0);
    list.take({"smollm2", "/models/smollm2", {base::Code::Internal, ""}});
    EXPECT_EQ(arrived.count(), 1);
    ASSERT_EQ(used.count(), 1);
    EXPECT_EQ(used[0][0].toString().toStdString(), "/models/smollm2");
}

TEST_F(Catalogue, StopsAndFailsInPlace) {
    list.take(tests::smallLibrary());
    QSignalSpy used(&list, &CatalogueList::useAsked);
    list.get("smollm2");
    list.stop("smollm2");
    ASSERT_TRUE(std::holds_alternative<agents::StopGetting>(library.asked().back()));
    list.take({"smollm2", "", {base::Code::Cancelled, "stopped"}});
    EXPECT_EQ(at(0, CatalogueList::ErrorRole), "Stopped");
    list.get("smollm2");
    EXPECT_EQ(at(0, CatalogueList::ErrorRole), "");
    list.take({"smollm2",
               "",
               {base::Code::Io, "huggingface.co: nothing\nanswers there. <b>Check</b> the network."}});
    EXPECT_EQ(at(0, CatalogueList::ErrorRole),
              "huggingface.co: nothing answers there. <b>Check</b> the network.");
    EXPECT_EQ(used.count(), 0);
    list.use("moonlight");
    EXPECT_EQ(used.count(), 1);
}

TEST_F(Catalogue, HearsTheLibraryFromItsThread) {
    QSignalSpy changed(&list, &CatalogueList::changed);
    library.say(tests::smallLibrary());
    ASSERT_TRUE(changed.wait(5000));
    EXPECT_EQ(list.rowCount(), 3);
    CatalogueList none(nullptr);
    none.look();
    none.get("smollm2");
    EXPECT_FALSE(none.available());
}

}  // namespace
}  // namespace ui
