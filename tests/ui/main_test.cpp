// The programs' own main: list models need an application, though no window.
#include <gtest/gtest.h>

#include <QGuiApplication>

int main(int count, char** words) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication application(count, words);
    testing::InitGoogleTest(&count, words);
    return RUN_ALL_TESTS();
}
