#include "engine/net/pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

#include "engine/base/json.h"

namespace engine {
namespace {

constexpr int64_t MaxPieces = 100000;
constexpr int64_t MaxNoteBytes = int64_t{64} << 20U;

std::optional<int64_t> whole(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return {};
    return found->get<int64_t>();
}

std::string words(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

bool FileIdentity::sameAs(const FileIdentity& other) const {
    if (size != other.size) return false;
    if (digest.kind != Digest::Kind::None && digest.kind == other.digest.kind) return digest == other.digest;
    return etag == other.etag;
}

Pieces::Pieces(FileIdentity identity, int64_t pieceBytes) : identity_(std::move(identity)) {
    const int64_t step = std::max({pieceBytes, identity_.size / MaxPieces + 1, int64_t{1}});
    for (int64_t first = 0; first < identity_.size; first += step)
        pieces_.push_back({first, std::min(first + step, identity_.size)});
}

std::optional<Pieces> Pieces::load(const std::filesystem::path& note) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(note, error) ||
        std::filesystem::file_size(note, error) > static_cast<uintmax_t>(MaxNoteBytes) || error)
        return {};
    std::ifstream file(note, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto json = parseJson(text);
    if (!json || !json->is_object() || !json->contains("pieces")) return {};
    const auto size = whole(*json, "size");
    if (!size || *size < 0) return {};
    Pieces result({*size, words(*json, "etag"), digestFrom(words(*json, "digest"))}, *size);
    result.pieces_.clear();
    int64_t at = 0;  // the pieces lie end to end
    for (const Json& one : (*json)["pieces"]) {
        if (!one.is_array() || one.size() != 2 || !one[0].is_number_integer() || !one[1].is_number_integer())
            return {};
        const Piece piece{at, one[0].get<int64_t>(), one[1].get<int64_t>()};
        if (piece.end <= piece.first || piece.end > *size || piece.done < 0 || piece.missing() < 0) return {};
        result.pieces_.push_back(piece);
        at = piece.end;
    }
    if (at != *size) return {};
    return result;
}

base::Result<> Pieces::save(const std::filesystem::path& note) const {
    Json json{{"size", identity_.size}, {"etag", identity_.etag}, {"digest", identity_.digest.hex}};
    json["pieces"] = Json::array();
    for (const Piece& piece : pieces_) json["pieces"].push_back({piece.end, piece.done});
    const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    const std::filesystem::path fresh = note.string() + ".new";
    std::FILE* file = std::fopen(fresh.c_str(), "wbe");
    const bool written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const bool closed = file && std::fclose(file) == 0;
    if (!written || !closed || std::rename(fresh.c_str(), note.c_str()) != 0) {
        const base::Code code = errno == ENOSPC ? base::Code::DiskFull : base::Code::Io;
        return base::failure(code, fmt::format("{}: {}", note.string(), std::strerror(errno)));
    }
    return {};
}

int64_t Pieces::done() const {
    int64_t sum = 0;
    for (const Piece& piece : pieces_) sum += piece.done;
    return sum;
}

int64_t Pieces::reach() const {
    int64_t farthest = 0;
    for (const Piece& piece : pieces_)
        if (piece.done > 0) farthest = std::max(farthest, piece.first + piece.done);
    return farthest;
}

std::optional<size_t> Pieces::take() {
    for (size_t i = 0; i < pieces_.size(); ++i) {
        if (pieces_[i].taken || pieces_[i].missing() == 0) continue;
        pieces_[i].taken = true;
        return i;
    }
    return {};
}

}  // namespace engine
