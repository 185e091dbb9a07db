#include "agents/tools/write_note.h"

#include <fmt/core.h>

#include "agents/cut.h"
#include "agents/folder.h"
#include "agents/tools/arguments.h"

namespace agents {
namespace {

using base::Code;

struct Note {
    std::string path;
    std::string text;
};

base::Result<Note> noteIn(const Json& json, const ToolContext& context) {
    if (!context.folder) return base::failure(Code::NotFound, "no folder is attached");
    const Arguments arguments(json);
    Note note;
    note.path = TRY(arguments.optionalText("path")).value_or("note.txt");
    note.text = TRY(arguments.text("text"));
    if (note.path.empty()) note.path = "note.txt";
    return note;
}

// A new file ends with a newline; an existing one gets a line of its own at the end.
Preview previewOf(const Note& note, std::optional<std::string> present) {
    Preview preview{.verb = "Write 1 file", .object = note.path, .existing = present.has_value()};
    if (present) preview.before = std::move(*present);
    preview.after = preview.before;
    if (!preview.after.empty() && !preview.after.ends_with('\n')) preview.after += '\n';
    preview.after += note.text;
    if (!note.text.ends_with('\n')) preview.after += '\n';
    return preview;
}

base::Result<ToolResult> write(const Note& note, const Preview& preview, const Folder& folder) {
    const auto expected = preview.existing ? std::optional(preview.before) : std::nullopt;
    const Folder::Replaced replaced = TRY(folder.replace(note.path, preview.after, expected));
    if (replaced == Folder::Replaced::Changed) {
        ToolResult stale = failedResult({Code::Busy, fmt::format("\"{}\" changed meanwhile", note.path)});
        stale.stale = true;
        return stale;
    }
    const std::string size = counted(note.text.size(), "byte");
    const std::string words = preview.existing ? fmt::format("added {} to {}", size, note.path)
                                               : fmt::format("wrote {} to {}", size, note.path);
    return goodResult(words, words);
}

}  // namespace

WriteNote::WriteNote()
    : spec_(toolSpec(
          "write_note",
          "Writes text into a file of the attached folder: a new file, or a new line at the end of one that "
          "is "
          "there. The person is asked first.",
          {{"path", "string", "The file, relative to the attached folder; note.txt when left out", false},
           {"text", "string", "The text to write"}})) {}

std::string WriteNote::detail(const Json& arguments) const {
    const std::string path = Arguments(arguments).shown("path");
    return path.empty() ? "note.txt" : path;
}

base::Result<Preview> WriteNote::preview(const Json& arguments, const ToolContext& context) const {
    const Note note = TRY(noteIn(arguments, context));
    return previewOf(note, TRY(context.folder->present(note.path)));
}

ToolResult WriteNote::run(const Json& arguments, const ToolContext& context) {
    const auto note = noteIn(arguments, context);
    if (!note) return failedResult(note.error());
    auto now = preview(arguments, context);
    if (!now) return failedResult(now.error());
    if (context.approved && *now != *context.approved) {
        ToolResult stale = failedResult({Code::Busy, fmt::format("\"{}\" changed meanwhile", note->path)});
        stale.stale = true;
        return stale;
    }
    const auto written = write(*note, *now, *context.folder);
    return written ? *written : failedResult(written.error());
}

}  // namespace agents
