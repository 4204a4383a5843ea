#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts calls of the global operator new while a test runs. Include it in one source file of a test program only:
/// it replaces the operator for all of it. (Inlined, g++ 12 mistakes the pairs for a mismatch: hence noinline.)
inline std::atomic<std::size_t> allocation_count{0};
inline std::atomic<std::size_t> allocated_bytes{0};  ///< by them; what was freed is not taken off
/// The allocation with this number fails, once: a test of what running out of memory leaves behind.
inline std::atomic<std::size_t> failing_allocation{static_cast<std::size_t>(-1)};

inline void* counted_allocation(std::size_t size, std::size_t alignment) {
  if (allocation_count.fetch_add(1, std::memory_order_relaxed) == failing_allocation) throw std::bad_alloc();
  allocated_bytes.fetch_add(size, std::memory_order_relaxed);
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  if (void* memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded)) return memory;
  throw std::bad_alloc();
}

[[gnu::noinline]] void* operator new(std::size_t size) { return counted_allocation(size, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted_allocation(size, static_cast<std::size_t>(alignment));
}
// The forms that answer nullptr, too (std::stable_sort uses them): a sanitizer would otherwise bring its own, whose
// memory our delete must not free.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
