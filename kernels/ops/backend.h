// A device that can hold tensors and work on them. One thread (the engine's) calls it. Operations are queued
// in order; nothing waits but sync(), which is also the one place where a device error surfaces.
//
// Wrong shapes or types are our own bug: the checked entries abort with the operation's name.
#pragma once

#include <memory>
#include <string>

#include "kernels/base/result.h"
#include "kernels/ops/buffer.h"
#include "kernels/ops/ops.h"

namespace kernels {

class Backend {
public:
    virtual ~Backend() = default;

    virtual std::string name() const = 0;  // "reference", "cpu (4 threads, AVX3)"
    // 64-byte aligned, zeroed. Fails with OutOfMemory, naming the size.
    virtual base::Result<Buffer> allocate(size_t bytes) = 0;
    virtual void upload(const Tensor& to, std::span<const std::byte> from) = 0;
    virtual void download(std::span<std::byte> to, const Tensor& from) = 0;
    virtual base::Result<> sync() = 0;

    void embed(const Embed& op);
    void rmsNorm(const RmsNorm& op);
    void matmul(const Matmul& op);
    void headMatmul(const HeadMatmul& op);
    void rope(const Rope& op);
    void cacheWrite(const CacheWrite& op);
    void latentAttention(const LatentAttention& op);
    void groupedAttention(const GroupedAttention& op);
    void expertGate(const ExpertGate& op);
    void sortByExpert(const SortByExpert& op);
    void gather(const Gather& op);
    void groupedMatmul(const GroupedMatmul& op);
    void swiGlu(const SwiGlu& op);
    void combine(const Combine& op);
    void add(const Add& op);

protected:
    virtual void run(const Embed& op) = 0;
    virtual void run(const RmsNorm& op) = 0;
    virtual void run(const Matmul& op) = 0;
    virtual void run(const HeadMatmul& op) = 0;
    virtual void run(const Rope& op) = 0;
    virtual void run(const CacheWrite& op) = 0;
    virtual void run(const LatentAttention& op) = 0;
    virtual void run(const GroupedAttention& op) = 0;
    virtual void run(const ExpertGate& op) = 0;
    virtual void run(const SortByExpert& op) = 0;
    virtual void run(const Gather& op) = 0;
    virtual void run(const GroupedMatmul& op) = 0;
    virtual void run(const SwiGlu& op) = 0;
    virtual void run(const Combine& op) = 0;
    virtual void run(const Add& op) = 0;
};

}  // namespace kernels
