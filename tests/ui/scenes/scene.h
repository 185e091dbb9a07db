// What a scripted workspace says so that one state of the window can be looked at.
#pragma once

#include <string>
#include <vector>

#include "tests/support/scripted_workspace.h"

namespace tests {

std::vector<std::string> sceneNames();
// Empty text when there is no such scene.
bool play(const std::string& scene, ScriptedWorkspace& workspace, bool chinese);

}  // namespace tests
