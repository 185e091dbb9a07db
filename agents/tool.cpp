#include "agents/tool.h"

namespace agents {

base::Result<Preview> Tool::preview(const Json&, const ToolContext&) const {
    return base::failure(base::Code::Internal, "this tool changes nothing and has nothing to show");
}

}  // namespace agents
