// The checked entries. Each looks at its tensors once, so that no backend has to: rank, type, agreeing
// dimensions, memory present, and (where both lie without gaps) that the result does not overwrite an input.
#include "kernels/ops/backend.h"

#include <fmt/core.h>

#include "kernels/base/check.h"

namespace kernels {
namespace {

// One per call: knows the operation's name and says what was wrong with which field.
class Checker {
public:
    explicit Checker(const char* operation) : operation_(operation) {}

    void that(bool holds, const char* field, const char* what) const {
        if (holds) [[likely]]
            return;
        base::checkFailed(fmt::format("{}: {}", field, what), operation_);
    }
    void shape(const Tensor& tensor, std::initializer_list<int64_t> expected, const char* field) const {
        bool same = tensor.rank == static_cast<int>(expected.size());
        int i = 0;
        for (const int64_t size : expected) {
            if (!same) break;
            same = tensor.dim(i++) == size;
        }
        if (same) [[likely]] {
            layout(tensor, field);
            return;
        }
        base::checkFailed(
            fmt::format("{}: shape {} where {} was expected", field, words(tensor), list(expected)),
            operation_);
    }
    void activations(const Tensor& tensor, std::initializer_list<int64_t> expected, const char* field) const {
        that(tensor.type == Type::F32, field, "must be F32");
        shape(tensor, expected, field);
    }
    void integers(const Tensor& tensor, std::initializer_list<int64_t> expected, const char* field) const {
        that(tensor.type == Type::I32, field, "must be I32");
        shape(tensor, expected, field);
    }
    void weights(const Tensor& tensor, std::initializer_list<int64_t> expected, const char* field) const {
        that(tensor.type != Type::I32, field, "must be F32, F16, BF16, F8E4M3 or of a block type");
        that(tensor.type != Type::F8E4M3 || tensor.scales != nullptr || tensor.elements() == 0, field,
             "F8E4M3 without its block scales");
        shape(tensor, expected, field);
        if (isBlocked(tensor.type)) wholeBlocks(tensor, field);
    }
    void apart(const Tensor& out, const Tensor& input, const char* field) const {
        if (out.elements() == 0 || input.elements() == 0 || !out.contiguous() || !input.contiguous()) return;
        that(end(out) <= input.data || end(input) <= out.data, field, "overlaps out");
    }
    void rank(const Tensor& tensor, int expected, const char* field) const {
        if (tensor.rank == expected) [[likely]]
            return;
        base::checkFailed(
            fmt::format("{}: shape {} where rank {} was expected", field, words(tensor), expected),
            operation_);
    }

private:
    void layout(const Tensor& tensor, const char* field) const {
        if (tensor.elements() == 0) return;
        that(tensor.data != nullptr, field, "has no memory");
        const auto last = static_cast<size_t>(tensor.rank - 1);
        that(tensor.shape[last] == 1 || tensor.stride[last] == 1, field, "innermost dimension has gaps");
    }
    void wholeBlocks(const Tensor& tensor, const char* field) const {
        const int64_t block = blockOf(tensor.type).elements;
        that(tensor.dim(tensor.rank - 1) % block == 0, field, "a row is not a whole number of blocks");
        for (int i = 0; i < tensor.rank - 1; ++i)
            that(tensor.stride[static_cast<size_t>(i)] % block == 0, field, "a stride cuts a block");
    }
    static const std::byte* end(const Tensor& tensor) { return tensor.data + tensor.bytes(); }
    static std::string words(const Tensor& tensor) {
        std::string text;
        for (int i = 0; i < tensor.rank; ++i) text += fmt::format("{}{}", i > 0 ? ", " : "", tensor.dim(i));
        return "[" + text + "]";
    }
    static std::string list(std::initializer_list<int64_t> shape) {
        std::string text;
        for (const int64_t size : shape) text += fmt::format("{}{}", text.empty() ? "" : ", ", size);
        return "[" + text + "]";
    }

