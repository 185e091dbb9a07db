#include "engine/cache/paged_cache.h"

#include "kernels/base/check.h"

namespace engine {
namespace {

size_t layerBytes(int blocks, int width) {
    return static_cast<size_t>(blocks) * BlockPool::BlockTokens * static_cast<size_t>(width) * sizeof(float);
}

}  // namespace

base::Result<std::unique_ptr<PagedCache>> PagedCache::open(kernels::Backend& backend, int layers, int blocks,
                                                           int width) {
    std::unique_ptr<PagedCache> cache(new PagedCache);
    cache->layers_ = layers;
    cache->blocks_ = blocks;
    cache->width_ = width;
    auto memory = backend.allocate(static_cast<size_t>(layers) * layerBytes(blocks, width));
    if (!memory) return tl::unexpected(std::move(memory).error().within("room for the cache"));
    cache->memory_ = std::move(*memory);
    return cache;
}

kernels::Tensor PagedCache::layer(int index) const {
    CHECK(index >= 0 && index < layers_, "a layer of another model");
    return memory_.tensor(kernels::Type::F32, {blocks_, BlockPool::BlockTokens, width_},
                          static_cast<size_t>(index) * layerBytes(blocks_, width_));
}

}  // namespace engine
