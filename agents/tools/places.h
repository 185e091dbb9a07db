// Where people say they are, as a time zone: cities and countries in English and Chinese, and every zone of
// the tz database by its last part. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "kernels/base/result.h"

namespace agents {

// "Tokyo" is "Asia/Tokyo". NotFound: `unknown place "Foo"`.
base::Result<std::string> zoneOfPlace(std::string_view place);

}  // namespace agents
