#include "kernels/cpu/cpu_backend.h"

#include <fmt/core.h>

#include "kernels/cpu/attention.h"
#include "kernels/cpu/dot.h"
#include "kernels/cpu/experts.h"
#include "kernels/cpu/matmul.h"
#include "kernels/cpu/rows.h"
#include "kernels/ops/host_memory.h"

namespace kernels {

std::string CpuBackend::name() const {
    return fmt::format("cpu ({} {}, {})", pool_.threads(), pool_.threads() == 1 ? "thread" : "threads",
                       cpu::simdTarget());
}

base::Result<Buffer> CpuBackend::allocate(size_t bytes) {
    return allocateHost(bytes);
}
void CpuBackend::upload(const Tensor& to, std::span<const std::byte> from) {
    uploadHost(to, from);
}
void CpuBackend::download(std::span<std::byte> to, const Tensor& from) {
    downloadHost(to, from);
}

void CpuBackend::run(const Embed& op) {
    cpu::embed(pool_, op);
}
void CpuBackend::run(const RmsNorm& op) {
    cpu::rmsNorm(pool_, op);
}
void CpuBackend::run(const Matmul& op) {
    cpu::matmul(pool_, op);
}
void CpuBackend::run(const HeadMatmul& op) {
    cpu::headMatmul(pool_, op);
}
void CpuBackend::run(const Rope& op) {
    cpu::rope(pool_, op);
}
void CpuBackend::run(const CacheWrite& op) {
    cpu::cacheWrite(op);
}
void CpuBackend::run(const LatentAttention& op) {
    cpu::latentAttention(pool_, op);
}
void CpuBackend::run(const GroupedAttention& op) {
    cpu::groupedAttention(pool_, op);
}
void CpuBackend::run(const ExpertGate& op) {
    cpu::expertGate(pool_, op);
}
void CpuBackend::run(const SortByExpert& op) {
    cpu::sortByExpert(op);
}
void CpuBackend::run(const Gather& op) {
    cpu::gather(pool_, op);
}
void CpuBackend::run(const GroupedMatmul& op) {
    cpu::groupedMatmul(pool_, op);
}
void CpuBackend::run(const SwiGlu& op) {
    cpu::swiGlu(pool_, op);
}
void CpuBackend::run(const Combine& op) {
    cpu::combine(pool_, op);
}
void CpuBackend::run(const Add& op) {
    cpu::add(pool_, op);
}

}  // namespace kernels
