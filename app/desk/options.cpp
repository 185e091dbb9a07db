#include "app/desk/options.h"

#include <string_view>
#include <vector>

namespace desk {
namespace {

base::Result<std::string> language(const std::string& name) {
    if (name == "C" || name == "en" || name.starts_with("en_")) return "en";
    if (name == "zh" || name == "zh_CN") return "zh";
    return base::failure(base::Code::Invalid, "--lang " + name + ": choose C, en or zh_CN");
}

base::Result<std::string> theme(const std::string& name) {
    if (name == "light" || name == "dark" || name == "system") return name;
    return base::failure(base::Code::Invalid, "--theme " + name + ": choose light, dark or system");
}

}  // namespace

const char* usage() {
    return "inkstone: the chat window\n"
           "  --model FOLDER             another model than the bundled starter\n"
           "  --theme light|dark|system  for this start\n"
           "  --lang C|en|zh_CN          for this start\n"
           "  --clock 2026-11-23T14:05   what the tool \"clock\" says, always, local time being UTC\n"
           "  --automation-profile DIR   own data folder, nothing moves, 1280x800 at 0,0: for "
           "programs that drive the window;\n"
           "                             models come from mirrors that settings.toml names, or not at all\n"
           "  --help, --version\n";
}

base::Result<Options> parse(int count, char** words) {
    const std::vector<std::string> all(words + 1, words + count);
    Options options;
    for (size_t i = 0; i < all.size(); ++i) {
        const std::string& word = all[i];
        if (word == "--help" || word == "-h") {
            options.help = true;
        } else if (word == "--version") {
            options.version = true;
        } else if (word == "--automation-profile" || word == "--lang" || word == "--theme" ||
                   word == "--model" || word == "--clock") {
            if (i + 1 == all.size())
                return base::failure(base::Code::Invalid, word + " needs a value; see --help");
            const std::string& value = all[++i];
            if (word == "--automation-profile")
                options.automation = true, options.profile = std::filesystem::absolute(value);
            if (word == "--clock") options.clock = TRY(agents::fixedTime(value));
            if (word == "--lang") options.language = TRY(language(value));
            if (word == "--theme") options.theme = TRY(theme(value));
            if (word == "--model") options.model = std::filesystem::absolute(value);
        } else {
            return base::failure(base::Code::Invalid, "unknown option " + word + "; see --help");
        }
    }
    if (options.automation && options.theme.empty()) options.theme = "light";
    if (options.automation && options.language.empty()) options.language = "en";
    return options;
}

}  // namespace desk
