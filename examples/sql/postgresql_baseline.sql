-- A baseline of a table in PostgreSQL (13 or later), made where the data live: quantile cells by percentile_disc, counts
-- by width_bucket and count. The result is a complete leeway.baseline file with the same cells, counts, quantiles and
-- categories, to the last bit, as BaselineBuilder makes of the same rows while it keeps them all (moments agree to
-- rounding), content hash included:
--
--   psql -qAt -d shop -f postgresql_baseline.sql \
--     -c "SELECT pg_temp.leeway_baseline('training', '{age,income}', '{device,country}', 'credit-model')" > baseline.json
--   leeway check baseline.json live.csv
--
-- The functions are temporary: they are gone with the session, and need no right but to read the table and to make
-- temporary objects. NULL and NaN are missing values, so is an empty text. Of more than 4,096 categories those beyond
-- the 256 most frequent count as `other`. Each numeric column is read about six times; memory is that of sorting it.

SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ;  -- all figures of the same rows
SET extra_float_digits = 1;                                                 -- doubles that read back bit for bit

-- What goes into the content hash: eight bytes a number, the lowest first; texts after their length.
CREATE FUNCTION pg_temp.leeway_word(big_endian bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(substr(big_endian, i, 1), ''::bytea ORDER BY i DESC) FROM generate_series(1, 8) i
$$;
CREATE FUNCTION pg_temp.leeway_words(counts bigint[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(pg_temp.leeway_word(int8send(x)), ''::bytea ORDER BY i), '')
  FROM unnest(counts) WITH ORDINALITY t(x, i)
$$;
CREATE FUNCTION pg_temp.leeway_words(numbers float8[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(pg_temp.leeway_word(float8send(x)), ''::bytea ORDER BY i), '')
  FROM unnest(numbers) WITH ORDINALITY t(x, i)
$$;
CREATE FUNCTION pg_temp.leeway_words(texts text[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(pg_temp.leeway_word(int8send(octet_length(x))) || convert_to(x, 'UTF8'), ''::bytea
                             ORDER BY i), '')
  FROM unnest(texts) WITH ORDINALITY t(x, i)
$$;

-- FNV-1a of 64 bits, as 16 hex digits.
CREATE FUNCTION pg_temp.leeway_hash(content bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  modulus CONSTANT numeric := 18446744073709551616;
  hash bigint := -3750763034362895579;  -- cbf29ce484222325
  product numeric;
BEGIN
  FOR i IN 0 .. octet_length(content) - 1 LOOP
    hash := hash # get_byte(content, i)::bigint;
    product := mod((CASE WHEN hash < 0 THEN hash + modulus ELSE hash END) * 1099511628211, modulus);
    hash := CASE WHEN product >= modulus / 2 THEN product - modulus ELSE product END;
  END LOOP;
  RETURN encode(int8send(hash), 'hex');
END
$$;

-- The 31 probabilities at which edges stand: fine in the tails, even inside.
CREATE FUNCTION pg_temp.leeway_edge_probabilities() RETURNS float8[] LANGUAGE sql IMMUTABLE AS $$
  SELECT tail || (SELECT array_agg(0.05::float8 + 0.90::float8 * i::float8 / 22 ORDER BY i) FROM generate_series(1, 21) i)
         || (SELECT array_agg(1 - p ORDER BY i DESC) FROM unnest(tail) WITH ORDINALITY t(p, i))
  FROM (SELECT ARRAY[0.0001, 0.001, 0.005, 0.02, 0.05]::float8[] AS tail) constants
$$;

CREATE FUNCTION pg_temp.leeway_numeric(source regclass, feature text, OUT statistics jsonb, OUT content bytea)
LANGUAGE plpgsql AS $$
DECLARE
  -- -0 is 0, lest it depend on the plan which of them is an edge.
  finite CONSTANT text := format('(SELECT %1$I::float8 + 0 AS x FROM %2$s
                                   WHERE %1$I::float8 > ''-Infinity'' AND %1$I::float8 < ''Infinity'') finite',
                                 feature, source);
  reported CONSTANT float8[] := '{0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99}';
  probabilities CONSTANT float8[] := pg_temp.leeway_edge_probabilities();
  n bigint; missing bigint; above bigint; below bigint;
  lowest float8; highest float8; mean float8; rest float8 := 0; m2 float8 := 0; m3 float8 := 0; m4 float8 := 0;
  candidates float8[]; edges float8[] := '{}'; edge float8; previous float8;
  counts bigint[]; quantiles float8[] := '{}'; pairs jsonb := '[]';
  place float8; fuzz float8; whole float8; part float8; value float8; ranks float8[] := '{}'; at float8[];
BEGIN
  EXECUTE format('SELECT count(*) FILTER (WHERE x IS NULL OR x = ''NaN''), count(*) FILTER (WHERE x = ''Infinity''),
                         count(*) FILTER (WHERE x = ''-Infinity'')
                  FROM (SELECT %I::float8 AS x FROM %s) all_rows', feature, source) INTO missing, above, below;
  EXECUTE 'SELECT count(*), min(x), max(x), avg(x) FROM ' || finite INTO n, lowest, highest, mean;
  IF greatest(abs(lowest), abs(highest)) > 1e60::float8 OR greatest(abs(lowest), abs(highest)) BETWEEN 5e-324::float8 AND 7e-46::float8 THEN
    RAISE EXCEPTION 'leeway: column % has values of a size whose powers leave the range of double', feature;
  END IF;

  IF n > 0 THEN
    EXECUTE format('SELECT avg(x - %1$L::float8) FROM %2$s', mean, finite) INTO rest;
    EXECUTE format('SELECT sum(d ^ 2), sum(d ^ 3), sum(d ^ 4)
                    FROM (SELECT x - %1$L::float8 - %2$L::float8 AS d FROM %3$s) deviations', mean, rest, finite)
      INTO m2, m3, m4;

    -- One cell a value where there are few values ...
    EXECUTE format('SELECT array_agg(x ORDER BY x) FROM (SELECT DISTINCT x FROM %s ORDER BY x LIMIT %s) distinct_values',
                   finite, array_length(probabilities, 1) + 2) INTO candidates;
    IF array_length(candidates, 1) <= array_length(probabilities, 1) + 1 THEN
      edges := candidates[2:];
    ELSE
      -- ... else order statistics. An edge never splits equal values: if the one before it reaches as far, the next
      -- value is the edge, and the frequent value has a cell of its own.
      EXECUTE 'SELECT percentile_disc($1) WITHIN GROUP (ORDER BY x) FROM ' || finite INTO candidates
        USING (SELECT array_agg((least(trunc(p * n), n - 1) + 0.5) / n ORDER BY i)
               FROM unnest(probabilities) WITH ORDINALITY t(p, i));
      previous := lowest;
      FOREACH edge IN ARRAY candidates LOOP
        CONTINUE WHEN edge < previous;
        IF edge = previous THEN
          EXECUTE format('SELECT min(x) FROM %s WHERE x > $1', finite) INTO edge USING previous;
          EXIT WHEN edge IS NULL;
        END IF;
        edges := edges || edge;
        previous := edge;
      END LOOP;
    END IF;

    -- Quantiles between order statistics (type 7). A place that misses a whole number only by rounding is that number.
    FOR i IN 1 .. array_length(reported, 1) LOOP
      place := 1 + reported[i] * (n - 1);
      fuzz := 4 * 2.220446049250313e-16::float8 * greatest(1, abs(place));
      whole := floor(place + fuzz);
      ranks := ranks || ARRAY[(least(greatest(whole, 1), n) - 0.5) / n, (least(whole + 1, n) - 0.5) / n];
    END LOOP;
    EXECUTE 'SELECT percentile_disc($1) WITHIN GROUP (ORDER BY x) FROM ' || finite INTO at USING ranks;
    FOR i IN 1 .. array_length(reported, 1) LOOP
      place := 1 + reported[i] * (n - 1);
      fuzz := 4 * 2.220446049250313e-16::float8 * greatest(1, abs(place));
      part := place - floor(place + fuzz);
      part := CASE WHEN abs(part) < fuzz THEN 0 ELSE part END;
      value := CASE WHEN part = 0 OR at[2 * i - 1] = at[2 * i] THEN at[2 * i - 1]
                    WHEN part = 0.5 THEN (at[2 * i - 1] + at[2 * i]) / 2
                    ELSE (1 - part) * at[2 * i - 1] + part * at[2 * i] END;
      quantiles := quantiles || ARRAY[reported[i], value];
      pairs := pairs || jsonb_build_array(jsonb_build_array(reported[i], value));
    END LOOP;
  END IF;

  -- Slots: -inf, below the range, the cells, above the range, +inf, missing.
  EXECUTE format('SELECT array_agg(coalesce(rows, 0) ORDER BY cell)
                  FROM generate_series(0, $2) cell
                  LEFT JOIN (SELECT width_bucket(x, $1) AS cell, count(*) AS rows FROM %s GROUP BY 1) counted USING (cell)',
                 finite) INTO counts USING edges, cardinality(edges);
  counts := ARRAY[below, 0] || counts || ARRAY[0, above, missing];

  statistics := jsonb_build_object(
    'range', jsonb_build_array(coalesce(lowest, -1.7976931348623157e308), coalesce(highest, 1.7976931348623157e308)),
    'edges', to_jsonb(edges), 'counts', to_jsonb(counts),
    'moments', jsonb_build_object('count', n, 'exponent', 0, 'mean', coalesce(mean, 0), 'mean_rest', rest, 'm2', m2,
                                  'm2_rest', 0, 'm3', m3, 'm4', m4),
    'extrema', jsonb_build_object('count', n, 'lowest', lowest, 'highest', highest),
    'quantiles', pairs, 'rank_error', 0);
  content := pg_temp.leeway_words(ARRAY[coalesce(lowest, -1.7976931348623157e308)] || edges
                                  || coalesce(highest, 1.7976931348623157e308))
    || pg_temp.leeway_words(counts) || pg_temp.leeway_words(ARRAY[n])
    || pg_temp.leeway_words(ARRAY[coalesce(mean, 0), rest, m2, 0, m3, m4, 1]::float8[])
    || pg_temp.leeway_words(ARRAY[n])
    || CASE WHEN n > 0 THEN pg_temp.leeway_words(ARRAY[lowest, highest]) ELSE '' END
    || pg_temp.leeway_words(quantiles) || pg_temp.leeway_words(ARRAY[0::float8]);
END
$$;

CREATE FUNCTION pg_temp.leeway_categorical(source regclass, feature text, OUT statistics jsonb, OUT content bytea)
LANGUAGE plpgsql AS $$
DECLARE
  most_listed CONSTANT int := 256;
  most_remembered CONSTANT int := 4096;
  names text[]; rows bigint[]; missing bigint; other bigint; singletons bigint; open_ended boolean;
  listed text[]; rare text[]; counts bigint[];
BEGIN
  EXECUTE format('SELECT coalesce(array_agg(name ORDER BY n DESC, name COLLATE "C"), ''{}''),
                         coalesce(array_agg(n ORDER BY n DESC, name COLLATE "C"), ''{}'')
                  FROM (SELECT %1$I::text AS name, count(*) AS n FROM %2$s WHERE %1$I::text <> '''' GROUP BY 1) counted',
                 feature, source) INTO names, rows;
  EXECUTE format('SELECT count(*) FROM %2$s WHERE %1$I IS NULL OR %1$I::text = ''''', feature, source) INTO missing;
  IF EXISTS (SELECT FROM unnest(names) name WHERE octet_length(convert_to(name, 'UTF8')) > 63) THEN
    RAISE EXCEPTION 'leeway: column % has categories of more than 63 bytes', feature;
  END IF;
  open_ended := cardinality(names) > most_remembered;
  listed := names[:most_listed];
  rare := CASE WHEN open_ended THEN '{}' ELSE names[most_listed + 1:] END;
  SELECT coalesce(sum(n), 0) INTO other FROM unnest(rows[most_listed + 1:]) n;
  SELECT count(*) INTO singletons FROM unnest(rows) n WHERE n = 1 AND NOT open_ended;
  counts := rows[:most_listed] || ARRAY[other, 0, missing];
  statistics := jsonb_build_object('listed', to_jsonb(listed), 'counts', to_jsonb(counts), 'rare', to_jsonb(rare),
                                   'open_ended', open_ended, 'singletons', singletons);
  content := pg_temp.leeway_words(listed) || pg_temp.leeway_words(ARRAY[cardinality(listed)::bigint])
    || pg_temp.leeway_words(rare) || pg_temp.leeway_words(ARRAY[open_ended::int::bigint])
    || pg_temp.leeway_words(counts) || pg_temp.leeway_words(ARRAY[singletons]);
END
$$;

-- The whole file. Batches hold the numeric columns first, then the categorical ones, each in the order given here.
CREATE FUNCTION pg_temp.leeway_baseline(source regclass, numeric_columns text[], categorical_columns text[], name text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  content bytea := ''; features jsonb := '[]'; rows bigint; feature record; found record;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s', source) INTO rows;
  IF rows = 0 THEN RAISE EXCEPTION 'leeway: % has no rows', source; END IF;
  FOR feature IN
    SELECT n AS name, 'numeric' AS kind FROM unnest(numeric_columns) n
    UNION ALL SELECT c, 'categorical' FROM unnest(categorical_columns) c
  LOOP
    IF feature.kind = 'numeric' THEN
      SELECT * INTO found FROM pg_temp.leeway_numeric(source, feature.name);
    ELSE
      SELECT * INTO found FROM pg_temp.leeway_categorical(source, feature.name);
    END IF;
    content := content || pg_temp.leeway_words(ARRAY[feature.name])
      || pg_temp.leeway_words(ARRAY[(feature.kind = 'categorical')::int::bigint]) || found.content;
    features := features || jsonb_build_array(
      jsonb_build_object('name', feature.name, 'kind', feature.kind, 'importance', 1, 'thresholds', '{}'::jsonb)
      || found.statistics);
  END LOOP;
  RETURN jsonb_pretty(jsonb_build_object(
    'format', 'leeway.baseline', 'version', 1, 'hash', pg_temp.leeway_hash(content), 'name', name,
    'created', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'library_version', 'SQL',
    'rows', rows, 'features', features));
END
$$;
