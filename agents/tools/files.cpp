#include "agents/tools/files.h"

#include <fmt/core.h>

#include <algorithm>

#include "agents/cut.h"
#include "agents/folder.h"
#include "agents/tools/arguments.h"
#include "agents/utf8.h"

namespace agents {
namespace {

using base::Code;

constexpr size_t MaxSearchedBytes = size_t{256} << 20U;
constexpr size_t MaxShownLine = 200;  // characters of a matching line

base::Result<const Folder*> folderOf(const ToolContext& context) {
    if (!context.folder) return base::failure(Code::NotFound, "no folder is attached");
    return context.folder;
}

// "" and "/" both mean the folder itself.
std::string folderPath(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path == "/" || path == "." ? std::string() : std::string(path);
}

base::Result<ToolResult> listFiles(const Json& json, const ToolContext& context) {
    const Folder* folder = TRY(folderOf(context));
    const std::string path = folderPath(TRY(Arguments(json).optionalText("path")).value_or(""));
    const std::vector<Folder::Item> items = TRY(folder->list(path));
    const auto folders = static_cast<size_t>(
        std::count_if(items.begin(), items.end(), [](const auto& item) { return item.folder; }));
    const std::string head = counted(items.size() - folders, "file") + ", " + counted(folders, "folder");
    std::string text = head;
    for (const Folder::Item& item : items)
        text += item.folder ? fmt::format("\n{}/", validText(item.name))
                            : fmt::format("\n{} {}", validText(item.name), item.bytes);
    return goodResult(cutLines(text, context.limits.lines, context.limits.tokens), head);
}

// A file as a model sees it: valid UTF-8, one kind of newline, none at the end.
base::Result<std::string> textOfFile(const Folder& folder, const std::string& path) {
    std::string bytes = TRY(folder.read(path));
    if (!isText(bytes))
        return base::failure(Code::Unsupported, fmt::format("\"{}\" is not a text file", path));
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    std::string text = validText(bytes);
    for (size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at))
        text.erase(at, 1);
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

std::string_view fromLine(std::string_view text, int64_t line) {
    for (; line > 1 && !text.empty(); --line) {
        const size_t newline = text.find('\n');
        text = newline == std::string_view::npos ? std::string_view() : text.substr(newline + 1);
    }
    return text;
}

base::Result<ToolResult> readFile(const Json& json, const ToolContext& context) {
    const Folder* folder = TRY(folderOf(context));
    const Arguments arguments(json);
    const std::string path = TRY(arguments.text("path"));
    const int64_t line = TRY(arguments.optionalInteger("line")).value_or(1);
    const std::string text = TRY(textOfFile(*folder, path));
    const auto lines =
        text.empty() ? size_t{0} : static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    return goodResult(cutLines(fromLine(text, line), context.limits.lines, context.limits.tokens),
                      counted(lines, "line"));
}

struct Matches {
    std::string wanted;  // lower case
    size_t most = 0;
    size_t count = 0;
    std::string lines;
};

void searchText(const std::string& path, std::string_view text, Matches& matches) {
    for (size_t number = 1, at = 0; at <= text.size(); ++number) {
        const size_t newline = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, newline - at);
        at = newline + 1;
        if (lowerCase(line).find(matches.wanted) == std::string::npos) continue;
        if (matches.count++ < matches.most)
            matches.lines +=
                fmt::format("\n{}:{}: {}", path, number, firstCharacters(trimmed(line), MaxShownLine));
    }
}

base::Result<ToolResult> searchFiles(const Json& json, const ToolContext& context) {
    const Folder* folder = TRY(folderOf(context));
    const std::string query = TRY(Arguments(json).text("query"));
    if (trimmed(query).empty()) return base::failure(Code::Invalid, "the query is empty");
    const Folder::Walk walk = TRY(folder->walk("", {}, context.stop));
    Matches matches{.wanted = lowerCase(query), .most = context.limits.matches};
    size_t bytes = 0;
    bool complete = walk.complete;
    for (const std::string& path : walk.files) {
        if (context.stop.stop_requested()) return base::failure(Code::Cancelled, "stopped");
        const auto text = textOfFile(*folder, path);
        if (!text) continue;  // not a text, or not ours to read
        bytes += text->size();
        if (bytes > MaxSearchedBytes) {
            complete = false;
            break;
        }
        searchText(validText(path), *text, matches);
    }
    const std::string head = counted(matches.count, "match", "matches");
    std::string text = head + matches.lines;
    if (!complete) text += "\n[not everything was searched: the folder is too large]";
    return goodResult(std::move(text), head);
}

ToolResult resultOf(base::Result<ToolResult> result) {
    return result ? std::move(*result) : failedResult(result.error());
}

}  // namespace

ListFiles::ListFiles()
    : FileTool(toolSpec(
          "list_files", "Lists the files and folders in the attached folder, or in a folder inside it.",
          {{"path", "string", "A folder inside the attached folder; leave out for the top", false}})) {}

std::string ListFiles::detail(const Json& arguments) const {
    return Arguments(arguments).shown("path");
}

ToolResult ListFiles::run(const Json& arguments, const ToolContext& context) {
    return resultOf(listFiles(arguments, context));
}

ReadFile::ReadFile()
    : FileTool(toolSpec(
          "read_file",
          "Returns the text of a file in the attached folder. Only text files can be read: txt, md, csv, "
          "json, source code.",
          {{"path", "string", "The file, relative to the attached folder, such as docs/plan.md"},
           {"line", "integer", "The first line wanted, when an earlier result was cut", false}})) {}

std::string ReadFile::detail(const Json& arguments) const {
    return Arguments(arguments).shown("path");
}

ToolResult ReadFile::run(const Json& arguments, const ToolContext& context) {
    return resultOf(readFile(arguments, context));
}

SearchFiles::SearchFiles()
    : FileTool(toolSpec(
          "search_files",
          "Finds the lines that contain a text, in all text files of the attached folder; upper and lower "
          "case are the same. Hidden files are left out.",
          {{"query", "string", "The text to look for, word for word"}})) {}

std::string SearchFiles::detail(const Json& arguments) const {
    return Arguments(arguments).shown("query");
}

ToolResult SearchFiles::run(const Json& arguments, const ToolContext& context) {
    return resultOf(searchFiles(arguments, context));
}

}  // namespace agents