    const char* operation_;
};

// What both kinds of attention ask of their queries, their cache and the tables that lead into it.
template <class Attention>
void checkPages(const Checker& check, const Attention& op) {
    check.rank(op.q, 3, "q");
    check.rank(op.cache, 3, "cache");
    check.rank(op.out, 3, "out");
    check.rank(op.blockTable, 2, "blockTable");
    const int64_t sequences = op.blockTable.dim(0);
    check.activations(op.q, {op.q.dim(0), op.q.dim(1), op.q.dim(2)}, "q");
    check.that(op.cache.type == Type::F32 || op.cache.type == Type::BF16, "cache", "must be F32 or BF16");
    check.integers(op.blockTable, {sequences, op.blockTable.dim(1)}, "blockTable");
    check.integers(op.queryStart, {sequences + 1}, "queryStart");
    check.integers(op.length, {sequences}, "length");
    check.activations(op.out, {op.q.dim(0), op.q.dim(1), op.out.dim(2)}, "out");
    check.apart(op.out, op.q, "q");
    check.apart(op.out, op.cache, "cache");
}

}  // namespace

void Backend::embed(const Embed& op) {
    const Checker check("Embed");
    check.rank(op.table, 2, "table");
    check.rank(op.ids, 1, "ids");
    check.weights(op.table, {op.table.dim(0), op.table.dim(1)}, "table");
    check.integers(op.ids, {op.ids.dim(0)}, "ids");
    check.activations(op.out, {op.ids.dim(0), op.table.dim(1)}, "out");
    check.apart(op.out, op.table, "table");
    if (op.out.elements() > 0) run(op);
}

void Backend::rmsNorm(const RmsNorm& op) {
    const Checker check("RmsNorm");
    check.rank(op.x, 2, "x");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1)}, "x");
    check.weights(op.weight, {op.x.dim(1)}, "weight");
    check.that(!isBlocked(op.weight.type), "weight", "must not be of a block type");
    check.activations(op.out, {op.x.dim(0), op.x.dim(1)}, "out");
    check.apart(op.out, op.weight, "weight");
    if (op.out.elements() > 0) run(op);
}

void Backend::matmul(const Matmul& op) {
    const Checker check("Matmul");
    check.rank(op.x, 2, "x");
    check.rank(op.weight, 2, "weight");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1)}, "x");
    check.weights(op.weight, {op.weight.dim(0), op.x.dim(1)}, "weight");
    check.activations(op.out, {op.x.dim(0), op.weight.dim(0)}, "out");
    check.apart(op.out, op.x, "x");
    check.apart(op.out, op.weight, "weight");
    if (op.out.elements() > 0) run(op);
}

void Backend::headMatmul(const HeadMatmul& op) {
    const Checker check("HeadMatmul");
    check.rank(op.x, 3, "x");
    check.rank(op.weight, 3, "weight");
    const int64_t columns = op.weight.dim(op.transposed ? 2 : 1);
    const int64_t inner = op.x.dim(2);
    check.that(op.weight.type != Type::F8E4M3, "weight", "must be F32, F16, BF16 or of a block type");
    check.that(!op.transposed || !isBlocked(op.weight.type), "weight",
               "must not be of a block type when transposed");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1), inner}, "x");
    check.weights(op.weight, {op.x.dim(1), op.transposed ? inner : columns, op.transposed ? columns : inner},
                  "weight");
    check.activations(op.out, {op.x.dim(0), op.x.dim(1), columns}, "out");
    check.apart(op.out, op.x, "x");
    check.apart(op.out, op.weight, "weight");
    if (op.out.elements() > 0) run(op);
}

void Backend::rope(const Rope& op) {
    const Checker check("Rope");
    check.rank(op.x, 3, "x");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1), op.x.dim(2)}, "x");
    check.that(op.x.dim(2) % 2 == 0, "x", "rotates pairs: the innermost dimension must be even");
    check.integers(op.positions, {op.x.dim(0)}, "positions");
    check.activations(op.inverseFrequency, {op.x.dim(2) / 2}, "inverseFrequency");
    if (op.x.elements() > 0) run(op);
}

void Backend::cacheWrite(const CacheWrite& op) {
    const Checker check("CacheWrite");
    check.rank(op.first, 2, "first");
    check.rank(op.second, 2, "second");
    check.rank(op.cache, 3, "cache");
    check.activations(op.first, {op.first.dim(0), op.first.dim(1)}, "first");
    check.activations(op.second, {op.first.dim(0), op.second.dim(1)}, "second");
    check.integers(op.slots, {op.first.dim(0)}, "slots");
    check.that(op.cache.type == Type::F32 || op.cache.type == Type::BF16, "cache", "must be F32 or BF16");
    check.shape(op.cache, {op.cache.dim(0), op.cache.dim(1), op.first.dim(1) + op.second.dim(1)}, "cache");
    check.apart(op.cache, op.first, "first");
    check.apart(op.cache, op.second, "second");
    if (op.slots.elements() > 0) run(op);
}

void Backend::latentAttention(const LatentAttention& op) {
    const Checker check("LatentAttention");
    checkPages(check, op);
    check.shape(op.cache, {op.cache.dim(0), op.cache.dim(1), op.q.dim(2)}, "cache");
    check.that(op.out.dim(2) <= op.cache.dim(2), "out", "latent is wider than a cached row");
    if (op.out.elements() > 0) run(op);
}

