// The tools that look into the attached folder: list_files, read_file, search_files. They need no question.
#pragma once

#include "agents/tool.h"

namespace agents {

class FileTool : public Tool {
public:
    const engine::ToolSpec& spec() const override { return spec_; }
    Risk risk() const override { return Risk::Read; }
    bool needsFolder() const override { return true; }

protected:
    explicit FileTool(engine::ToolSpec spec) : spec_(std::move(spec)) {}

private:
    engine::ToolSpec spec_;
};

// "2 files, 1 folder", then "docs/" and "sales.csv 1204", folders first.
class ListFiles : public FileTool {
public:
    ListFiles();
    std::string verb() const override { return "List files"; }
    std::string detail(const Json& arguments) const override;
    ToolResult run(const Json& arguments, const ToolContext& context) override;
};

// The text as it is, without trailing newlines; long ones end with "[cut: 40 of 900 lines]".
class ReadFile : public FileTool {
public:
    ReadFile();
    std::string verb() const override { return "Read a file"; }
    std::string detail(const Json& arguments) const override;
    ToolResult run(const Json& arguments, const ToolContext& context) override;
};

// "2 matches", then "notes.txt:3: send the invoice"; without regard to case.
class SearchFiles : public FileTool {
public:
    SearchFiles();
    std::string verb() const override { return "Search files"; }
    std::string detail(const Json& arguments) const override;
    ToolResult run(const Json& arguments, const ToolContext& context) override;
};

}  // namespace agents
