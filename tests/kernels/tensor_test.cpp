// Views, buffers, and what the checked entries refuse.
#include "kernels/ops/tensor.h"

#include <numeric>

#include "kernels/ops/host_memory.h"
#include "tests/kernels/cases.h"

namespace kernels::test {
namespace {

TEST(Tensor, ViewsOfRowsAndColumnsShareTheData) {
    std::vector<float> values(24);
    std::iota(values.begin(), values.end(), 0.0F);
    const Tensor all = view(values, {4, 6});
    const Tensor part = all.rows(1, 2).columns(2, 3);
    EXPECT_EQ(part.dim(0), 2);
    EXPECT_EQ(part.dim(1), 3);
    EXPECT_FALSE(part.contiguous());
    EXPECT_EQ(part.row<float>(1)[0], 14.0F);
    EXPECT_TRUE(all.rows(1, 2).contiguous());
    EXPECT_TRUE(all.columns(2, 3).rows(0, 0).contiguous());
}

TEST(Tensor, AsSplitsRowsWithGapsButNotAcrossThem) {
    std::vector<float> values(40);
    const Tensor gaps = view(values, {4, 10}).columns(0, 6);
    const Tensor heads = gaps.as({4, 2, 3});
    EXPECT_EQ(heads.stride[0], 10);
    EXPECT_EQ(heads.stride[1], 3);
    EXPECT_EQ(view(values, {4, 10}).as({2, 20}).stride[0], 20);
    EXPECT_DEATH(gaps.as({24}), "gaps");
    EXPECT_DEATH(gaps.as({4, 5}), "number of elements");
}

TEST(Tensor, ScaledFp8IsCutAtBlocksOnly) {
    std::vector<uint8_t> codes(300 * 200);
    std::vector<float> scales(6);
    Tensor weight = Tensor::of(codes.data(), Type::F8E4M3, {300, 200});
    weight.scales = scales.data();
    EXPECT_EQ(weight.rows(256, 44).scales, scales.data() + 4);
    EXPECT_DEATH(weight.rows(100, 50), "multiples of 128");
    EXPECT_DEATH(weight.columns(0, 128), "scaled FP8");
}

TEST(Buffer, IsAlignedZeroedAndGuardsItsEnd) {
    for (const size_t bytes : {size_t{1}, size_t{100}, size_t{3} << 20U}) {
        auto buffer = allocateHost(bytes);
        ASSERT_TRUE(buffer);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer->data()) % 64, 0U);
        EXPECT_EQ(buffer->bytes(), bytes);
        for (size_t i = 0; i < bytes; i += 97) ASSERT_EQ(buffer->data()[i], std::byte{0});
    }
    auto buffer = allocateHost(64);
    EXPECT_EQ(buffer->tensor(Type::F32, {2, 4}, 32).at<float>(),
              reinterpret_cast<float*>(buffer->data() + 32));
    EXPECT_DEATH(buffer->tensor(Type::F32, {2, 4}, 36), "over the end");
}

TEST(Buffer, TooMuchMemoryIsAnErrorThatSaysHowMuch) {
    auto buffer = allocateHost(size_t{1} << 60U);
    ASSERT_FALSE(buffer);
    EXPECT_EQ(buffer.error().code, base::Code::OutOfMemory);
    EXPECT_NE(buffer.error().message.find("MiB"), std::string::npos);
}

TEST(HostMemory, UploadAndDownloadRespectGaps) {
    std::vector<float> values(12, -1.0F);
    const Tensor gaps = view(values, {3, 4}).columns(1, 2);
    const std::vector<float> from = {1, 2, 3, 4, 5, 6};
    uploadHost(gaps, std::as_bytes(std::span(from)));
    EXPECT_EQ(values, (std::vector<float>{-1, 1, 2, -1, -1, 3, 4, -1, -1, 5, 6, -1}));
    std::vector<float> back(6);
    downloadHost(std::as_writable_bytes(std::span(back)), gaps);
    EXPECT_EQ(back, from);
}

TEST(CheckedEntries, NameTheOperationTheFieldAndTheShapes) {
    auto backend = reference();
    std::vector<float> a(12);
    std::vector<float> b(12);
    std::vector<float> c(12);
    std::vector<int32_t> ids(4);
    EXPECT_DEATH(backend->matmul({view(a, {2, 6}), view(b, {2, 5}), view(c, {2, 2})}),
                 "Matmul.*weight: shape \\[2, 5\\] where \\[2, 6\\]");
    EXPECT_DEATH(backend->matmul({view(a, {2, 6}), view(b, {2, 6}), view(a, {2, 2})}),
                 "Matmul.*x: overlaps out");
    EXPECT_DEATH(backend->embed({view(a, {3, 4}), view(b, {3}), view(c, {3, 4})}), "Embed.*ids: must be I32");
    EXPECT_DEATH(backend->rope({view(a, {2, 2, 3}), view(ids, {2}), view(b, {1})}), "Rope.*even");
    Tensor fp8 = Tensor::of(b.data(), Type::F8E4M3, {2, 6});
    EXPECT_DEATH(backend->matmul({view(a, {2, 6}), fp8, view(c, {2, 2})}), "without its block scales");
    ExpertGate gate{view(a, {1, 12}), {}, view(ids, {1, 4}), view(c, {1, 4})};
    gate.groups = 4;
    EXPECT_DEATH(backend->expertGate(gate), "ExpertGate.*more chosen");
    EXPECT_DEATH(backend->embed({view(a, {3, 4}), Tensor::of(static_cast<void*>(nullptr), Type::I32, {3}),
                                 view(c, {3, 4})}),
                 "no memory");
}

TEST(CheckedEntries, IndicesOutsideAreRefusedOnBothBackends) {
    std::vector<float> a(12);
    std::vector<float> b(12);
    std::vector<int32_t> bad = {0, 7};
    for (const char* name : {"reference", "cpu"}) {
        auto backend = std::move(*makeBackend(name, 1));
        EXPECT_DEATH(backend->embed({view(a, {3, 4}), view(bad, {2}), view(b, {2, 4})}),
                     "outside the vocabulary");
        EXPECT_DEATH(backend->gather({view(a, {3, 4}), view(bad, {2}), view(b, {2, 4})}), "index outside");
    }
}

TEST(Devices, AreMadeByNameOrRefusedInWords) {
    EXPECT_EQ((*makeBackend("reference"))->name(), "reference");
    EXPECT_EQ((*makeBackend("cpu", 2))->name().substr(0, 16), "cpu (2 threads, ");
    EXPECT_EQ((*makeBackend("cpu", 1))->name().substr(0, 15), "cpu (1 thread, ");
    auto none = makeBackend("abacus");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, base::Code::Invalid);
    EXPECT_NE(none.error().message.find("\"abacus\""), std::string::npos);
    EXPECT_FALSE(makeBackend("cpu", -1));
}

TEST(Devices, BandwidthIsThatOfAMemory) {
    const double bytesPerSecond = measureMemoryBandwidth(1);
    EXPECT_GT(bytesPerSecond, 1e8);
    EXPECT_LT(bytesPerSecond, 1e13);
}

}  // namespace
}  // namespace kernels::test
