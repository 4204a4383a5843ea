#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leeway/accumulate/categories.hpp"
#include "leeway/accumulate/vocabulary.hpp"
#include "leeway/baseline/baseline.hpp"

namespace leeway {

/// One categorical feature's training values in, its CategoricalBaseline out, in one pass and bounded memory.
/// The `max_listed` most frequent categories get a slot each, the rest share `other`; beyond `max_remembered`
/// different ones the rare can no longer be told from the new, and the vocabulary is open-ended.
class CategoricalBuilder {
 public:
  CategoricalBuilder(std::size_t max_listed, std::size_t max_remembered)
      : max_listed_(max_listed), categories_(max_remembered) {
    if (max_listed > max_remembered) throw ConfigError("builder: max_listed must not be above max_remembered");
  }

  void add(std::string_view text) noexcept { categories_.add(text); }
  void add(std::int64_t code) noexcept {
    if (code == missing_code) {
      categories_.add_missing();
    } else {
      categories_.add(CodeText(code).view());
    }
  }

  [[nodiscard]] std::uint64_t rows() const noexcept { return categories_.count() + categories_.missing(); }

  /// The statistics of all values added; the builder is empty afterwards.
  [[nodiscard]] CategoricalBaseline build() {
    CategoricalBaseline baseline;
    std::vector<std::string> listed;
    std::vector<std::string> rare;
    std::uint64_t other = categories_.other();
    for (const auto& entry : categories_.entries()) {
      baseline.singletons += entry.count == 1 ? 1 : 0;
      if (listed.size() < max_listed_) {
        listed.emplace_back(entry.key.view());
        baseline.counts.push_back(entry.count);
      } else {
        rare.emplace_back(entry.key.view());
        other += entry.count;
      }
    }
    baseline.counts.push_back(other);
    baseline.counts.push_back(0);  // new
    baseline.counts.push_back(categories_.missing());
    baseline.vocabulary = Vocabulary(std::move(listed), std::move(rare), !categories_.exact());
    categories_.reset();
    return baseline;
  }

 private:
  std::size_t max_listed_;
  Categories<ShortText> categories_;
};

}  // namespace leeway
