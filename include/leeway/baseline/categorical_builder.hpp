#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/accumulate/categories.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"
#include "leeway/baseline/block_counter.hpp"
#include "leeway/core/category_column.hpp"
#include "leeway/core/error.hpp"
#include "leeway/core/short_text.hpp"

namespace leeway {

/// One categorical feature's training values in, its CategoricalBaseline out, in one pass and bounded memory.
///
/// The `max_listed` most frequent categories get a slot each, the rest share `other`. When more than `max_remembered`
/// different ones come, the list is frozen as it stands and the rest is counted over it, as NumericBuilder freezes its
/// edges: the list may be rough, its counts are exact. (Counts that are only nearly right, as heavy-hitter sketches
/// give them, make every healthy window drift.) The rare can then no longer be told from the new: the vocabulary is
/// open-ended. The list suits the whole only if the first rows resemble it.
class CategoricalBuilder {
 public:
  /// `seasons`: slices counted apart; 1 for none.
  CategoricalBuilder(std::size_t max_listed, std::size_t max_remembered, std::size_t seasons = 1)
      : max_listed_(max_listed), seasons_(seasons), order_(seasons), categories_(max_remembered) {
    if (max_listed > max_remembered) throw ConfigError("builder: max_listed must not be above max_remembered");
  }

  void add(std::string_view text) {
    if (!frozen_) {
      const std::size_t place = text.empty() ? missing_place() : categories_.place_of(text);
      if (place == categories_.capacity()) {
        freeze(true);
      } else {
        categories_.add(text);
        order_.count(order_.here(), place);
      }
    }
    if (frozen_) {
      const std::size_t slot = vocabulary_.slot(text);
      ++counts_[slot];
      order_.count(order_.here(), slot);
    }
    order_.advance([](auto) {});
  }
  void add(std::int64_t code) { add(code == missing_code ? std::string_view() : CodeText(code).view()); }

  /// Where the rows to come stand in time; without it blocks are made by their number of rows.
  void at(Stretch stretch) noexcept { order_.at(stretch); }
  /// Gives blocks of time other numbers, in which several become one.
  template <class Renumber>
  void coalesce(Renumber&& renumber) {
    order_.coalesce(renumber);
  }

  [[nodiscard]] std::uint64_t rows() const noexcept {
    return categories_.count() + categories_.missing() +
           std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  }

  /// The statistics of all values added; the builder is empty afterwards.
  [[nodiscard]] CategoricalBaseline build() {
    if (!frozen_) freeze(false);
    const std::size_t slots = vocabulary_.slot_count();
    CategoricalBaseline baseline{std::move(vocabulary_), std::move(counts_), singletons_, order_.blocks(slots),
                                 order_.seasons(slots)};
    *this = CategoricalBuilder(max_listed_, categories_.capacity(), seasons_);
    return baseline;
  }

 private:
  /// Stands for missing values while categories have places, no slots yet. No category's place is as high.
  [[nodiscard]] std::size_t missing_place() const noexcept { return categories_.capacity() + 1; }

  void freeze(bool open_ended) {
    std::vector<std::string> listed;
    std::vector<std::string> rare;
    std::uint64_t other = 0;
    for (const auto& entry : categories_.entries()) {
      singletons_ += entry.count == 1 && !open_ended ? 1 : 0;
      if (listed.size() < max_listed_) {
        listed.emplace_back(entry.key.view());
        counts_.push_back(entry.count);
      } else {
        if (!open_ended) rare.emplace_back(entry.key.view());  // else whatever is not listed is other
        other += entry.count;
      }
    }
    counts_.insert(counts_.end(), {other, 0, categories_.missing()});
    vocabulary_ = Vocabulary(std::move(listed), std::move(rare), open_ended);
    order_.renumber_slots([&](std::size_t place) {
      if (place == missing_place()) return vocabulary_.missing_slot();
      return vocabulary_.slot(categories_.at_place(place).view());
    });
    categories_.reset();
    frozen_ = true;
  }

  std::size_t max_listed_;
  std::size_t seasons_;
  BlockCounter order_;
  Categories<ShortText> categories_;  // until the list is frozen, hence exact
  bool frozen_ = false;
  Vocabulary vocabulary_;
  std::vector<std::uint64_t> counts_;  // one per slot, from then on
  std::uint64_t singletons_ = 0;
};

}  // namespace leeway
