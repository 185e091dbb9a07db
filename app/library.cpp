#include "app/library.h"

#include <algorithm>

#include "app/installed.h"
#include "engine/base/machine.h"
#include "kernels/base/log.h"
#include "kernels/devices.h"

namespace app {
namespace {

using agents::LibraryModel;
using agents::LibraryProgress;
using engine::DownloadProgress;

LibraryModel::Fit fitOf(engine::Fit fit) {
    switch (fit) {
        case engine::Fit::Fits: return LibraryModel::Fit::Fits;
        case engine::Fit::Slow: return LibraryModel::Fit::Slow;
        case engine::Fit::WontFit: break;
    }
    return LibraryModel::Fit::WontFit;
}

LibraryProgress::Kind kindOf(DownloadProgress::State state) {
    switch (state) {
        case DownloadProgress::State::Listing: return LibraryProgress::Kind::Listing;
        case DownloadProgress::State::Waiting: return LibraryProgress::Kind::Waiting;
        case DownloadProgress::State::Checking: return LibraryProgress::Kind::Checking;
        case DownloadProgress::State::Unpacking: return LibraryProgress::Kind::Unpacking;
        case DownloadProgress::State::Fetching:
        case DownloadProgress::State::Done: break;
    }
    return LibraryProgress::Kind::Fetching;
}

double measuredBandwidth() {
    return kernels::measureMemoryBandwidth(
        std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
}

}  // namespace

Library::Library(std::filesystem::path models, Reach reach)
    : models_(std::move(models)), reach_(reach), thread_([this] { run(); }) {}

Library::~Library() {
    letters_.send(Quit{});
    thread_.join();
}

void Library::run() {
    for (bool open = true; open;) {
        for (Letter& letter : letters_.drain(engine::Wait::Yes)) {
            if (std::holds_alternative<Quit>(letter)) open = false;
            if (const auto* finished = std::get_if<Finished>(&letter)) settle(*finished);
            if (const auto* command = std::get_if<agents::LibraryCommand>(&letter))
                std::visit([this](const auto& one) { obey(one); }, *command);
        }
    }
    getter_ = {};  // asks it to stop, and waits
}

LibraryModel Library::lineFor(const engine::CatalogueModel& model) const {
    LibraryModel line{.name = model.name,
                      .title = model.title,
                      .about = model.about,
                      .aboutChinese = model.aboutChinese,
                      .licence = model.licence,
                      .languages = model.languages,
                      .parameters = model.parameters,
                      .activeParameters = model.activeParameters,
                      .downloadBytes = model.downloadBytes,
                      .memoryBytes = model.memoryBytes};
    const engine::Outlook outlook =
        engine::outlookFor(model, engine::machineMemory(), std::max(bandwidth_, 0.0));
    line.fit = bandwidth_ < 0 && outlook.fit != engine::Fit::WontFit ? LibraryModel::Fit::Checking
                                                                     : fitOf(outlook.fit);
    line.tokensPerSecond = outlook.tokensPerSecond;
    line.folder = (models_ / model.name).string();
    for (const InstalledModel& one : installedModels(models_)) {
        if (one.name != model.name) continue;
        line.state = one.unfinished ? LibraryModel::State::Unfinished : LibraryModel::State::Here;
        if (one.unfinished) line.done = one.unfinished->done;
    }
    if (std::find(waiting_.begin(), waiting_.end(), model.name) != waiting_.end())
        line.state = LibraryModel::State::Waiting;
    if (getting_ == model.name) line.state = LibraryModel::State::Getting;
    return line;
}

// The list is there at once; how fast the memory is takes a moment to find out, the first time.
void Library::obey(const agents::ListLibrary&) {
    const auto known = catalogue();
    if (!known) {
        base::log::error("app", "{}", known.error().message);
        feed_.append(agents::LibraryEnded{.error = known.error()});
        return;
    }
    const auto say = [&] {
        agents::LibraryListed listed{.machineBytes = engine::machineMemory()};
        for (const engine::CatalogueModel& model : *known) listed.models.push_back(lineFor(model));
        feed_.append(std::move(listed));
    };
    say();
    if (bandwidth_ >= 0) return;
    bandwidth_ = measuredBandwidth();
    say();
}

void Library::obey(const agents::GetModel& command) {
    if (command.name == getting_ ||
        std::find(waiting_.begin(), waiting_.end(), command.name) != waiting_.end())
        return;
    waiting_.push_back(command.name);
    startNext();
    obey(agents::ListLibrary{});
}

void Library::obey(const agents::StopGetting& command) {
    if (command.name == getting_) {
        getter_.request_stop();  // its end is told by its own letter
        return;
    }
    if (std::erase(waiting_, command.name) == 0) return;
    feed_.append(agents::LibraryEnded{.name = command.name, .error = {base::Code::Cancelled, "stopped"}});
    obey(agents::ListLibrary{});
}

void Library::startNext() {
    if (!getting_.empty() || waiting_.empty()) return;
    getting_ = std::move(waiting_.front());
    waiting_.pop_front();
    getter_ = std::jthread([this, name = getting_](const std::stop_token& stop) {
        letters_.send(Finished{name, fetched(name, stop)});
    });
}

base::Result<> Library::fetched(const std::string& name, const std::stop_token& stop) {
    const Order order = TRY(orderOf(name, {}));
    const engine::Network network = TRY(networkFor(order.order.kind, {}));
    if (reach_ == Reach::Mirrors && network.mirror.empty())
        return base::failure(base::Code::Invalid,
                             "this window is driven by a program, so nothing is fetched from the internet: "
                             "name a mirror in settings.toml");
    const auto told = [&](const DownloadProgress& now) {
        feed_.append(LibraryProgress{name, kindOf(now.state), now.done, now.total, now.words});
    };
    return engine::fetchModel(network, order.order, models_ / order.name, told, stop);
}

void Library::settle(const Finished& finished) {
    getting_.clear();
    agents::LibraryEnded ended{
        .name = finished.name, .folder = (models_ / finished.name).string(), .error = {}};
    if (!finished.result) ended.error = finished.result.error();
    if (!finished.result && ended.error.code != base::Code::Cancelled)
        base::log::warn("app", "{}: {}", finished.name, ended.error.message);
    feed_.append(std::move(ended));
    startNext();
    obey(agents::ListLibrary{});
}

}  // namespace app
