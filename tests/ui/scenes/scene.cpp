#include "tests/ui/scenes/scene.h"

#include <map>

namespace tests {
namespace {

using State = agents::Step::State;
using Kind = agents::Activity::Kind;

struct Stage {
    ScriptedWorkspace& workspace;
    bool chinese;

    std::string both(const char* english, const char* other) const { return chinese ? other : english; }
    void say(agents::WorkspaceEvent event) const { workspace.say(std::move(event)); }

    void model(agents::ModelChanged::State state = agents::ModelChanged::State::Ready) const {
        agents::ModelChanged event;
        event.state = state;
        event.card = {.id = "starter",
                      .title = "Inkstone starter",
                      .architecture = "DeepseekV3ForCausalLM",
                      .parameters = 7'100'000,
                      .activeParameters = 3'000'000,
                      .bytes = 14'200'000,
                      .contextTokens = 2048,
                      .formats = "FP8 e4m3",
                      .compactTools = true};
        event.done = 6'000'000;
        event.total = 14'200'000;
        say(event);
    }

    std::vector<agents::Heading> headings() const {
        auto all = std::vector{heading("p1", both("Supplier contracts", "供应商合同比对"), 130),
                               heading("c1", both("Percent of a sum", "三季度毛利率分析"), 0),
                               heading("c2", both("Notes for Monday", "周一会议纪要"), 3),
                               heading("c3", both("Kilometres to miles", "公里换算英里"), 48),
                               heading("c4", both("Where chats are kept", "对话保存在哪里"), 60 * 3),
                               heading("c5",
                                       both("A very long title about the reconciliation of the third quarter",
                                            "关于第三季度对账过程的一个很长很长的标题"),
                                       60 * 26),
                               heading("c6", both("Parental-leave policy", "育儿假制度改写"), 60 * 30),
                               heading("c7", both("Pricing council notes", "定价委员会纪要"), 60 * 24 * 4)};
        all[0].pinned = true;
        all[0].mark = agents::Heading::Mark::Unread;
        all[2].mark = agents::Heading::Mark::Waiting;
        all[3].mark = agents::Heading::Mark::Failed;
        all[4].mark = agents::Heading::Mark::Running;
        return all;
    }

