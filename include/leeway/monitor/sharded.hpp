#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace leeway::inline v0_1 {

/// State that many threads write at once and one reads without stopping them.
///
/// Each writing thread works in a shard of its own, so nobody shares a cache line. A shard writes to one pane; `drain`
/// gives it an empty one and takes the one that was left, after the turn that still writes to it has ended. Emptied, it
/// is the next shard's: there is one pane more than there are shards. Writers never wait for a drain, and what a turn
/// writes is drained exactly once, whole. Writers wait for each other only if more than `shards` of them are inside a
/// turn at the same moment. `Scratch` is working memory, one a shard.
template <class Pane, class Scratch>
class Sharded {
  struct alignas(64) PaneBox {
    Pane pane;
  };
  struct alignas(64) Shard {
    template <class... Arguments>
    explicit Shard(const Arguments&... arguments) : scratch(arguments...) {}
    std::atomic<std::uint64_t> turn{0};  // odd while a writer is inside
    std::atomic<std::uint64_t> progress{0};
    std::atomic<PaneBox*> current{nullptr};
    Scratch scratch;
  };

 public:
  /// `shards` 0 means two a processor; each Scratch is made of the further arguments. Takes all the memory it will ever
  /// need.
  template <class... Arguments>
  Sharded(std::size_t shards, const Pane& empty, const Arguments&... of_scratch) {
    if (shards == 0) shards = 2 * std::size_t{(std::max)(1U, std::thread::hardware_concurrency())};
    panes_.reserve(shards + 1);
    for (std::size_t i = 0; i <= shards; ++i) panes_.push_back(std::make_unique<PaneBox>(PaneBox{empty}));
    shards_.reserve(shards);
    for (std::size_t i = 0; i < shards; ++i) {
      shards_.push_back(std::make_unique<Shard>(of_scratch...));
      shards_.back()->current = panes_[i].get();
    }
    spare_ = panes_.back().get();
  }

  /// One writer's stay: claims a free shard, knows which pane to write, frees the shard at the end.
  class Turn {
   public:
    explicit Turn(Sharded& sharded) noexcept {
      const std::size_t shards = sharded.shards_.size();
      for (std::size_t attempt = 0;; ++attempt) {
        shard_ = sharded.shards_[(thread_number() + attempt) % shards].get();
        turn_ = shard_->turn.load(std::memory_order_relaxed);
        if (turn_ % 2 == 0 && shard_->turn.compare_exchange_strong(turn_, turn_ + 1)) break;
        if ((attempt + 1) % shards == 0) std::this_thread::yield();  // more writers than shards
      }
      pane_ = &shard_->current.load()->pane;
    }
    ~Turn() { shard_->turn.store(turn_ + 2, std::memory_order_release); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    [[nodiscard]] Pane& pane() const noexcept { return *pane_; }
    [[nodiscard]] Scratch& scratch() const noexcept { return shard_->scratch; }
    /// Adds to the total that progress() answers.
    void advance(std::uint64_t by) const noexcept {
      shard_->progress.store(shard_->progress.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }

   private:
    /// Threads are numbered as they come, so that few of them prefer the same shard.
    static std::size_t thread_number() noexcept {
      static std::atomic<std::size_t> next{0};
      thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
      return mine;
    }

    Shard* shard_ = nullptr;
    Pane* pane_ = nullptr;
    std::uint64_t turn_ = 0;
  };

  /// Calls `take(pane)` for the pane each shard leaves, then `forget(pane)`, which must make it empty and not throw. If
  /// `take` throws, that pane is not forgotten: the next drain meets it first. Drains exclude each other and wait for
  /// the turns inside the left panes; they belong off the serving path.
  template <class Take, class Forget>
  void drain(Take&& take, Forget&& forget) {
    const std::lock_guard lock(drain_mutex_);
    const auto empty_spare = [&] {
      take(std::as_const(spare_->pane));
      forget(spare_->pane);
      spare_is_empty_ = true;
    };
    if (!spare_is_empty_) empty_spare();
    for (const auto& shard : shards_) {
      spare_ = shard->current.exchange(spare_);  // from here on writers enter the empty pane
      spare_is_empty_ = false;
      // Sequential consistency: if this load misses a writer's claim, that writer finds the empty pane.
      const std::uint64_t turn = shard->turn.load();
      if (turn % 2 == 1) {
        while (shard->turn.load() == turn) std::this_thread::yield();
      }
      empty_spare();
    }
  }

  /// The sum of what turns advanced by; grows only. One relaxed load a shard.
  [[nodiscard]] std::uint64_t progress() const noexcept {
    std::uint64_t total = 0;
    for (const auto& shard : shards_) total += shard->progress.load(std::memory_order_relaxed);
    return total;
  }

  /// Memory in bytes; `heap_of(pane)` says what a pane holds outside itself.
  template <class HeapOf>
  [[nodiscard]] std::size_t memory_bytes(HeapOf&& heap_of) const noexcept {
    std::size_t bytes = 0;
    for (const auto& box : panes_) bytes += sizeof(PaneBox) + heap_of(box->pane);
    return bytes + shards_.size() * sizeof(Shard);
  }

 private:
  std::vector<std::unique_ptr<PaneBox>> panes_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::mutex drain_mutex_;
  PaneBox* spare_ = nullptr;  // no shard's; guarded by drain_mutex_
  bool spare_is_empty_ = true;
};

}  // namespace leeway::inline v0_1
