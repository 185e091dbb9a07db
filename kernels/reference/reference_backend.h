// The truth: plain loops, double sums, no SIMD, no threads. Slow on purpose; every faster backend is tested
// against it. One thread at a time.
#pragma once

#include "kernels/ops/backend.h"

namespace kernels {

class ReferenceBackend : public Backend {
public:
    std::string name() const override { return "reference"; }
    base::Result<Buffer> allocate(size_t bytes) override;
    void upload(const Tensor& to, std::span<const std::byte> from) override;
    void download(std::span<std::byte> to, const Tensor& from) override;
    base::Result<> sync() override { return {}; }

protected:
    void run(const Embed& op) override;
    void run(const RmsNorm& op) override;
    void run(const Matmul& op) override;
    void run(const HeadMatmul& op) override;
    void run(const Rope& op) override;
    void run(const CacheWrite& op) override;
    void run(const LatentAttention& op) override;
    void run(const GroupedAttention& op) override;
    void run(const ExpertGate& op) override;
    void run(const SortByExpert& op) override;
    void run(const Gather& op) override;
    void run(const GroupedMatmul& op) override;
    void run(const SwiGlu& op) override;
    void run(const Combine& op) override;
    void run(const Add& op) override;
};

}  // namespace kernels
