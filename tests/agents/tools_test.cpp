#include <gtest/gtest.h>

#include "agents/folder.h"
#include "agents/toolbox.h"
#include "agents/tools/expression.h"
#include "agents/tools/places.h"
#include "agents/tools/time_zone.h"
#include "engine/base/json.h"
#include "tests/support/temporary_folder.h"

namespace {

using agents::Toolbox;
using engine::Json;

std::string run(const std::string& name, const Json& arguments, const agents::ToolContext& context = {},
                const std::string& now = "2026-11-23T14:05") {
    const Toolbox tools(*agents::fixedTime(now));
    return (*tools.find(name, true))->run(arguments, context).text;
}

struct Line {
    std::string given, wanted;
};

TEST(Calculate, UnderstandsWhatPeopleAndModelsWrite) {
    const Line lines[] = {
        {"17% of 2340", "397.8"},
        {"17 percent of 2,340", "397.8"},
        {"17％ of 2，340", "397.8"},
        {"200 + 15%", "230"},
        {"200-15%", "170"},
        {"200+(15%)", "200.15"},
        {"15%", "0.15"},
        {"50%*80", "40"},
        {"17 % 5", "2"},
        {"17 mod 5", "2"},
        {"2 × 3 ÷ 4", "1.5"},
        {"5 − 8", "-3"},
        {"（1+2）×3", "9"},
        {"2**10", "1024"},
        {"2^3^2", "512"},
        {"-2^2", "-4"},
        {"5²+1", "26"},
        {"√16", "4"},
        {"1,234,567.5 + 1", "1234568.5"},
        {"12_000*2", "24000"},
        {"1'000 + 1", "1001"},
        {"$2,340 * 2", "4680"},
        {"3.5万", "35000"},
        {"2亿/4", "50000000"},
        {"3 x 4", "12"},
        {"1/4=", "0.25"},
        {"2+2 = ?", "4"},
        {"１２＋３", "15"},
        {".5*4", "2"},
        {"abs(-3)+round(2.5)", "6"},
        {"pi", "3.14159265359"},
        {"log(1000)", "3"},
        {"ln(e)", "1"},
        {"sin(0)", "0"},
        {"1e-3", "0.001"},
        {"0.1+0.2", "0.3"},
        {"0*-1", "0"},
        {"1e20", "1e+20"},
    };
    for (const Line& line : lines)
        EXPECT_EQ(run("calculate", {{"expression", line.given}}), line.wanted) << line.given;
}

TEST(Calculate, SaysWhatIsWrong) {
    const Line lines[] = {
        {"1/0", "error: division by zero"},
        {"5 % 0", "error: division by zero"},
        {"0^-1", "error: division by zero"},
        {"", "error: not an expression"},
        {"1+", "error: not an expression"},
        {"(1", "error: not an expression"},
        {"1)", "error: not an expression"},
        {"1 2", "error: not an expression"},
        {"hello", "error: not an expression"},
        {"sqrt 4 5", "error: not an expression"},
        {"1;2", "error: not an expression"},
        {"sqrt(-1)", "error: not a real number"},
        {"(-8)^0.5", "error: not a real number"},
        {"ln(-1)", "error: not a real number"},
        {"10^400", "error: the result is too large"},
        {"1e999", "error: the result is too large"},
        {std::string(5000, '1'), "error: the expression is too long"},
        {std::string(500, '('), "error: the expression is nested too deeply"},
        {std::string(1500, '-') + "1", "error: the expression is nested too deeply"},
    };
    for (const Line& line : lines)
        EXPECT_EQ(run("calculate", {{"expression", line.given}}), line.wanted) << line.given;
}

TEST(Calculate, BadArgumentsAreAnswered) {
    EXPECT_EQ(run("calculate", Json::object()), "error: the argument \"expression\" is missing");
    EXPECT_EQ(run("calculate", {{"expression", nullptr}}), "error: the argument \"expression\" is missing");
    EXPECT_EQ(run("calculate", {{"expression", Json::array()}}),
              "error: the argument \"expression\" must be a text");
    EXPECT_EQ(run("calculate", {{"expression", 42}}), "42");
    EXPECT_EQ(run("calculate", Json::array()), "error: the argument \"expression\" is missing");
}

std::string convert(const Json& value, const std::string& from, const std::string& to) {
    return run("convert", {{"value", value}, {"from", from}, {"to", to}});
}

TEST(Convert, KnowsOtherNames) {
    EXPECT_EQ(convert(5, "kilometers", "miles"), "5 km = 3.10686 mi");
    EXPECT_EQ(convert(5, " Kilometres ", "Mile"), "5 km = 3.10686 mi");
    EXPECT_EQ(convert(6, "feet", "公分"), "6 ft = 182.88 cm");
    EXPECT_EQ(convert(100, "°F", "摄氏度"), "100 F = 37.7778 C");
    EXPECT_EQ(convert(100, "fahrenheit", "Celsius"), "100 F = 37.7778 C");
    EXPECT_EQ(convert(3, "斤", "千克"), "3 jin = 1.5 kg");
    EXPECT_EQ(convert(10, "亩", "公顷"), "10 mu = 0.666667 ha");
    EXPECT_EQ(convert(2, "hours", "分钟"), "2 h = 120 min");
    EXPECT_EQ(convert(1, "KM/H", "m/s"), "1 km/h = 0.277778 m/s");
    EXPECT_EQ(convert(1, "Kib", "b"), "error: unknown unit \"b\"");
    EXPECT_EQ(convert(1, "kib", "B"), "1 KiB = 1024 B");
    EXPECT_EQ(convert("1,200", "g", "kg"), "1200 g = 1.2 kg");
    EXPECT_EQ(convert(0, "K", "C"), "0 K = -273.15 C");
    EXPECT_EQ(convert(32, "F", "C"), "32 F = 0 C");
    EXPECT_EQ(convert(-0.0, "m", "cm"), "0 m = 0 cm");
}

TEST(Convert, SaysWhatIsWrong) {
    EXPECT_EQ(convert(1, "kg", "km"), "error: cannot convert kg to km");
    EXPECT_EQ(convert(1, "kilos", "kilometers"), "error: cannot convert kg to km");
    EXPECT_EQ(convert(1, "parsec", "km"), "error: unknown unit \"parsec\"");
    EXPECT_EQ(convert("a lot", "kg", "g"), "error: the argument \"value\" must be a number");
    EXPECT_EQ(convert(true, "kg", "g"), "error: the argument \"value\" must be a number");
    EXPECT_EQ(run("convert", {{"value", 1}, {"from", "kg"}}), "error: the argument \"to\" is missing");
    EXPECT_EQ(convert(1e308, "km", "mm"), "error: the result is too large");
}

TEST(Clock, HereThereAndThen) {
    EXPECT_EQ(run("clock", Json::object()), "2026-11-23 14:05 Monday (local time)");
    EXPECT_EQ(run("clock", {{"place", "Tokyo"}}), "2026-11-23 23:05 Monday (Tokyo, UTC+9)");
    EXPECT_EQ(run("clock", {{"place", "  tokyo? "}}), "2026-11-23 23:05 Monday (  tokyo? , UTC+9)");
    EXPECT_EQ(run("clock", {{"place", "纽约"}}), "2026-11-23 09:05 Monday (纽约, UTC-5)");
    EXPECT_EQ(run("clock", {{"place", "Paris, France"}}), "2026-11-23 15:05 Monday (Paris, France, UTC+1)");
    EXPECT_EQ(run("clock", {{"place", "Novosibirsk"}}), "2026-11-23 21:05 Monday (Novosibirsk, UTC+7)");
    EXPECT_EQ(run("clock", {{"place", "asia/kathmandu"}}),
              "2026-11-23 19:50 Monday (asia/kathmandu, UTC+5:45)");
    EXPECT_EQ(run("clock", {{"place", "St Johns"}}), "2026-11-23 10:35 Monday (St Johns, UTC-3:30)");
    EXPECT_EQ(run("clock", {{"days", 10}}), "2026-12-03 14:05 Thursday (local time)");
    EXPECT_EQ(run("clock", {{"days", "-3"}}), "2026-11-20 14:05 Friday (local time)");
    EXPECT_EQ(run("clock", {{"days", 1}, {"place", "London"}}), "2026-11-24 14:05 Tuesday (London, UTC+0)");
    EXPECT_EQ(run("clock", {{"place", ""}}), "2026-11-23 14:05 Monday (local time)");
    EXPECT_EQ(run("clock", {{"days", 1.5}}), "error: the argument \"days\" must be a whole number");
    EXPECT_EQ(run("clock", {{"days", 99999999}}), "error: that is too many days away");
    EXPECT_EQ(run("clock", {{"place", "../../etc/passwd"}}), "error: unknown place \"../../etc/passwd\"");
    EXPECT_EQ(run("clock", {{"place", "Foo"}}), "error: unknown place \"Foo\"");
}

TEST(TimeZone, RulesOfBothHemispheres) {
    using agents::offsetAt;
    const auto berlin = agents::parseZoneRule("CET-1CEST,M3.5.0,M10.5.0/3");
    ASSERT_TRUE(berlin);
    EXPECT_EQ(offsetAt(*berlin, 1774745999), 3600);  // 2026-03-29 00:59:59 UTC
    EXPECT_EQ(offsetAt(*berlin, 1774746000), 7200);
    EXPECT_EQ(offsetAt(*berlin, 1792889999), 7200);  // 2026-10-25 00:59:59 UTC
    EXPECT_EQ(offsetAt(*berlin, 1792890000), 3600);
    const auto sydney = agents::parseZoneRule("AEST-10AEDT,M10.1.0,M4.1.0/3");
    ASSERT_TRUE(sydney);
    EXPECT_EQ(offsetAt(*sydney, 1767225600), 39600);  // 1 January
    EXPECT_EQ(offsetAt(*sydney, 1782864000), 36000);  // 1 July
    const auto tehran = agents::parseZoneRule("<+0330>-3:30");
    ASSERT_TRUE(tehran);
    EXPECT_EQ(offsetAt(*tehran, 0), 12600);
    const auto julian = agents::parseZoneRule("A5B,J60/0,J300");
    ASSERT_TRUE(julian);
    EXPECT_EQ(julian->summerOffset, -14400);
    for (const char* bad : {"", "5", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0",
                            "CET-1CEST,M3.5.0,M10.5.0x", "<", "<+03", "CET-999", "CET-1CEST,,"})
        EXPECT_FALSE(agents::parseZoneRule(bad)) << bad;
}

TEST(TimeZone, DamagedFilesAreRefused) {
    std::ifstream file("/usr/share/zoneinfo/Europe/Berlin", std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    ASSERT_TRUE(agents::TimeZone::parse(whole));
    for (size_t length = 0; length < whole.size(); ++length)
        if (const auto zone = agents::TimeZone::parse(whole.substr(0, length))) zone->offset(1792890000);
    for (size_t at = 0; at < std::min<size_t>(whole.size(), 1500); ++at) {
        std::string mutant = whole;
        mutant[at] = static_cast<char>(mutant[at] ^ 0xFF);
        if (const auto zone = agents::TimeZone::parse(mutant)) zone->offset(1792890000);
    }
}

class FileTools : public testing::Test {
protected:
    void SetUp() override {
        folder_ = *agents::Folder::open(place_.path());
        context_.folder = folder_.get();
    }
    std::string call(const std::string& name, const Json& arguments) {
        return run(name, arguments, context_);
    }

    tests::TemporaryFolder place_;
    std::shared_ptr<const agents::Folder> folder_;
    agents::ToolContext context_;
};

TEST_F(FileTools, ListCounts) {
    EXPECT_EQ(call("list_files", Json::object()), "0 files, 0 folders");
    place_.write("b.txt", "12345");
    EXPECT_EQ(call("list_files", Json::object()), "1 file, 0 folders\nb.txt 5");
    place_.write("docs/a.txt", "1");
    place_.write("a.txt", "");
    EXPECT_EQ(call("list_files", {{"path", "/"}}), "2 files, 1 folder\ndocs/\na.txt 0\nb.txt 5");
    EXPECT_EQ(call("list_files", {{"path", "docs/"}}), "1 file, 0 folders\na.txt 1");
    EXPECT_EQ(call("list_files", {{"path", "b.txt"}}), "error: no folder \"b.txt\"");
    EXPECT_EQ(call("list_files", {{"path", ".."}}), "error: \"..\" is outside the attached folder");
}

TEST_F(FileTools, ReadCutsAndRefuses) {
    place_.write("long.txt", [] {
        std::string text;
        for (int i = 1; i <= 900; ++i) text += "x" + std::to_string(i) + "\n";
        return text;
    }());
    const std::string read = call("read_file", {{"path", "long.txt"}});
    EXPECT_TRUE(read.starts_with("x1\nx2\n"));
    EXPECT_TRUE(read.ends_with("x40\n[cut: 40 of 900 lines]"));
    EXPECT_TRUE(call("read_file", {{"path", "long.txt"}, {"line", 881}}).starts_with("x881\n"));
    EXPECT_TRUE(call("read_file", {{"path", "long.txt"}, {"line", 881}}).ends_with("\nx900"));
    context_.limits = agents::ResultLimits::wide();
    EXPECT_TRUE(call("read_file", {{"path", "long.txt"}}).ends_with("\nx900"));
    place_.write("wide.txt", std::string(5000, 'w'));
    context_.limits = {};
    EXPECT_EQ(call("read_file", {{"path", "wide.txt"}}).size(),
              392 * 3 + std::string("\n[cut: part of 1 of 1 lines]").size());
    place_.write("picture.png", std::string("\x89PNG\0\0\0", 7));
    EXPECT_EQ(call("read_file", {{"path", "picture.png"}}), "error: \"picture.png\" is not a text file");
    place_.write("latin.txt", "na\xEFve");
    EXPECT_EQ(call("read_file", {{"path", "latin.txt"}}), "error: \"latin.txt\" is not a text file");
    place_.write("windows.txt", "\xEF\xBB\xBFone\r\ntwo\r\n");
    EXPECT_EQ(call("read_file", {{"path", "windows.txt"}}), "one\ntwo");
    place_.write("empty.txt", "");
    EXPECT_EQ(call("read_file", {{"path", "empty.txt"}}), "");
    EXPECT_EQ(call("read_file", {{"path", "docs"}}), "error: no file \"docs\"");
    std::filesystem::create_directory(place_ / "docs");
    EXPECT_EQ(call("read_file", {{"path", "docs"}}), "error: \"docs\" is a folder");
    EXPECT_EQ(call("read_file", {{"path", ""}}), "error: the path is empty");
    EXPECT_EQ(call("read_file", Json::object()), "error: the argument \"path\" is missing");
    EXPECT_EQ(call("read_file", {{"path", place_.path().string() + "/windows.txt"}}), "one\ntwo");
    place_.write("huge.txt", std::string((size_t{16} << 20U) + 1, 'h'));
    EXPECT_EQ(call("read_file", {{"path", "huge.txt"}}),
              "error: \"huge.txt\" is too large to read: the limit is 16 MB");
}

TEST_F(FileTools, SearchFinds) {
    place_.write("notes.txt", "one\ntwo\n  Send the INVOICE  \n");
    place_.write("b/plan.md", "invoice");
    place_.write("b.bin", std::string("invoice\0", 8));
    place_.write(".hidden/x.txt", "invoice");
    EXPECT_EQ(call("search_files", {{"query", "invoice"}}),
              "2 matches\nb/plan.md:1: invoice\nnotes.txt:3: Send the INVOICE");
    EXPECT_EQ(call("search_files", {{"query", "two"}}), "1 match\nnotes.txt:2: two");
    EXPECT_EQ(call("search_files", {{"query", "three"}}), "0 matches");
    EXPECT_EQ(call("search_files", {{"query", "  "}}), "error: the query is empty");
    place_.write("uml.txt", "ÄRGER STRASSE\nПРИВЕТ");
    EXPECT_EQ(call("search_files", {{"query", "ärger"}}), "1 match\numl.txt:1: ÄRGER STRASSE");
    EXPECT_EQ(call("search_files", {{"query", "привет"}}), "1 match\numl.txt:2: ПРИВЕТ");
    for (int i = 0; i < 20; ++i) place_.write("m" + std::to_string(i) + ".txt", "many");
    const std::string many = call("search_files", {{"query", "many"}});
    EXPECT_TRUE(many.starts_with("20 matches\n"));
    EXPECT_EQ(std::count(many.begin(), many.end(), '\n'), 8);
}

TEST_F(FileTools, WriteShowsWhatItDoes) {
    const Toolbox tools;
    agents::Tool& write = **tools.find("write_note", true);
    const Json todo = {{"path", "todo.txt"}, {"text", "buy milk"}};
    auto preview = write.preview(todo, context_);
    ASSERT_TRUE(preview);
    EXPECT_EQ(*preview, (agents::Preview{"Write 1 file", "todo.txt", "", "buy milk\n", false}));
    context_.approved = &*preview;
    EXPECT_EQ(write.run(todo, context_).text, "wrote 8 bytes to todo.txt");
    EXPECT_EQ(place_.read("todo.txt"), "buy milk\n");

    EXPECT_TRUE(write.run(todo, context_).stale) << "the file is there now: another thing would happen";
    EXPECT_EQ(place_.read("todo.txt"), "buy milk\n");
    preview = write.preview({{"path", "todo.txt"}, {"text", "x"}}, context_);
    EXPECT_EQ(preview->before, "buy milk\n");
    EXPECT_EQ(preview->after, "buy milk\nx\n");
    EXPECT_EQ(write.run({{"path", "todo.txt"}, {"text", "x"}}, context_).text, "added 1 byte to todo.txt");
    EXPECT_EQ(place_.read("todo.txt"), preview->after);

    context_.approved = nullptr;
    place_.write("open.txt", "no newline");
    EXPECT_EQ(call("write_note", {{"path", "open.txt"}, {"text", "你好"}}), "added 6 bytes to open.txt");
    EXPECT_EQ(place_.read("open.txt"), "no newline\n你好\n");
    EXPECT_EQ(call("write_note", {{"text", "a\nb\n"}}), "wrote 4 bytes to note.txt");
    EXPECT_EQ(place_.read("note.txt"), "a\nb\n");
    EXPECT_EQ(call("write_note", {{"path", "none/x.txt"}, {"text", "a"}}), "error: no folder \"none\"");
    EXPECT_EQ(call("write_note", {{"path", "a name that needs memory of its own.txt"}}),
              "error: the argument \"text\" is missing");
    std::filesystem::create_directory(place_ / "docs");
    EXPECT_EQ(call("write_note", {{"path", "docs"}, {"text", "a"}}), "error: \"docs\" is a folder");
    EXPECT_EQ(call("write_note", {{"path", "docs/"}, {"text", "a"}}), "error: the path does not name a file");
}

TEST(Toolbox, OnAndOff) {
    const Toolbox tools;
    EXPECT_EQ(tools.specs(false).size(), 3U);
    ASSERT_EQ(tools.specs(true).size(), 7U);
    const char* names[] = {"calculate", "clock",        "convert",   "list_files",
                           "read_file", "search_files", "write_note"};
    for (size_t i = 0; i < 7; ++i) {
        EXPECT_EQ(tools.specs(true)[i].name, names[i]);
        const auto schema = engine::parseJson(tools.specs(true)[i].parameters);
        ASSERT_TRUE(schema);
        EXPECT_EQ((*schema)["type"], "object");
        EXPECT_GT(tools.specs(true)[i].description.size(), 20U);
    }
    EXPECT_EQ(tools.find("read_file", false).error().message, "no folder is attached");
    EXPECT_EQ(tools.find("shell", false).error().message,
              "there is no tool \"shell\"; there are calculate, clock, convert");
    for (const char* name : names)
        for (const Json& arguments :
             {Json::object(), Json::array(), Json("x"), Json(nullptr), Json{{"path", 1.5e300}},
              Json{{"text", Json::object()}, {"expression", false}, {"query", Json::array()}}})
            EXPECT_FALSE((*tools.find(name, true))->run(arguments, {}).text.empty()) << name << arguments;
}

}  // namespace
