// What one step computes: rows of several sequences, one after the other, each row one token. A sequence
// brings one row (decode) or several (a piece of its prompt). A value.
#pragma once

#include <cstdint>
#include <vector>

namespace engine {

struct Batch {
    std::vector<int32_t> tokens;               // [rows]
    std::vector<int32_t> positions;            // [rows]  place in its sequence
    std::vector<int32_t> slots;                // [rows]  block * BlockTokens + place in the block
    std::vector<int32_t> queryStart{0};        // [sequences + 1]
    std::vector<int32_t> lengths;              // [sequences]  cached tokens after this step
    std::vector<std::vector<int32_t>> blocks;  // [sequences]  the blocks that hold them
    std::vector<int32_t> logitRows;            // rows whose next token is wanted, ascending

    int rows() const { return static_cast<int>(tokens.size()); }
    int sequences() const { return static_cast<int>(lengths.size()); }
    bool empty() const { return tokens.empty(); }

    // Appends rows for `tokens`, whose first stands at `position` of a sequence held in `blocks`. Wanting
    // logits means those of the last row, or of every row.
    enum class Want { Nothing, Last, All };
    template <class Tokens, class Blocks>
    void append(const Tokens& more, int position, const Blocks& held, int blockTokens, Want want);
};

template <class Tokens, class Blocks>
void Batch::append(const Tokens& more, int position, const Blocks& held, int blockTokens, Want want) {
    for (const int token : more) {
        if (want == Want::All) logitRows.push_back(rows());
        tokens.push_back(token);
        positions.push_back(position);
        const auto block = static_cast<size_t>(position / blockTokens);
        slots.push_back(held[block] * blockTokens + position % blockTokens);
        ++position;
    }
    if (want == Want::Last) logitRows.push_back(rows() - 1);
    queryStart.push_back(rows());
    lengths.push_back(position);
    blocks.emplace_back(held.begin(), held.begin() + (position + blockTokens - 1) / blockTokens);
}

}  // namespace engine
