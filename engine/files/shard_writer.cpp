#include "engine/files/shard_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>

#include "engine/files/block_tensors.h"
#include "engine/files/safetensors_writer.h"
#include "kernels/quant/blocks.h"
#include "kernels/quant/decode.h"
#include "kernels/quant/encode.h"

namespace engine {
namespace {

using kernels::Type;

constexpr int64_t SlabNumbers = int64_t{1} << 22;   // worked on at a time
constexpr int64_t PieceColumns = int64_t{1} << 16;  // of one row, whole blocks; a thread's own
constexpr int64_t WorthAThread = int64_t{1} << 16;  // numbers

// body(first, last, part) for `parts` parts of [0, count).
template <class Body>
void inParallel(int64_t count, int parts, Body&& body) {
    std::vector<std::jthread> threads;
    for (int part = 1; part < parts; ++part)
        threads.emplace_back([&, part] { body(count * part / parts, count * (part + 1) / parts, part); });
    body(0, count / parts, 0);
}

struct Fault {
    int64_t place = -1;  // in the tensor; -1: none
    bool tooLarge = false;
};

// Makes blocks (or F32) of a matrix, piece by piece. Pieces are numbered along the rows and lie end to end.
class MatrixPieces {
public:
    explicit MatrixPieces(const TensorPlan& plan)
        : plan_(plan),
          rows_(plan.from->shape[0]),
          columns_(plan.from->shape[1]),
          perRow_((columns_ + PieceColumns - 1) / PieceColumns),
          matrix_(kernels::Tensor::of(static_cast<const void*>(plan.from->data.data()), plan.from->type,
                                      {rows_, columns_})) {
        if (plan.scales) matrix_.scales = reinterpret_cast<const float*>(plan.scales->data.data());
    }

    int64_t count() const { return rows_ * perRow_; }
    int64_t perSlab() const { return std::max<int64_t>(1, SlabNumbers / std::min(columns_, PieceColumns)); }
    // Of the tensor's numbers, those before the piece.
    int64_t numbersBefore(int64_t piece) const {
        return piece / perRow_ * columns_ + piece % perRow_ * PieceColumns;
    }

    // Pieces [first, last) to the beginning of `to`; says where a number cannot be stored.
    Fault encode(int64_t first, int64_t last, std::byte* to) const {
        std::vector<float> values(static_cast<size_t>(std::min(columns_, PieceColumns)));
        for (int64_t piece = first; piece < last; ++piece) {
            const int64_t column = piece % perRow_ * PieceColumns;
            const auto part =
                std::span(values).first(static_cast<size_t>(std::min(PieceColumns, columns_ - column)));
            kernels::decodeRow(matrix_, piece / perRow_, column, part);
            const auto bytes = kernels::bytesOf(plan_.type, static_cast<int64_t>(part.size()));
            if (const Fault fault = store(part, {to, static_cast<size_t>(bytes)}); fault.place >= 0)
                return {numbersBefore(piece) + fault.place, fault.tooLarge};
            to += bytes;
        }
        return {};
    }

private:
    Fault store(std::span<const float> values, std::span<std::byte> to) const {
        const auto odd =
            std::find_if_not(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
        if (odd != values.end()) return {odd - values.begin(), false};
        if (plan_.type == Type::F32) {
            std::memcpy(to.data(), values.data(), to.size());
            return {};
        }
        kernels::encodeBlocks(plan_.type, values, to);
        const kernels::BlockOf block = kernels::blockOf(plan_.type);
        const int64_t blocks = static_cast<int64_t>(values.size()) / block.elements;
        const int64_t place = kernels::firstNonFiniteBlock(plan_.type, to.data(), blocks);
        return {place < 0 ? -1 : place * block.elements, true};
    }

    const TensorPlan& plan_;
    int64_t rows_, columns_, perRow_;
    kernels::Tensor matrix_;
};

class ShardWriting {
public:
    ShardWriting(const ShardOrder& order, const std::function<void(int64_t)>& read,
                 const std::stop_token& stop)
        : order_(order), read_(read), stop_(stop) {}

