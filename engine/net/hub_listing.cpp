#include "engine/net/hub_listing.h"

#include <fmt/core.h>

#include "engine/base/json.h"
#include "engine/net/chosen_files.h"
#include "engine/net/http_client.h"
#include "engine/net/http_words.h"

namespace engine {
namespace {

constexpr size_t MaxListBytes = size_t{64} << 20U;
constexpr size_t MaxFiles = 20000;
constexpr int MaxPages = 100;

std::string textIn(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int64_t sizeIn(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? std::max<int64_t>(found->get<int64_t>(), -1)
                                                               : -1;
}

// The mirror, or the source itself; without a slash at its end.
std::string baseOf(const Network& network, const char* own) {
    std::string base = network.mirror.empty() ? own : network.mirror;
    while (base.ends_with('/')) base.pop_back();
    return base;
}

base::Result<> unreadable(const std::string& url, const std::string& why) {
    return base::failure(
        base::Code::Corrupt,
        fmt::format("{}: the list of files cannot be read: {}. Check the address of the mirror.",
                    shownUrl(url), why));
}

struct Page {
    Json json;
    std::string next;  // address of the page behind it
};

// Link: <https://...>; rel="next"
std::string nextPage(const HttpReply& reply) {
    const std::string link = reply.header("link");
    const size_t open = link.find('<'), close = link.find('>');
    if (open == std::string::npos || close == std::string::npos || close < open ||
        link.find("rel=\"next\"", close) == std::string::npos)
        return {};
    return joinUrl(reply.url, link.substr(open + 1, close - open - 1));
}

base::Result<Page> fetchPage(const Network& network, const std::string& url, const std::stop_token& stop) {
    auto [text, reply] = TRY(fetchText(network, {.url = url, .token = network.token}, MaxListBytes, stop));
    auto json = parseJson(text);
    if (!json) return tl::unexpected(unreadable(url, json.error().message).error());
    return Page{std::move(*json), nextPage(reply)};
}

// [{"type": "file", "path": "...", "size": 1, "oid": git sum, "lfs": {"oid": SHA-256, "size": 1}}, ...]
base::Result<> addHuggingFace(const Json& page, const std::string& url, const std::string& resolve,
                              std::vector<RemoteFile>& files) {
    if (!page.is_array()) return unreadable(url, "it is no array");
    for (const Json& one : page) {
        if (!one.is_object()) return unreadable(url, "an entry is no object");
        if (textIn(one, "type") != "file") continue;
        RemoteFile file{textIn(one, "path"), {}, sizeIn(one, "size"), digestFrom(textIn(one, "oid"))};
        if (const auto large = one.find("lfs"); large != one.end() && large->is_object()) {
            file.digest = digestFrom(textIn(*large, "oid"));
            if (const int64_t size = sizeIn(*large, "size"); size >= 0) file.size = size;
        }
        file.url = resolve + escapedPath(file.name);
        files.push_back(std::move(file));
        if (files.size() > MaxFiles) return unreadable(url, fmt::format("more than {} files", MaxFiles));
    }
    return {};
}

base::Result<std::vector<RemoteFile>> listHuggingFace(const Network& network, const ModelOrder& order,
                                                      const std::stop_token& stop) {
    const std::string base = baseOf(network, "https://huggingface.co");
    const std::string revision = order.revision.empty() ? "main" : order.revision;
    const std::string resolve = fmt::format("{}/{}/resolve/{}/", base, order.id, revision);
    std::string url = fmt::format("{}/api/models/{}/tree/{}?recursive=true", base, order.id, revision);
    std::vector<RemoteFile> files;
    for (int count = 0; !url.empty(); ++count) {
        if (count == MaxPages) TRY(unreadable(url, "it has no end"));
        if (originOf(url) != originOf(base)) TRY(unreadable(url, "it goes on at another host"));
        const Page page = TRY(fetchPage(network, url, stop));
        TRY(addHuggingFace(page.json, url, resolve, files));
        url = page.next;
    }
    return files;
}

// {"Code": 200, "Data": {"Files": [{"Type": "blob", "Path": "...", "Size": 1, "Sha256": "..."}, ...]}}
base::Result<std::vector<RemoteFile>> listModelScope(const Network& network, const ModelOrder& order,
                                                     const std::stop_token& stop) {
    const std::string base = baseOf(network, "https://www.modelscope.cn");
    const std::string revision = order.revision.empty() ? "master" : order.revision;
    const std::string url =
        fmt::format("{}/api/v1/models/{}/repo/files?Revision={}&Recursive=true", base, order.id, revision);
    const Page page = TRY(fetchPage(network, url, stop));
    if (!page.json.is_object() || !page.json.contains("Data") || !page.json["Data"].is_object() ||
        !page.json["Data"].contains("Files") || !page.json["Data"]["Files"].is_array())
        TRY(unreadable(url, "there are no files in it"));
    std::vector<RemoteFile> files;
    for (const Json& one : page.json["Data"]["Files"]) {
        if (!one.is_object()) TRY(unreadable(url, "an entry is no object"));
        if (textIn(one, "Type") == "tree") continue;
        RemoteFile file{textIn(one, "Path"), {}, sizeIn(one, "Size"), digestFrom(textIn(one, "Sha256"))};
        if (file.digest.kind != Digest::Kind::Sha256) file.digest = {};
        file.url =
            fmt::format("{}/models/{}/resolve/{}/{}", base, order.id, revision, escapedPath(file.name));
        files.push_back(std::move(file));
        if (files.size() > MaxFiles) TRY(unreadable(url, fmt::format("more than {} files", MaxFiles)));
    }
    return files;
}

// One GGUF: the address names it, and the other parts of a split one.
std::vector<RemoteFile> filesAt(const std::string& url) {
    const size_t mark = url.find('#');
    const std::string address = url.substr(0, mark);
    const std::string fragment = mark == std::string::npos ? "" : url.substr(mark + 1);
    const std::string path = shownUrl(address);
    const std::string name = path.substr(path.find_last_of('/') + 1);
    const auto split = splitNameOf(name);
    if (!split) {
        const bool sum = fragment.starts_with("sha256=");
        return {{name, address, -1, sum ? digestFrom(fragment.substr(7)) : Digest{}}};
    }
    std::vector<RemoteFile> files;
    for (int part = 1; part <= split->parts; ++part) {
        const std::string one = fmt::format("{}-{:05}-of-{:05}.gguf", split->stem, part, split->parts);
        files.push_back({one, joinUrl(address, one)});
    }
    return files;
}

// {"files": [{"name": "...", "size": 1, "sha256": "..."}, ...]}; the names stand beside the list.
base::Result<std::vector<RemoteFile>> listAddress(const Network& network, const ModelOrder& order,
                                                  const std::stop_token& stop) {
    if (shownUrl(order.id).ends_with(".gguf")) return filesAt(order.id);
    const std::string base = order.id + (order.id.ends_with('/') ? "" : "/");
    const std::string url = joinUrl(base, "index.json");
    const Page page = TRY(fetchPage(network, url, stop));
    if (!page.json.is_object() || !page.json.contains("files") || !page.json["files"].is_array())
        TRY(unreadable(url, "there are no \"files\" in it"));
    std::vector<RemoteFile> files;
    for (const Json& one : page.json["files"]) {
        const std::string name = one.is_object() ? textIn(one, "name") : std::string();
        if (!isPlainFileName(name)) TRY(unreadable(url, "an entry has no plain name"));
        files.push_back(
            {name, joinUrl(base, escapedPath(name)), sizeIn(one, "size"), digestFrom(textIn(one, "sha256"))});
        if (files.size() > MaxFiles) TRY(unreadable(url, fmt::format("more than {} files", MaxFiles)));
    }
    return files;
}

}  // namespace

base::Result<std::vector<RemoteFile>> listFiles(const Network& network, const ModelOrder& order,
                                                const std::stop_token& stop) {
    switch (order.kind) {
        case SourceKind::HuggingFace: return listHuggingFace(network, order, stop);
        case SourceKind::ModelScope: return listModelScope(network, order, stop);
        case SourceKind::Address: return listAddress(network, order, stop);
        case SourceKind::Python: break;
    }
    return base::failure(base::Code::Internal, "a Python package has no list of files");
}

}  // namespace engine
