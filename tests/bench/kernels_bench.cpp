// How fast the CPU backend is: matrix-vector products against the memory's bandwidth, matrix products and
// attention in GFLOP/s, small operations in microseconds. Usage: kernels_bench [threads]
#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

#include "kernels/devices.h"
#include "kernels/quant/formats.h"

namespace {

using kernels::Backend;
using kernels::Tensor;
using kernels::Type;

// The best of several runs, in seconds.
double seconds(const std::function<void()>& work, int runs) {
    double best = 1e9;
    for (int i = 0; i < runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        best =
            std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

// Memory of the backend filled with numbers around 1 of a type (subnormal ones would measure something else).
kernels::Buffer filled(Backend& on, Type type, int64_t count) {
    auto buffer = std::move(*on.allocate(static_cast<size_t>(bytesOf(type, count))));
    if (isBlocked(type)) std::memset(buffer.data(), 0x2B, buffer.bytes());  // scales of about a twentieth
    uint32_t state = 1;
    for (int64_t i = 0; i < count; ++i) {
        state = state * 1664525U + 1013904223U;
        const float value = static_cast<float>(state >> 8U) * 0x1p-23F - 1.0F;
        switch (type) {
            case Type::F32: buffer.tensor(type, {count}).at<float>()[i] = value; break;
            case Type::F16: buffer.tensor(type, {count}).at<uint16_t>()[i] = kernels::encodeF16(value); break;
            case Type::BF16:
                buffer.tensor(type, {count}).at<uint16_t>()[i] = kernels::encodeBf16(value);
                break;
            case Type::F8E4M3:
                buffer.tensor(type, {count}).at<uint8_t>()[i] = kernels::encodeE4m3(value);
                break;
            default: break;
        }
    }
    return buffer;
}

struct Product {
    kernels::Buffer weight, scales, x, out;
    kernels::Matmul op;

    Product(Backend& on, Type type, int64_t rows, int64_t inner, int64_t columns) {
        weight = filled(on, type, inner * columns);
        scales = filled(on, Type::F32, (inner / 128 + 1) * (columns / 128 + 1));
        x = filled(on, Type::F32, rows * inner);
        out = filled(on, Type::F32, rows * columns);
        op = {x.tensor(Type::F32, {rows, inner}), weight.tensor(type, {columns, inner}),
              out.tensor(Type::F32, {rows, columns})};
        if (type == Type::F8E4M3) op.weight.scales = reinterpret_cast<const float*>(scales.data());
    }
};

void vectorProducts(Backend& on, double bandwidth) {
    for (const Type type :
         {Type::F8E4M3, Type::BF16, Type::F16, Type::F32, Type::Q8_0, Type::Q4_0, Type::Q4_1, Type::Q4_K,
          Type::Q5_K, Type::Q6_K, Type::Q5_0, Type::Q2_K, Type::MXFP4}) {
        const int64_t columns = 117'440'512 / bytesOf(type, 7168);
        for (const int64_t rows : {1, 2, 4, 8}) {
            const Product product(on, type, rows, 7168, columns);
            const double time = seconds([&] { on.matmul(product.op); }, 5);
            const double rate = static_cast<double>(bytesOf(type, columns * 7168)) / time;
            fmt::print("{:7} {} row(s) x [{}, 7168]: {:6.2f} GB/s, {:3.0f} % of the memory's\n", nameOf(type),
                       rows, columns, rate / 1e9, 100 * rate / bandwidth);
        }
    }
}

void matrixProducts(Backend& on) {
    for (const Type type : {Type::F8E4M3, Type::BF16, Type::F32}) {
        for (const int64_t rows : {16, 64, 256}) {
            const Product product(on, type, rows, 7168, 2048);
            const double time = seconds([&] { on.matmul(product.op); }, 3);
            fmt::print("{:4} {:3} rows x [2048, 7168]: {:6.1f} GFLOP/s\n", nameOf(type), rows,
                       2e-9 * static_cast<double>(rows * 7168 * 2048) / time);
        }
    }
}

void smallOperations(Backend& on) {
    constexpr int Times = 1000;
    const auto print = [](const std::string& what, double time) {
        fmt::print("{}: {:.2f} us\n", what, 1e6 * time / Times);
    };
    for (const int64_t columns : {192, 384, 576, 4096}) {
        const Product product(on, Type::F8E4M3, 1, 192, columns);
        const auto many = [&] {
            for (int i = 0; i < Times; ++i) on.matmul(product.op);
        };
        print(fmt::format("FP8 1 row x [{}, 192]", columns), seconds(many, 5));
    }
    const Product norm(on, Type::F32, 1, 192, 1);
    const auto out = filled(on, Type::F32, 192);
    const kernels::RmsNorm op{norm.op.x, norm.op.weight.as({192}), out.tensor(Type::F32, {1, 192})};
    const auto many = [&] {
        for (int i = 0; i < Times; ++i) on.rmsNorm(op);
    };
    print("RMSNorm of 192", seconds(many, 5));
}

void attention(Backend& on, int64_t heads, int64_t latent, int64_t rope, int64_t rows, int32_t length) {
    const int64_t width = latent + rope;
    const int64_t blocks = length / 64 + 1;
    const auto q = filled(on, Type::F32, rows * heads * width);
    const auto out = filled(on, Type::F32, rows * heads * latent);
    const auto cache = filled(on, Type::BF16, blocks * 64 * width);
    std::vector<int32_t> table(static_cast<size_t>(blocks));
    for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<int32_t>(i);
    const std::vector<int32_t> start = {0, static_cast<int32_t>(rows)};
    const kernels::LatentAttention op{q.tensor(Type::F32, {rows, heads, width}),
                                      cache.tensor(Type::BF16, {blocks, 64, width}),
                                      Tensor::of(table.data(), Type::I32, {1, blocks}),
                                      Tensor::of(start.data(), Type::I32, {2}),
                                      Tensor::of(&length, Type::I32, {1}),
                                      out.tensor(Type::F32, {rows, heads, latent}),
                                      0.1F};
    const double time = seconds([&] { on.latentAttention(op); }, 5);
    const double pairs = static_cast<double>(rows) * (length - static_cast<double>(rows - 1) / 2);
    fmt::print("attention, {} heads, {} + {}, {} row(s) over {}: {:.0f} us, {:.1f} GFLOP/s\n", heads, latent,
               rope, rows, length, 1e6 * time,
               2e-9 * pairs * static_cast<double>(heads * (width + latent)) / time);
}

}  // namespace

int main(int argc, char** argv) {
    int threads = 0;
    if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), threads);
    auto made = kernels::makeBackend("cpu", threads);
    if (!made) {
        fmt::print(stderr, "{}\n", made.error().message);
        return 1;
    }
    Backend& on = **made;
    const double bandwidth = kernels::measureMemoryBandwidth(threads);
    fmt::print("{}; memory {:.2f} GB/s\n", on.name(), bandwidth / 1e9);
    smallOperations(on);
    vectorProducts(on, bandwidth);
    matrixProducts(on);
    attention(on, 4, 64, 16, 1, 500);
    attention(on, 4, 64, 16, 256, 256);
    attention(on, 128, 512, 64, 1, 4096);
    attention(on, 128, 512, 64, 64, 512);
    return 0;
}
