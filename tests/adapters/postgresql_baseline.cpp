// examples/sql/postgresql_baseline.sql in a real server, against BaselineBuilder on the same rows.

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include "adapters/postgresql_server.hpp"
#include "catch.hpp"
#include "leeway/baseline/builder.hpp"
#include "leeway/io/baseline_from_json.hpp"
#include "leeway/io/database_text.hpp"
#include "leeway/io/read_file.hpp"

using namespace leeway;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

class Session {
 public:
  explicit Session(const std::string& connection) : server_(PQconnectdb(connection.c_str()), PQfinish) {}
  std::string ask(const std::string& sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(server_.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      throw std::runtime_error(PQerrorMessage(server_.get()));
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
  }
  void copy(const std::string& table, const std::vector<std::string>& lines) {
    std::unique_ptr<PGresult, void (*)(PGresult*)>(PQexec(server_.get(), ("COPY " + table + " FROM STDIN").c_str()),
                                                   PQclear);
    for (const std::string& line : lines) PQputCopyData(server_.get(), line.data(), static_cast<int>(line.size()));
    PQputCopyEnd(server_.get(), nullptr);
    while (PGresult* result = PQgetResult(server_.get())) {
      const bool failed = PQresultStatus(result) != PGRES_COMMAND_OK;
      PQclear(result);
      if (failed) throw std::runtime_error(PQerrorMessage(server_.get()));
    }
  }

 private:
  std::unique_ptr<PGconn, void (*)(PGconn*)> server_;
};

std::string copy_text(double x) {
  if (std::isnan(x)) return "\\N";
  if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
  return shortest(x);
}

void check_equal(const NumericBaseline& sql, const NumericBaseline& built) {
  CHECK(sql.cells == built.cells);
  CHECK(sql.extrema == built.extrema);
  CHECK(sql.quantiles == built.quantiles);
  CHECK(sql.rank_error == built.rank_error);
  const auto& a = sql.moments;
  const auto& b = built.moments;
  CHECK(a.count() == b.count());
  if (b.count() == 0) return;
  CHECK(a.mean() == Approx(b.mean()).epsilon(1e-12).margin(1e-300));
  if (b.count() < 2 || b.variance() == 0) {
    CHECK(a.population_variance() == Approx(0).margin(1e-28));
    return;
  }
  CHECK(a.variance() == Approx(b.variance()).epsilon(1e-12));
  CHECK(a.skewness() == Approx(b.skewness()).margin(1e-9));
  CHECK(a.kurtosis() == Approx(b.kurtosis()).margin(1e-9));
}

}  // namespace