void Backend::groupedAttention(const GroupedAttention& op) {
    const Checker check("GroupedAttention");
    checkPages(check, op);
    check.that(op.keyHeads >= 1 && op.q.dim(1) % op.keyHeads == 0, "keyHeads", "must divide the heads");
    check.shape(op.cache, {op.cache.dim(0), op.cache.dim(1), 2 * op.keyHeads * op.q.dim(2)}, "cache");
    check.shape(op.out, {op.q.dim(0), op.q.dim(1), op.q.dim(2)}, "out");
    if (op.out.elements() > 0) run(op);
}

void Backend::expertGate(const ExpertGate& op) {
    const Checker check("ExpertGate");
    check.rank(op.logits, 2, "logits");
    check.rank(op.expert, 2, "expert");
    const int64_t tokens = op.logits.dim(0);
    const int64_t experts = op.logits.dim(1);
    const int64_t chosen = op.expert.dim(1);
    check.activations(op.logits, {tokens, experts}, "logits");
    if (!op.bias.empty()) check.activations(op.bias, {experts}, "bias");
    check.integers(op.expert, {tokens, chosen}, "expert");
    check.activations(op.weight, {tokens, chosen}, "weight");
    check.that(op.groups >= 1 && experts % op.groups == 0, "groups", "must divide the experts");
    check.that(op.keptGroups >= 1 && op.keptGroups <= op.groups, "keptGroups", "must be 1 to groups");
    check.that(chosen <= experts / op.groups * op.keptGroups, "expert",
               "more chosen than the kept groups hold");
    check.apart(op.weight, op.logits, "logits");
    if (op.expert.elements() > 0) run(op);
}

void Backend::sortByExpert(const SortByExpert& op) {
    const Checker check("SortByExpert");
    check.rank(op.expert, 2, "expert");
    check.rank(op.rowStart, 1, "rowStart");
    const int64_t tokens = op.expert.dim(0);
    const int64_t chosen = op.expert.dim(1);
    check.integers(op.expert, {tokens, chosen}, "expert");
    check.integers(op.rowStart, {op.rowStart.dim(0)}, "rowStart");
    check.that(op.rowStart.dim(0) >= 2, "rowStart", "needs experts + 1 places");
    check.integers(op.rowToken, {tokens * chosen}, "rowToken");
    check.integers(op.position, {tokens, chosen}, "position");
    run(op);  // with no tokens, too: rowStart must become all zeros
}

void Backend::gather(const Gather& op) {
    const Checker check("Gather");
    check.rank(op.x, 2, "x");
    check.rank(op.index, 1, "index");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1)}, "x");
    check.integers(op.index, {op.index.dim(0)}, "index");
    check.activations(op.out, {op.index.dim(0), op.x.dim(1)}, "out");
    check.apart(op.out, op.x, "x");
    if (op.out.elements() > 0) run(op);
}

void Backend::groupedMatmul(const GroupedMatmul& op) {
    const Checker check("GroupedMatmul");
    check.rank(op.x, 2, "x");
    check.rank(op.out, 2, "out");
    check.that(!op.weights.empty(), "weights", "no experts");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1)}, "x");
    check.activations(op.out, {op.x.dim(0), op.out.dim(1)}, "out");
    check.integers(op.rowStart, {static_cast<int64_t>(op.weights.size()) + 1}, "rowStart");
    for (const Tensor& weight : op.weights) check.weights(weight, {op.out.dim(1), op.x.dim(1)}, "weights");
    check.apart(op.out, op.x, "x");
    if (op.out.elements() > 0) run(op);
}

void Backend::swiGlu(const SwiGlu& op) {
    const Checker check("SwiGlu");
    check.rank(op.gate, 2, "gate");
    check.activations(op.gate, {op.gate.dim(0), op.gate.dim(1)}, "gate");
    check.activations(op.up, {op.gate.dim(0), op.gate.dim(1)}, "up");
    check.activations(op.out, {op.gate.dim(0), op.gate.dim(1)}, "out");
    check.apart(op.out, op.up, "up");
    if (op.out.elements() > 0) run(op);
}

void Backend::combine(const Combine& op) {
    const Checker check("Combine");
    check.rank(op.x, 2, "x");
    check.rank(op.position, 2, "position");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1)}, "x");
    check.integers(op.position, {op.position.dim(0), op.position.dim(1)}, "position");
    check.activations(op.weight, {op.position.dim(0), op.position.dim(1)}, "weight");
    check.activations(op.out, {op.position.dim(0), op.x.dim(1)}, "out");
    check.apart(op.out, op.x, "x");
    if (op.out.elements() > 0) run(op);
}

void Backend::add(const Add& op) {
    const Checker check("Add");
    check.rank(op.x, 2, "x");
    check.activations(op.x, {op.x.dim(0), op.x.dim(1)}, "x");
    check.activations(op.y, {op.x.dim(0), op.x.dim(1)}, "y");
    check.activations(op.out, {op.x.dim(0), op.x.dim(1)}, "out");
    if (op.out.elements() > 0) run(op);
}

}  // namespace kernels
