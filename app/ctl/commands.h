// inkctl's commands: one function and one file each. Each parses its own arguments (without the command's
// name), talks on stdout, complains on stderr, and returns the exit code: 0 done, 1 failed, 2 wrong usage.
#pragma once

#include <string>
#include <vector>

namespace ctl {

using Arguments = std::vector<std::string>;

int askCommand(Arguments arguments);
int benchCommand(Arguments arguments);
int chatCommand(Arguments arguments);
int detokenizeCommand(Arguments arguments);
int evalCommand(Arguments arguments);
int logitsCommand(Arguments arguments);
int modelsCommand(Arguments arguments);
int perplexityCommand(Arguments arguments);
int quantizeCommand(Arguments arguments);
int renderCommand(Arguments arguments);
int tokenizeCommand(Arguments arguments);

}  // namespace ctl
