#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "leeway/core/error.hpp"
#include "leeway/core/time_point.hpp"
#include "leeway/testing/drift.hpp"
#include "leeway/testing/random.hpp"
#include "leeway/testing/rows.hpp"

namespace leeway::inline v0_1::testing {

/// Makes the next rows of a stream, or those of a time.
template <class Source>
concept RowSource = std::copy_constructible<Source> &&
    (std::is_invocable_r_v<Rows, Source&, std::size_t> || std::is_invocable_r_v<Rows, Source&, std::size_t, TimePoint>);

/// Live traffic: healthy rows, made-up ones or one's own, with what goes wrong with them.
///
///     leeway::testing::Stream stream(leeway::testing::Healthy(baseline, 7));
///     stream.with(leeway::testing::mean_shift(baseline, "age", 0.5).from_row(2'000).ramp(1'000));
///
/// A value: a copy goes its own way from there, and equal streams give equal rows.
class Stream {
 public:
  // Not a Stream is asked first: whether that can be copied depends on this very constructor.
  template <class Source>
  requires(!std::same_as<Source, Stream> && RowSource<Source>)
      Stream(Source source, std::uint64_t drift_seed = 1)  // NOLINT(google-explicit-constructor): a source is a stream
      : random_(drift_seed) {
    if constexpr (std::is_invocable_r_v<Rows, Source&, std::size_t, TimePoint>) {
      source_ = std::move(source);
    } else {
      source_ = [source = std::move(source)](std::size_t rows, TimePoint) mutable { return source(rows); };
    }
  }

  /// Drifts happen to a row in the order in which they were added.
  Stream& with(Drift drift) & {
    drifts_.push_back(std::move(drift));
    return *this;
  }
  [[nodiscard]] Stream&& with(Drift drift) && {
    drifts_.push_back(std::move(drift));
    return std::move(*this);
  }

  /// The next rows, as they come at that time. Throws ConfigError if a drift does not fit the rows, or the source makes
  /// another number of them.
  [[nodiscard]] Rows operator()(std::size_t rows, TimePoint now = {}) {
    Rows next = source_(rows, now);
    if (next.size() != rows) throw ConfigError("stream: its source made another number of rows than was asked for");
    for (const Drift& drift : drifts_) drift.apply(next, random_, rows_so_far_);
    rows_so_far_ += rows;
    return next;
  }

  [[nodiscard]] std::uint64_t rows_so_far() const noexcept { return rows_so_far_; }

 private:
  std::function<Rows(std::size_t, TimePoint)> source_;
  std::vector<Drift> drifts_;
  Random random_;
  std::uint64_t rows_so_far_ = 0;
};

/// Rows of one's own as a source: in their order, over and over.
class Replay {
 public:
  /// Throws ConfigError if there are none.
  explicit Replay(Rows rows) : rows_(std::move(rows)) {
    if (rows_.size() == 0) throw ConfigError("replay: there are no rows");
  }

  [[nodiscard]] Rows operator()(std::size_t count) {
    Rows next(rows_.schema(), count);
    for (std::size_t row = 0; row < count; ++row, at_ = (at_ + 1) % rows_.size()) {
      for (std::size_t i = 0; i < rows_.schema().size(); ++i) {
        if (rows_.is_numeric(i)) {
          next.number(i, row) = rows_.number(i, at_);
        } else {
          next.text(i, row) = rows_.text(i, at_);
        }
      }
    }
    return next;
  }

 private:
  Rows rows_;
  std::size_t at_ = 0;
};

}  // namespace leeway::inline v0_1::testing
