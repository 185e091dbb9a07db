// Colours for code: keywords, strings, numbers, comments of common languages. It guesses, it never changes a
// character. Any thread.
#pragma once

#include <QString>

#include "ui/text/formatted_text.h"

namespace ui {

FormattedText highlighted(const QString& language, const QString& code);

}  // namespace ui