    base::Result<> run() {
        BlockNotes notes;
        std::vector<TensorToWrite> tensors;
        for (const TensorPlan& plan : order_.tensors) {
            tensors.push_back(toWrite(plan));
            if (kernels::isBlocked(plan.type))
                notes.emplace(plan.from->name,
                              BlockNote{plan.type, plan.from->shape[0], plan.from->shape[1]});
        }
        auto metadata = writtenBlockNotes(notes);
        metadata.insert(order_.metadata.begin(), order_.metadata.end());
        writer_ = TRY(SafetensorsWriter::open(order_.path, tensors, metadata));
        for (const TensorPlan& plan : order_.tensors) TRY(plan.same() ? copy(plan) : encode(plan));
        TRY(goOn());
        return writer_->finish();
    }

private:
    static TensorToWrite toWrite(const TensorPlan& plan) {
        TensorToWrite one{plan.from->name, kernels::nameOf(plan.type), plan.from->shape, plan.bytes()};
        if (!kernels::isBlocked(plan.type)) return one;
        one.type = "U8";
        one.shape[1] = kernels::bytesOf(plan.type, one.shape[1]);
        return one;
    }

    base::Result<> goOn() const {
        if (stop_.stop_requested())
            return base::failure(base::Code::Cancelled,
                                 "stopped; what is finished is kept, and the same command goes on with it");
        if (order_.shard.unchanged()) return {};
        return base::failure(
            base::Code::Busy,
            fmt::format("{}: changed while it was read: wait until nobody writes to it, then "
                        "begin anew",
                        order_.shard.path().string()));
    }

    base::Result<> copy(const TensorPlan& plan) {
        auto data = plan.from->data;
        while (!data.empty()) {
            TRY(goOn());
            const auto part = data.first(std::min(data.size(), static_cast<size_t>(SlabNumbers)));
            TRY(writer_->append(part));
            passed(part);
            data = data.subspan(part.size());
        }
        return {};
    }

    base::Result<> encode(const TensorPlan& plan) {
        if (plan.from->elements() == 0) return {};
        const MatrixPieces pieces(plan);
        for (int64_t first = 0; first < pieces.count();) {
            TRY(goOn());
            const int64_t last = std::min(first + pieces.perSlab(), pieces.count());
            const int64_t from = pieces.numbersBefore(first);
            const int64_t numbers = pieces.numbersBefore(last) - from;
            slab_.resize(static_cast<size_t>(kernels::bytesOf(plan.type, numbers)));
            TRY(encodeSlab(pieces, first, last, plan));
            TRY(writer_->append(slab_));
            passed(plan.from->data.subspan(static_cast<size_t>(kernels::bytesOf(plan.from->type, from)),
                                           static_cast<size_t>(kernels::bytesOf(plan.from->type, numbers))));
            first = last;
        }
        return {};
    }

    base::Result<> encodeSlab(const MatrixPieces& pieces, int64_t first, int64_t last,
                              const TensorPlan& plan) {
        const int64_t before = pieces.numbersBefore(first);
        const int64_t worth = (pieces.numbersBefore(last) - before) / WorthAThread + 1;
        const auto parts = static_cast<int>(std::min<int64_t>({worth, order_.threads, last - first}));
        std::vector<Fault> faults(static_cast<size_t>(parts));
        inParallel(last - first, parts, [&](int64_t from, int64_t to, int part) {
            const int64_t place = pieces.numbersBefore(first + from) - before;
            faults[static_cast<size_t>(part)] =
                pieces.encode(first + from, first + to, slab_.data() + kernels::bytesOf(plan.type, place));
        });
        for (const Fault& fault : faults)
            if (fault.place >= 0) return faulty(plan, fault);
        return {};
    }

    tl::unexpected<base::Error> faulty(const TensorPlan& plan, const Fault& fault) const {
        const std::string what = fault.tooLarge
                                     ? fmt::format("is too large for {}", kernels::nameOf(plan.type))
                                     : std::string("is not finite (NaN or infinite)");
        return base::failure(base::Code::BadModel,
                             fmt::format("{}: tensor \"{}\": number {} {}; the file is damaged or was made "
                                         "wrongly: get it again from its source",
                                         order_.shard.path().string(), plan.from->name, fault.place, what));
    }

    void passed(std::span<const std::byte> data) {
        order_.shard.letGo(data);
        read_(static_cast<int64_t>(data.size()));
    }

    const ShardOrder& order_;
    const std::function<void(int64_t)>& read_;
    const std::stop_token& stop_;
    std::unique_ptr<SafetensorsWriter> writer_;
    std::vector<std::byte> slab_;
};

}  // namespace

base::Result<> writeShard(const ShardOrder& order, const std::function<void(int64_t)>& read,
                          const std::stop_token& stop) {
    return ShardWriting(order, read, stop).run();
}

}  // namespace engine
