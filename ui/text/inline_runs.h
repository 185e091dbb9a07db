// Emphasis, code spans and links inside one block of Markdown. Any thread.
#pragma once

#include <QStringView>

#include "ui/text/formatted_text.h"

namespace ui {

// **bold** __bold__ *italic* _italic_ `code` ~~strike~~ [text](address) ![text](address) and \escapes. What
// is not closed stays as it was written. A link becomes "text (address)": nothing is fetched, nothing hidden.
FormattedText inlineRuns(QStringView source);

}  // namespace ui
