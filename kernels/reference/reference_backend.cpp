#include "kernels/reference/reference_backend.h"

#include "kernels/ops/host_memory.h"
#include "kernels/reference/attention.h"
#include "kernels/reference/experts.h"
#include "kernels/reference/matmul.h"
#include "kernels/reference/rows.h"

namespace kernels {

base::Result<Buffer> ReferenceBackend::allocate(size_t bytes) {
    return allocateHost(bytes);
}
void ReferenceBackend::upload(const Tensor& to, std::span<const std::byte> from) {
    uploadHost(to, from);
}
void ReferenceBackend::download(std::span<std::byte> to, const Tensor& from) {
    downloadHost(to, from);
}

void ReferenceBackend::run(const Embed& op) {
    reference::embed(op);
}
void ReferenceBackend::run(const RmsNorm& op) {
    reference::rmsNorm(op);
}
void ReferenceBackend::run(const Matmul& op) {
    reference::matmul(op);
}
void ReferenceBackend::run(const HeadMatmul& op) {
    reference::headMatmul(op);
}
void ReferenceBackend::run(const Rope& op) {
    reference::rope(op);
}
void ReferenceBackend::run(const CacheWrite& op) {
    reference::cacheWrite(op);
}
void ReferenceBackend::run(const LatentAttention& op) {
    reference::latentAttention(op);
}
void ReferenceBackend::run(const GroupedAttention& op) {
    reference::groupedAttention(op);
}
void ReferenceBackend::run(const ExpertGate& op) {
    reference::expertGate(op);
}
void ReferenceBackend::run(const SortByExpert& op) {
    reference::sortByExpert(op);
}
void ReferenceBackend::run(const Gather& op) {
    reference::gather(op);
}
void ReferenceBackend::run(const GroupedMatmul& op) {
    reference::groupedMatmul(op);
}
void ReferenceBackend::run(const SwiGlu& op) {
    reference::swiGlu(op);
}
void ReferenceBackend::run(const Combine& op) {
    reference::combine(op);
}
void ReferenceBackend::run(const Add& op) {
    reference::add(op);
}

}  // namespace kernels
