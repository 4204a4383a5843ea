#include "leeway/core/columns.hpp"

#include <vector>

#include "catch.hpp"

using leeway::BatchView;

TEMPLATE_TEST_CASE("columns: every shape and stride is copied value by value", "", float, double) {
  std::vector<TestType> data(40 * 40);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<TestType>(i);
  for (std::size_t rows = 0; rows < 14; ++rows) {
    for (std::size_t columns = 0; columns < 14; ++columns) {
      for (const auto& batch :
           {BatchView<TestType>(data.data(), rows, columns), BatchView<TestType>(data.data() + 3, rows, columns, 17, 1),
            BatchView<TestType>(data.data(), rows, columns, 1, 14),
            BatchView<TestType>(data.data() + 800, rows, columns, -20, 1),
            BatchView<TestType>(data.data(), rows, columns, 40, 3)}) {
        constexpr std::size_t stride = 16;
        std::vector<TestType> copied(14 * stride, -1);
        leeway::copy_to_columns(batch, copied.data(), stride);
        std::size_t wrong = 0;
        for (std::size_t c = 0; c < 14; ++c) {
          for (std::size_t r = 0; r < stride; ++r) {
            const TestType expected = c < columns && r < rows ? batch(r, c) : TestType{-1};
            wrong += copied[c * stride + r] == expected ? 0U : 1U;
          }
        }
        CHECK(wrong == 0);
      }
    }
  }
}
