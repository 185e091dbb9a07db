// The tools against the recipe's own Python tools (make_tools_golden.py): the starter was trained on those
// texts.
#include <gtest/gtest.h>

#include "agents/folder.h"
#include "agents/toolbox.h"
#include "engine/base/json.h"
#include "tests/support/temporary_folder.h"

namespace {

using engine::Json;

TEST(ToolsGolden, EveryTextIsTheOneTheStarterWasTrainedOn) {
    std::ifstream file(INKSTONE_SOURCE_DIR "/tests/data/tools_golden.jsonl");
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    const Json head = *engine::parseJson(line);
    int cases = 0;
    int different = 0;
    while (std::getline(file, line) && different < 20) {
        const Json one = *engine::parseJson(line);
        const std::string name = one["name"];
        const tests::TemporaryFolder place;
        agents::ToolContext context;
        std::shared_ptr<const agents::Folder> folder;
        if (name.find('_') != std::string::npos) {
            for (const auto& [path, text] : head["folder"].items()) place.write(path, text);
            folder = *agents::Folder::open(place.path());
            context.folder = folder.get();
        }
        const agents::Toolbox tools(*agents::fixedTime(one["now"].get<std::string>()));
        const agents::ToolResult result = (*tools.find(name, true))->run(one["arguments"], context);
        EXPECT_EQ(result.text, one["result"].get<std::string>()) << line;
        EXPECT_EQ(result.ok, !result.text.starts_with("error: "));
        different += result.text != one["result"].get<std::string>();
        ++cases;
    }
    EXPECT_GT(cases, 1400);
}

}  // namespace
