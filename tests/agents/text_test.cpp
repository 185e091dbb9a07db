#include <gtest/gtest.h>

#include "agents/cut.h"
#include "agents/utf8.h"

namespace {

using namespace agents;

TEST(Utf8, RoundTripsEveryCharacter) {
    std::string all;
    for (char32_t character = 0; character <= 0x10FFFF; ++character)
        if (character < 0xD800 || character > 0xDFFF) encodeCharacter(character, all);
    EXPECT_EQ(badBytes(all), 0U);
    EXPECT_EQ(textOf(charactersOf(all)), all);
}

TEST(Utf8, BadBytesAreReplacedOneByOne) {
    EXPECT_EQ(validText("a\xFFz"), "a\uFFFDz");
    EXPECT_EQ(validText("\xC0\xAF"), "\uFFFD\uFFFD") << "overlong";
    EXPECT_EQ(validText("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "surrogate";
    EXPECT_EQ(validText("\xF4\x90\x80\x80").size(), 12U) << "beyond the last character";
    EXPECT_EQ(validText("中\xE4\xB8"), "中\uFFFD\uFFFD") << "cut";
    EXPECT_EQ(badBytes("plain 中文 😀"), 0U);
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second) {
            const std::string pair{static_cast<char>(first), static_cast<char>(second)};
            EXPECT_EQ(badBytes(validText(pair)), 0U);
        }
}

TEST(Utf8, Cases) {
    EXPECT_EQ(lowerCase("ÄÖÜ ΑΒΓ ПРИВЕТ Hello 中文"), "äöü αβγ привет hello 中文");
    EXPECT_EQ(firstCharacters("中文字", 2), "中文");
    EXPECT_EQ(trimmed("  a b \n"), "a b");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_TRUE(isInvisible(0x202E));
    EXPECT_FALSE(isInvisible(U'中'));
}

TEST(Cut, KeepsWholeLines) {
    EXPECT_EQ(cutLines("a\nb\nc", 2, 100), "a\nb\n[cut: 2 of 3 lines]");
    EXPECT_EQ(cutLines("a\nb\nc", 3, 100), "a\nb\nc");
    EXPECT_EQ(cutLines("", 2, 100), "");
    std::string lines;
    for (int i = 0; i < 200; ++i) lines += "0123456789 0123456789\n";
    const std::string cut = cutLines(lines, 1000, 400);
    EXPECT_LE(estimateTokens(cut), 400);
    EXPECT_GT(estimateTokens(cut), 300);
    EXPECT_NE(cut.find(" of 201 lines]"), std::string::npos);
    EXPECT_LE(estimateTokens(cutLines(std::string(10'000, 'x'), 10, 400)), 410);
    std::string wide;
    for (int i = 0; i < 1000; ++i) wide += "中";
    EXPECT_LE(estimateTokens(cutLines(wide, 10, 400)), 410);
    EXPECT_EQ(badBytes(cutLines(wide, 10, 400)), 0U);
}

TEST(Cut, KeepsHeadAndTail) {
    std::string text = "HEAD";
    for (int i = 0; i < 50'000; ++i) text += "中";
    text += "TAIL";
    const std::string cut = cutMiddle(text, 65'536);
    EXPECT_LE(cut.size(), 65'536U);
    EXPECT_GT(cut.size(), 65'000U);
    EXPECT_TRUE(cut.starts_with("HEAD"));
    EXPECT_TRUE(cut.ends_with("TAIL"));
    EXPECT_EQ(badBytes(cut), 0U);
    EXPECT_EQ(cutMiddle("short", 100), "short");
}

TEST(Cut, Words) {
    EXPECT_EQ(counted(0, "file"), "0 files");
    EXPECT_EQ(counted(1, "match", "matches"), "1 match");
    EXPECT_EQ(counted(2, "match", "matches"), "2 matches");
    EXPECT_EQ(firstLine("\n\n  one two  \nthree", 5), "one t");
    EXPECT_EQ(estimateTokens("abcdef"), 2);
    EXPECT_EQ(estimateTokens("中文"), 3);
}

}  // namespace