    void open(std::vector<agents::Entry> entries, std::string folder = {}, std::string draft = {}) const {
        model();
        auto all = headings();
        all[1].folder = folder;
        say(agents::HeadingsChanged{all});
        say(agents::ConversationOpened{all[1], std::move(entries), std::move(draft)});
        say(agents::Saved{all[1].changedAt});
    }
};

constexpr const char* Table = R"(## Three of four regions are above plan

| Region | Plan, €M | Actual, €M | Variance |
|---|---|---|---|
| Americas | 11.80 | 12.61 | +6.9% |
| EMEA | 14.20 | 15.12 | +6.5% |
| Nordics | 4.40 | 4.06 | −7.7% |
| **Total** | **40.00** | **41.84** | **+4.6%** |

### How the variance is computed
The plan is the version *frozen on 30 June*; later re-plans are `ignored`. See ~~the old page~~ [the new page](https://example.org).

- Plan is the version frozen on 30 June; later re-plans are ignored.
- Actual counts invoiced revenue. Returns are booked in the month of the original sale.
  - Nordics: two projects moved to October
1. first
2. second

> A quote that somebody wrote, long enough to be wrapped when the window is small and short enough for one line when it is not.

```python
import pandas as pd
df = pd.read_csv("sales_by_region.csv", parse_dates=["month"])
q3 = df[df.month.dt.quarter == 3].groupby("region")[["plan", "actual"]].sum()
print(q3.sort_values("variance_pct", ascending=False))  # sorted
```
)";

constexpr const char* TableZh = R"(## 毛利率上升 1.4 个百分点，主要来自云服务

| 业务线 | 2024 Q3 | 2025 Q3 | 变化 | 主要原因 |
|---|---|---|---|---|
| 云服务 | 38.2% | 42.6% | +4.4 | 机房利用率提高，折旧摊薄 |
| 运维外包 | 27.8% | 29.1% | +1.3 | 远程交付比例提高 |
| **合计** | **30.9%** | **32.3%** | **+1.4** | |

### 原因
云服务的提升有两个来源：新机房投产后，机柜利用率由 61% 升至 78%，单位折旧下降；自研调度系统上线，外购带宽减少约 900 万元。

- 运维收入含一次性项目 1,260 万元，剔除后毛利率为 27.9%。
- 讲师费用没有附明细，报告中找不到上调依据。
)";

agents::Entry withSteps(agents::Entry entry, std::vector<agents::Step> steps, std::string before) {
    agents::Part part;
    part.text = std::move(before);
    part.steps = std::move(steps);
    entry.parts.insert(entry.parts.begin(), part);
    return entry;
}

void empty(const Stage& stage) {
    stage.model();
    stage.say(agents::HeadingsChanged{});
    stage.say(agents::ConversationOpened{heading("n", "")});
}

void loading(const Stage& stage) {
    stage.say(agents::HeadingsChanged{stage.headings()});
    stage.model(agents::ModelChanged::State::Loading);
    stage.say(agents::ConversationOpened{stage.headings()[1], {userEntry("u1", "What is 17 % of 2,340?")}});
    stage.say(agents::Activity{"c1", Kind::Loading, 6'000'000, 14'200'000});
}

void table(const Stage& stage) {
    auto answer = answerEntry("a1", stage.chinese ? TableZh : Table, "u1");
    answer.parts[0].reasoning = "The plan has four regions.\nCompare each with its actual.";
    stage.open(
        {userEntry(
             "u1",
             stage.both("Which regions in sales_by_region.csv beat plan in Q3? Show the maths and a snippet.",
                        "根据经营分析，各业务线毛利率为什么变化？请列表。")),
         answer},
        "/home/anna/Finance",
        stage.both("Add a column with the same quarter of last year.",
                   "用台账核对一次性项目的金额，差异超过 5% 的列出来。"));
}

void calculate(const Stage& stage) {
    auto one = withSteps(answerEntry("a1", stage.both("The result is 397.8.", "结果是 397.8。"), "u1"),
                         {step("s1", "calculate", "17/100*2340", State::Done, "397.8", "397.8")}, "");
    auto two =
        withSteps(answerEntry("a2", stage.both("The average is 41.84.", "平均值是 41.84。"), "u2"),
                  {step("s2", "list_files", "", State::Done,
                        "2 files, 1 folder\ndocs/\nnotes.txt 120\nsales.csv 1204", "2 files, 1 folder"),
                   step("s3", "read_file", "sales.csv", State::Done, "region,plan\nEMEA,14.20", "2 lines"),
                   step("s4", "calculate", "(12.61+15.12)/2", State::Done, "13.865", "13.865")},
                  "");
    stage.open(
        {userEntry("u1", stage.both("What is 17 % of 2,340?", "2,340 的 17% 是多少？")), one,
         userEntry("u2", stage.both("What is the average in sales.csv?", "sales.csv 的平均值是多少？"), "a1"),
         two},
        "/home/anna/Q3-report");
}

void steps(const Stage& stage) {
    auto answer = answerEntry("a1", "", "u1");
    answer.parts[0].steps = {
        step("s1", "search_files", "invoice", State::Running),
        step("s2", "write_note", "todo.txt", State::Waiting),
        step("s3", "read_file", "sales.csv", State::Done, "region,plan", "12 lines"),
        step("s4", "read_file", "missing.txt", State::Failed, "error: no file \"missing.txt\""),
        step("s5", "write_note", "plan.txt", State::Denied, "error: the user denied this"),
        step("s6", "write_note", "board.txt", State::Unknown)};
    answer.state = agents::AnswerState::Interrupted;
    stage.open({userEntry("u1", "Show every state of a tool card"), answer}, "/home/anna/Q3-report");
}

void streaming(const Stage& stage) {
    auto answer = answerEntry("a2", "", "u2");
    answer.state = agents::AnswerState::Streaming;
    answer.parts.clear();
    stage.open({userEntry("u1", "Hello"),
                answerEntry("a1", "Hello. Ask me to calculate, convert, or work with files.", "u1"),
                userEntry("u2", stage.both("Where are my chats kept?", "我的对话保存在哪里？"), "a1")});
    stage.say(agents::EntryAdded{"c1", answer});
    stage.say(agents::TextAppended{
        "c1", "a2",
        stage.both(
            "Chats are saved while you type, in a database on this computer. They survive a crash or a",
            "对话边写边存，保存在本机的数据库里，断电也不"),
        false});
    stage.say(agents::Activity{"c1", Kind::Generating});
}

void reading(const Stage& stage) {
    auto answer = answerEntry("a1", "", "u1");
    answer.state = agents::AnswerState::Streaming;
    answer.parts.clear();
    stage.open({userEntry("u1", "Summarise notes.txt"), answer});
    stage.say(agents::Activity{"c1", Kind::Reading, 3412, 4120});
}

void approval(const Stage& stage) {
    auto answer = answerEntry("a1", "", "u1");
    answer.state = agents::AnswerState::Streaming;
    answer.parts[0].steps = {
        step("s0", "list_files", "", State::Done, "1 file, 0 folders\ntodo.txt 20", "1 file, 0 folders"),
        step("s1", "write_note", "todo.txt", State::Waiting)};
    stage.open(
        {userEntry("u1", stage.both("Write “buy milk” to todo.txt", "把“买牛奶”写进 todo.txt")), answer},
        "/home/anna/Q3-report");
    agents::ApprovalAsked asked{
        .conversation = "c1", .entry = "a1", .approval = "ap1", .step = "s1", .tool = "write_note"};
    asked.preview = {.verb = "Write 1 file",
                     .object = "todo.txt",
                     .before = "call the bank\npay the rent\n",
                     .after = "call the bank\nbuy milk\npay the rent today\n",
                     .existing = true};
    asked.place = "/home/anna/Q3-report";
    asked.reason = "writing asks";
    stage.say(asked);
    stage.say(agents::Activity{"c1", Kind::AwaitingApproval});
}

void decided(const Stage& stage) {
    approval(stage);
    stage.say(agents::ApprovalDecided{"c1", "ap1", "s1", true, "You allowed once: todo.txt, 10:42"});
    stage.say(agents::StepChanged{
        "c1", "a1",
        step("s1", "write_note", "todo.txt", State::Done, "added 8 bytes to todo.txt", "8 bytes")});
    auto final = answerEntry("a1", "", "u1");
    final.parts[0].steps = {
        step("s0", "list_files", "", State::Done, "1 file, 0 folders\ntodo.txt 20", "1 file, 0 folders"),
        step("s1", "write_note", "todo.txt", State::Done, "added 8 bytes to todo.txt", "8 bytes")};
    final.parts.push_back({.text = "Saved to todo.txt."});
    stage.say(agents::AnswerEnded{"c1", final});
    stage.say(agents::Activity{"c1", Kind::Idle});
}

void failed(const Stage& stage) {
    auto answer = answerEntry("a1", "The plan has four regions, and", "u1");
    answer.state = agents::AnswerState::Failed;
    answer.error = {
        base::Code::OutOfMemory,
        "the latent cache needs 1.1 GiB more and 0.4 GiB is left; close other programs or start a new chat"};
    stage.open({userEntry("u1", "Compare the regions"), answer});
}

void trouble(const Stage& stage) {
    table(stage);
    stage.say(agents::Trouble{
        {base::Code::DiskFull,
         "no room is left on the disk of /home/anna/.local/share/inkstone; free some and go on"},
        false});
    agents::ModelChanged model;
    model.state = agents::ModelChanged::State::Failed;
    model.error = {base::Code::BadModel,
                   "model-00002.safetensors: the header says 120 MB, the file has 80 MB; download it again"};
    stage.say(model);
}

void many(const Stage& stage) {
    std::vector<agents::Entry> entries;
    for (int i = 0; i < 40; ++i) {
        const std::string n = std::to_string(i);
        entries.push_back(userEntry("u" + n, "Question " + n, i ? "a" + std::to_string(i - 1) : ""));
        entries.push_back(answerEntry("a" + n, "Answer " + n + " with a sentence.\n\n- one\n- two", "u" + n));
    }
    stage.open(std::move(entries));
}

const std::map<std::string, void (*)(const Stage&)>& scenes() {
    static const std::map<std::string, void (*)(const Stage&)> All{
        {"empty", empty},     {"loading", loading},     {"table", table},     {"calculate", calculate},
        {"steps", steps},     {"streaming", streaming}, {"reading", reading}, {"approval", approval},
        {"decided", decided}, {"failed", failed},       {"trouble", trouble}, {"many", many}};
    return All;
}

}  // namespace

std::vector<std::string> sceneNames() {
    std::vector<std::string> names;
    for (const auto& [name, _] : scenes()) names.push_back(name);
    return names;
}

bool play(const std::string& scene, ScriptedWorkspace& workspace, bool chinese) {
    const auto found = scenes().find(scene);
    if (found == scenes().end()) return false;
    found->second({workspace, chinese});
    return true;
}

}  // namespace tests
