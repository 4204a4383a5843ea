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

namespace leeway::inline v0_1 {

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

  /// An empty builder that `merge` takes back. Unlike numeric cells the list need not be frozen for that.
  [[nodiscard]] CategoricalBuilder fork() const {
    CategoricalBuilder empty(max_listed_, categories_.capacity(), seasons_);
    if (frozen_) empty.freeze_over(vocabulary_);
    return empty;
  }

  /// False if both parts have frozen lists, and different ones.
  [[nodiscard]] bool can_merge(const CategoricalBuilder& other) const noexcept {
    return !frozen_ || !other.frozen_ || vocabulary_ == other.vocabulary_;
  }
  /// Adds what another builder took in, as if its rows came now: counts exactly. Neither may have met a time. Throws
  /// ConfigError unless can_merge().
  void merge(CategoricalBuilder other) {
    if (!can_merge(other)) throw ConfigError("builder: merging parts with different lists of categories");
    if (!frozen_ && other.frozen_) freeze_over(other.vocabulary_);
    if (!frozen_ && !fits(other.categories_)) freeze(true);
    if (frozen_ && !other.frozen_) other.freeze_over(vocabulary_);
    if (frozen_) {
      for (std::size_t slot = 0; slot < counts_.size(); ++slot) counts_[slot] += other.counts_[slot];
    } else {
      categories_.add_missing(other.categories_.missing());
      std::vector<std::size_t> places;
      for (std::size_t place = 0; place < other.categories_.size(); ++place) {
        const std::string_view text = other.categories_.at_place(place).view();
        categories_.add(text, other.categories_.frequency(text));
        places.push_back(categories_.place_of(text));
      }
      other.order_.renumber_slots([&](std::size_t place) { return place < places.size() ? places[place] : place; });
    }
    order_.append(
        std::move(other.order_), [](auto) {}, [](auto) {});
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
    forget_places();
  }

  /// Counts over the list that another builder froze.
  void freeze_over(const Vocabulary& vocabulary) {
    vocabulary_ = vocabulary;
    counts_.assign(vocabulary_.slot_count(), 0);
    for (const auto& entry : categories_.entries()) counts_[vocabulary_.slot(entry.key.view())] += entry.count;
    counts_[vocabulary_.missing_slot()] += categories_.missing();
    forget_places();
  }

  void forget_places() {
    order_.renumber_slots([&](std::size_t place) {
      if (place == missing_place()) return vocabulary_.missing_slot();
      return vocabulary_.slot(categories_.at_place(place).view());
    });
    categories_.reset();
    frozen_ = true;
  }

  /// Both parts' categories together can be remembered.
  [[nodiscard]] bool fits(const Categories<ShortText>& others) const noexcept {
    std::size_t more = 0;
    for (std::size_t place = 0; place < others.size(); ++place) {
      more += categories_.frequency(others.at_place(place).view()) == 0 ? 1U : 0U;
    }
    return categories_.size() + more <= categories_.capacity();
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

}  // namespace leeway::inline v0_1
