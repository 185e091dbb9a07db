// How far a file is, piece by piece, kept beside it as NAME.part.json so that a killed download goes on where
// it was. What the note says is on disk, is on disk. One thread at a time: the owner guards it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/net/digest.h"
#include "kernels/base/result.h"

namespace engine {

struct Piece {
    int64_t first = 0, end = 0;  // of the file; the end is not part of it
    int64_t done = 0;            // bytes from `first` that are there
    bool taken = false;          // by a running connection; not kept on disk

    int64_t missing() const { return end - first - done; }
};

// Which file this is about: when it is another one, what is there is worth nothing.
struct FileIdentity {
    int64_t size = 0;
    std::string etag;  // as the server gave it; empty: none
    Digest digest;     // as the source gave it

    // By the digest where both have one, else by the tag, else by the size alone.
    bool sameAs(const FileIdentity& other) const;
};

class Pieces {
public:
    Pieces(FileIdentity identity, int64_t pieceBytes);
    // Empty when there is no note, or none that makes sense: then the file is begun anew.
    static std::optional<Pieces> load(const std::filesystem::path& note);
    // All or nothing, by renaming. Io and DiskFull name the file.
    base::Result<> save(const std::filesystem::path& note) const;

    const FileIdentity& identity() const { return identity_; }
    // The tag of now, for the same file: the one to hold the server to.
    void setTag(std::string etag) { identity_.etag = std::move(etag); }
    int64_t done() const;
    int64_t reach() const;  // where the last byte that is there ends
    bool complete() const { return done() == identity_.size; }
    size_t count() const { return pieces_.size(); }
    Piece& at(size_t index) { return pieces_[index]; }
    // The first piece that nobody works at; marks it.
    std::optional<size_t> take();

private:
    FileIdentity identity_;
    std::vector<Piece> pieces_;
};

}  // namespace engine
