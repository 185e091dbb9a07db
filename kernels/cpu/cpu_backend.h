// The CPU as a device: the pool's threads and the widest SIMD this machine has. Results do not depend on the
// number of threads, nor a row's on what else is in the batch. One thread at a time calls it.
#pragma once

#include "kernels/cpu/pool.h"
#include "kernels/ops/backend.h"

namespace kernels {

class CpuBackend : public Backend {
public:
    explicit CpuBackend(int threads) : pool_(threads) {}

    std::string name() const override;  // "cpu (4 threads, AVX3)"
    base::Result<Buffer> allocate(size_t bytes) override;
    void upload(const Tensor& to, std::span<const std::byte> from) override;
    void download(std::span<std::byte> to, const Tensor& from) override;
    base::Result<> sync() override { return {}; }  // operations are done when they return

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

private:
    cpu::Pool pool_;
};

}  // namespace kernels
