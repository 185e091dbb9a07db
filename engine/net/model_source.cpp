#include "engine/net/model_source.h"

#include <fmt/core.h>

#include <fstream>
#include <iterator>

#include "engine/base/json.h"
#include "engine/net/chosen_files.h"
#include "engine/net/hub_listing.h"
#include "engine/net/pieces.h"
#include "engine/net/python_package.h"
#include "kernels/base/log.h"

namespace engine {
namespace {

namespace fs = std::filesystem;

fs::path noteIn(const fs::path& folder) {
    return folder / "unfinished.json";
}

base::Result<> writeText(const fs::path& file, const Json& json) {
    std::ofstream out(file, std::ios::binary);
    out << json.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    out.close();
    if (out) return {};
    return base::failure(base::Code::Io,
                         fmt::format("{} cannot be written. Check the folder, or choose another with "
                                     "--to.",
                                     file.string()));
}

base::Result<> markUnfinished(const fs::path& folder, const ModelOrder& order, int64_t bytes) {
    std::error_code error;
    fs::create_directories(folder, error);
    return writeText(noteIn(folder), {{"order", writtenOrder(order)}, {"bytes", bytes}});
}

// The title for people, where the model has no word of ours yet.
void finish(const fs::path& folder, const ModelOrder& order) {
    std::error_code error;
    const fs::path ours = folder / "inkstone.json";
    if (!order.title.empty() && !fs::exists(ours, error)) {
        if (const auto written = writeText(ours, {{"title", order.title}}); !written)
            base::log::warn("engine", "{}", written.error().message);
    }
    fs::remove(noteIn(folder), error);
}

int64_t bytesOf(const std::vector<RemoteFile>& files) {
    int64_t sum = 0;
    for (const RemoteFile& file : files) sum += std::max<int64_t>(file.size, 0);
    return sum;
}

bool holdsGguf(const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".gguf") return true;
    return false;
}

base::Result<> fetchPackage(const Network& network, const ModelOrder& order, const fs::path& folder,
                            const DownloadTold& told, const std::stop_token& stop) {
    if (holdsGguf(folder) && !unfinishedIn(folder)) return {};  // it was compared with its sum when it came
    TRY(markUnfinished(folder, order, order.bytes));
    const auto name = fetchPythonPackage(network, order.id, order.bytes, folder, told, stop);
    if (!name && name.error().code == base::Code::Cancelled)
        return base::failure(base::Code::Cancelled, "stopped; pip begins anew next time");
    if (!name) return tl::unexpected(name.error());
    finish(folder, order);
    return {};
}

base::Result<> fetchFiles(const Network& network, const ModelOrder& order, const fs::path& folder,
                          const DownloadTold& told, const std::stop_token& stop) {
    told({.state = DownloadProgress::State::Listing});
    const auto files = TRY(chooseFiles(TRY(listFiles(network, order, stop)), order));
    TRY(markUnfinished(folder, order, bytesOf(files)));
    TRY(download(network, files, folder, told, stop));
    finish(folder, order);
    return {};
}

}  // namespace

base::Result<> fetchModel(const Network& network, const ModelOrder& order, const fs::path& folder,
                          const DownloadTold& told, const std::stop_token& stop) {
    if (order.kind == SourceKind::Python) return fetchPackage(network, order, folder, told, stop);
    auto fetched = fetchFiles(network, order, folder, told, stop);
    if (!fetched && fetched.error().code == base::Code::Cancelled)
        return base::failure(base::Code::Cancelled,
                             "stopped; what is there is kept, and the same command goes on with it");
    return fetched;
}

std::optional<Unfinished> unfinishedIn(const fs::path& folder) {
    std::ifstream in(noteIn(folder), std::ios::binary);
    if (!in) return {};
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    Unfinished unfinished;
    if (const auto json = parseJson(text); json && json->is_object()) {
        if (const auto order = json->find("order"); order != json->end() && order->is_string())
            unfinished.order = order->get<std::string>();
        if (const auto bytes = json->find("bytes"); bytes != json->end() && bytes->is_number_integer())
            unfinished.bytes = bytes->get<int64_t>();
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".part.json")) {
            if (const auto pieces = Pieces::load(entry.path())) unfinished.done += pieces->done();
        } else if (!name.ends_with(".part") && !name.ends_with(".json.new") && name != "unfinished.json" &&
                   entry.is_regular_file(error)) {
            unfinished.done += static_cast<int64_t>(entry.file_size(error));
        }
    }
    return unfinished;
}

}  // namespace engine
