// inkctl models get, and the list of what can be had and what is here. One thread.
#pragma once

#include "app/ctl/commands.h"

namespace ctl {

int modelsGet(Arguments arguments);  // without "get"

// The catalogue with what it would do on this machine, one model after another.
int listCatalogue(bool json);

}  // namespace ctl
