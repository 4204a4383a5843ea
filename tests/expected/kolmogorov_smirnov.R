# Exact p of the two-sample Kolmogorov-Smirnov test with ties by R's own recursion (psmirnov), as a second opinion.
# Writes kolmogorov_smirnov_r.json beside itself:  Rscript kolmogorov_smirnov.R
psmirnov <- if (exists("psmirnov", asNamespace("stats"))) get("psmirnov", asNamespace("stats")) else stop("R >= 4.2 needed")
set.seed(7)
cases <- list(c(8, 33, 4), c(20, 20, 6), c(30, 50, 10), c(60, 40, 3), c(100, 80, 25))
out <- character()
for (case in cases) {
  n <- case[1]; m <- case[2]
  x <- sample.int(case[3], n, replace = TRUE)
  y <- sample.int(case[3], m, replace = TRUE)
  d <- max(abs(ecdf(x)(1:case[3]) - ecdf(y)(1:case[3])))
  p <- psmirnov(d, sizes = c(n, m), z = c(x, y), exact = TRUE, lower.tail = FALSE)
  out <- c(out, sprintf('{"x":[%s],"y":[%s],"statistic":%.17g,"p":%.17g}', paste(x, collapse = ","),
                        paste(y, collapse = ","), d, p))
}
# R computes p as 1 - (mass inside): absolute accuracy 1e-15, no better.
writeLines(sprintf('{"made_by":"%s","cases":[%s]}', R.version.string, paste(out, collapse = ",\n")),
           "kolmogorov_smirnov_r.json")