TEST_CASE("postgresql_baseline: the SQL makes the baseline that the builder makes") {
  samples::PostgresqlServer server;
  if (!server.is_there()) {
    WARN("skipped: no PostgreSQL server is installed (Debian: postgresql)");
    return;
  }
  Session session(server.connection());
  session.ask(read_file(LEEWAY_TEST_EXPECTED_DIR "/../../examples/sql/postgresql_baseline.sql"));

  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(50, 9);
  std::exponential_distribution<double> exponential(0.2);
  constexpr std::size_t rows = 20'000;
  const std::vector<std::string> numeric{"smooth", "skewed \"name\"", "rounded", "atom", "few", "one", "none", "holes"};
  std::vector<std::vector<double>> values(numeric.size(), std::vector<double>(rows));
  std::vector<std::string> city(rows);
  std::vector<std::string> rare(rows);
  std::vector<std::string> lines;
  session.ask(
      "CREATE TABLE training (\"smooth\" float8, \"skewed \"\"name\"\"\" float8, rounded float8, atom float8, "
      "few integer, one float8, none float8, holes float8, city text, rare text)");
  const std::string cities[] = {"", "Oslo", "M\xc3\xbcnchen", "say \"hi\", {you}", "B"};
  for (std::size_t row = 0; row < rows; ++row) {
    const double x = normal(random);
    const std::size_t kind = random() % 10;
    values[0][row] = x;
    values[1][row] = std::exp(exponential(random));
    values[2][row] = std::round(x);
    values[3][row] = kind < 4 ? 0 : kind < 6 ? 55.5 : x;
    values[4][row] = static_cast<double>(random() % 7);
    values[5][row] = 0.1;
    values[6][row] = missing;
    values[7][row] = kind == 0 ? missing : kind == 1 ? infinity : kind == 2 && row % 10 == 0 ? -infinity : x - 50;
    city[row] = cities[random() % 5];
    rare[row] = "r" + std::to_string(static_cast<int>(std::pow(static_cast<double>(random() % 1000) / 25, 2)));
    std::string line;
    for (std::size_t i = 0; i < numeric.size(); ++i) line += copy_text(values[i][row]) + '\t';
    line += (city[row].empty() && row % 2 == 0 ? "\\N" : city[row]) + '\t' + rare[row] + '\n';
    lines.push_back(std::move(line));
  }
  session.copy("training", lines);

  Schema schema;
  for (const std::string& name : numeric) schema.add({name});
  for (const std::string name : {"city", "rare"}) schema.add({name, Kind::categorical});
  BaselineBuilder builder(schema);
  for (std::size_t i = 0; i < numeric.size(); ++i) builder.add_column(i, values[i]);
  builder.add_column(numeric.size(), city);
  builder.add_column(numeric.size() + 1, rare);
  const Baseline built = builder.build();

  const std::string json = session.ask(
      "SELECT pg_temp.leeway_baseline('training', '{smooth,\"skewed \\\"name\\\"\",rounded,atom,few,one,none,holes}', "
      "'{city,rare}', 'from SQL')");
  const Baseline sql = baseline_from_json(json, "SQL");  // checks the content hash that the SQL computed
  CHECK(sql.schema() == built.schema());
  CHECK(sql.rows() == rows);
  CHECK(sql.provenance().name == "from SQL");
  for (std::size_t i = 0; i < numeric.size(); ++i) {
    INFO(numeric[i]);
    check_equal(std::get<NumericBaseline>(sql[i]), std::get<NumericBaseline>(built[i]));
  }
  const auto& all = std::get<CategoricalBaseline>(built[numeric.size() + 1]);
  CHECK(all.vocabulary.listed().size() == 256);
  CHECK_FALSE(all.vocabulary.rare().empty());
  for (std::size_t i = numeric.size(); i < sql.size(); ++i) {
    const auto& got = std::get<CategoricalBaseline>(sql[i]);
    const auto& wanted = std::get<CategoricalBaseline>(built[i]);
    CHECK(got.vocabulary == wanted.vocabulary);
    CHECK(got.counts == wanted.counts);
    CHECK(got.singletons == wanted.singletons);
  }

  // sizes at which order statistics and quantiles fall between, on and beside rows
  for (const std::size_t count : {1, 2, 33, 34, 40, 101, 1'000}) {
    INFO(count);
    BaselineBuilder small(Schema({{"smooth"}, {"atom"}}));
    small.add_column(0, std::span<const double>(values[0]).first(count));
    small.add_column(1, std::span<const double>(values[3]).first(count));
    const Baseline wanted = small.build();
    session.ask("CREATE TEMP TABLE part (smooth float8, atom float8)");
    std::vector<std::string> part;
    for (std::size_t row = 0; row < count; ++row) {
      part.push_back(copy_text(values[0][row]) + '\t' + copy_text(values[3][row]) + '\n');
    }
    session.copy("part", part);
    const Baseline got =
        baseline_from_json(session.ask("SELECT pg_temp.leeway_baseline('part', '{smooth,atom}', '{}', '')"));
    for (std::size_t i = 0; i < 2; ++i) {
      check_equal(std::get<NumericBaseline>(got[i]), std::get<NumericBaseline>(wanted[i]));
    }
    session.ask("DROP TABLE part");
  }

  // more categories than the builder remembers
  session.ask(
      "CREATE TEMP TABLE many AS SELECT 'c' || i AS c FROM generate_series(1, 5000) i, generate_series(1, 1 + "
      "(i % 50)) copies");
  const Baseline many = baseline_from_json(session.ask("SELECT pg_temp.leeway_baseline('many', '{}', '{c}', '')"));
  CHECK(std::get<CategoricalBaseline>(many[0]).vocabulary.open_ended());
  CHECK(std::get<CategoricalBaseline>(many[0]).counts[0] == 50);

  const auto refused = [&](const std::string& sql_text, const std::string& message) {
    try {
      session.ask(sql_text);
      FAIL("not refused: " << sql_text);
    } catch (const std::runtime_error& error) {
      CHECK(std::string(error.what()).find(message) != std::string::npos);
    }
  };
  session.ask("CREATE TEMP TABLE empty (x float8)");
  refused("SELECT pg_temp.leeway_baseline('empty', '{x}', '{}', '')", "has no rows");
  session.ask("CREATE TEMP TABLE odd AS SELECT 1e300::float8 AS x, repeat('y', 64) AS y");
  refused("SELECT pg_temp.leeway_baseline('odd', '{x}', '{}', '')", "leave the range of double");
  refused("SELECT pg_temp.leeway_baseline('odd', '{}', '{y}', '')", "more than 63 bytes");
}
