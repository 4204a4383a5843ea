#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "leeway/baseline/count_table.hpp"

namespace leeway::inline v0_1 {

/// Blocks that a baseline keeps at most: hours of a week.
inline constexpr std::size_t max_blocks = 168;

/// Where a training row stands: in which block of consecutive rows, in which slice of the season.
struct Stretch {
  std::size_t block = 0;
  std::size_t season = 0;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// Counts one feature's training rows by block and by season while nobody knows how many rows will come.
///
/// Blocks of rows begin with 8 rows and double whenever there would be more than `max_blocks`, so that in the end there
/// are between 84 and 168 (fewer for less than 672 rows). Blocks of time are chosen from outside, with at() and
/// coalesce(). Memory: 8 bytes a slot for each block and slice.
class BlockCounter {
 public:
  /// `seasons` 1 means that slices are not counted.
  explicit BlockCounter(std::size_t seasons = 1) : seasons_(seasons > 1 ? seasons : 0) {}

  /// From now on rows belong here, until the next call: blocks are no longer ended by their number of rows.
  void at(Stretch stretch) noexcept {
    by_rows_ = false;
    here_ = stretch;
  }
  /// Where the next row stands; after that row comes advance(). A block number may change when blocks are merged:
  /// `merged` is then called with how the old numbers become the new ones.
  [[nodiscard]] Stretch here() const noexcept { return here_; }
  template <class Merged>
  void advance(Merged&& merged) {
    if (!by_rows_ || ++rows_in_block_ < rows_per_block_) return;
    rows_in_block_ = 0;
    if (++here_.block < max_blocks) return;
    const auto halve = [](std::size_t block) { return block / 2; };
    coalesce(halve);
    merged(halve);
    rows_per_block_ *= 2;
  }
  /// Gives blocks other numbers; those with the same new one are added.
  template <class Renumber>
  void coalesce(Renumber&& renumber) {
    std::vector<std::vector<std::uint64_t>> merged;
    for (std::size_t block = 0; block < blocks_.size(); ++block)
      add_to(row_of(merged, renumber(block)), blocks_[block]);
    blocks_ = std::move(merged);
    here_.block = by_rows_ ? blocks_before(renumber, here_.block) : renumber(here_.block);
  }

  void count(Stretch stretch, std::size_t slot, std::uint64_t times = 1) {
    cell(row_of(blocks_, stretch.block), slot) += times;
    if (!seasons_.empty()) cell(seasons_[stretch.season], slot) += times;
  }

  /// Gives slots other numbers, those that categories get when their list is frozen.
  template <class Renumber>
  void renumber_slots(Renumber&& renumber) {
    for (auto* table : {&blocks_, &seasons_}) {
      for (auto& row : *table) {
        std::vector<std::uint64_t> renumbered;
        for (std::size_t slot = 0; slot < row.size(); ++slot) {
          if (row[slot] > 0) cell(renumbered, renumber(slot)) += row[slot];
        }
        row = std::move(renumbered);
      }
    }
  }

  /// Adds the rows of another counter behind these, whose last block then stays as short as it is. Both by the number
  /// of rows; slots must mean the same. `mine` and `theirs` are called with how block numbers on each side change.
  template <class Mine, class Theirs>
  void append(BlockCounter other, Mine&& mine, Theirs&& theirs) {
    while (rows_per_block_ < other.rows_per_block_) lengthen(mine);
    while (other.rows_per_block_ < rows_per_block_) other.lengthen(theirs);
    const std::size_t behind = here_.block + (rows_in_block_ > 0 ? 1 : 0);
    theirs([behind](std::size_t block) { return behind + block; });
    for (std::size_t block = 0; block < other.blocks_.size(); ++block) {
      add_to(row_of(blocks_, behind + block), other.blocks_[block]);
    }
    here_.block = behind + other.here_.block;
    rows_in_block_ = other.rows_in_block_;
    while (here_.block >= max_blocks) {
      lengthen(mine);
      theirs([](std::size_t block) { return block / 2; });
    }
  }

  /// The blocks over so many slots. A last block of rows that is less than half full joins the one before it.
  [[nodiscard]] CountTable blocks(std::size_t slots) const {
    std::vector<std::vector<std::uint64_t>> rows = blocks_;
    if (by_rows_ && rows.size() > 1 && rows_in_block_ > 0 && 2 * rows_in_block_ < rows_per_block_) {
      add_to(rows[rows.size() - 2], rows.back());
      rows.pop_back();
    }
    return table(rows, slots);
  }
  [[nodiscard]] CountTable seasons(std::size_t slots) const { return table(seasons_, slots); }

 private:
  /// Two blocks become one.
  template <class Merged>
  void lengthen(Merged& merged) {
    const auto halve = [](std::size_t block) { return block / 2; };
    const std::size_t here = here_.block;
    coalesce(halve);
    merged(halve);
    here_.block = here / 2;
    if (here % 2 == 1) rows_in_block_ += rows_per_block_;
    rows_per_block_ *= 2;
  }

  using Rows = std::vector<std::vector<std::uint64_t>>;

  static std::vector<std::uint64_t>& row_of(Rows& rows, std::size_t row) {
    if (row >= rows.size()) rows.resize(row + 1);
    return rows[row];
  }
  static std::uint64_t& cell(std::vector<std::uint64_t>& row, std::size_t slot) {
    if (slot >= row.size()) row.resize(slot + 1);
    return row[slot];
  }
  static void add_to(std::vector<std::uint64_t>& sum, const std::vector<std::uint64_t>& row) {
    for (std::size_t slot = 0; slot < row.size(); ++slot) cell(sum, slot) += row[slot];
  }
  /// The number of the block behind the last merged one.
  template <class Renumber>
  static std::size_t blocks_before(Renumber& renumber, std::size_t block) {
    return block == 0 ? 0 : renumber(block - 1) + 1;
  }
  static CountTable table(const Rows& rows, std::size_t slots) {
    if (rows.empty()) return {};
    CountTable table(rows.size(), slots);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto to = table[i];
      std::copy(rows[i].begin(), rows[i].begin() + static_cast<std::ptrdiff_t>((std::min)(slots, rows[i].size())),
                to.begin());
    }
    return table;
  }

  Rows blocks_;
  Rows seasons_;
  Stretch here_;
  bool by_rows_ = true;
  std::uint64_t rows_per_block_ = 8;
  std::uint64_t rows_in_block_ = 0;
};

}  // namespace leeway::inline v0_1
