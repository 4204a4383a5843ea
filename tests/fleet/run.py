"""Many replicas judged by Prometheus.

    run.py rules --promtool P --leeway L --case C
        promtool checks the metrics pages and the rules, and compares every figure the rules compute from the counters
        of two replicas, one restarted, with the library's own of the merged windows (to 1e-9).
    run.py live --promtool P --leeway L --case C --prometheus S --replica R
        The same with a real Prometheus on loopback that scrapes two real replicas, one killed and restarted midway;
        compared within what a scrape can miss. Everything started here is stopped here, by its process id.
    run.py service --promtool P --leeway L --prometheus S --service I --prices H
        The same with replicas of examples/inference_service, judged by what one more of them says that got all rows.
"""

import argparse
import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

SERVICE = argparse.Namespace()


def check(truth, message):
    if not truth:
        sys.exit(f"FAILED: {message}")


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, **options)
    check(done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


# --- promtool

def rules(folder):
    print(run(SERVICE.case, folder).strip())
    for page in ["before.txt", "after.txt"]:
        run(SERVICE.promtool, "check", "metrics", input=(folder / page).read_text())
    before, after = [(folder / page).read_text().splitlines() for page in ["before.txt", "after.txt"]]
    series = [[line.rsplit(" ", 1)[0] for line in page] for page in (before, after)]
    check(series[0] == series[1], "series that are not there before traffic")

    run(SERVICE.leeway, "prometheus", folder / "baseline.json", "--for", "5m", "-o", folder / "rules.yml")
    print(run(SERVICE.promtool, "check", "rules", folder / "rules.yml").strip())
    run(SERVICE.promtool, "test", "rules", folder / "rules_test.yml")

    # The comparison must be able to fail: another smoothing, a cell left out, other cells pooled.
    text = (folder / "rules.yml").read_text()
    for here, instead in [("+ 0.5) / on", "+ 0.4) / on"), ("|07", ""), (">= 5'", ">= 50'")]:
        check(here in text, f"no {here} in the rules to break")
        (folder / "rules.yml").write_text(text.replace(here, instead))
        broken = subprocess.run([SERVICE.promtool, "test", "rules", folder / "rules_test.yml"], capture_output=True)
        check(broken.returncode != 0, f"rules with {instead} for {here} still agree")

    # Labels to judge by apart, and fewer cells, make rules that Prometheus takes.
    for options in [["--by", "env,region"], ["--cells", "8", "--window", "6h", "--interval", "5m"]]:
        run(SERVICE.leeway, "prometheus", folder / "baseline.json", "-o", folder / "other.yml", *options)
        run(SERVICE.promtool, "check", "rules", folder / "other.yml")


# --- a real Prometheus

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def started(*command, **options):
    """A process that is stopped when the block ends, whatever happens in it."""
    process = subprocess.Popen([str(part) for part in command], **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


class Replica:
    """One life of a replica."""

    def __init__(self, stack, baseline, port, how):
        self.process = stack.enter_context(started(SERVICE.replica, baseline, port, how, text=True,
                                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        self.port = int(self.process.stdout.readline())

    def observe(self, seed, rows):
        print(seed, rows, file=self.process.stdin, flush=True)
        check(self.process.stdout.readline() == "done\n", "a replica that does not answer")

    def kill(self):
        self.process.kill()
        self.process.wait()


class Server:
    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"

    def get(self, path, **parameters):
        url = f"{self.address}{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]

    def query(self, expression):
        return self.get("/api/v1/query", query=expression)["result"]

    def value(self, expression):
        result = self.query(expression)
        return float(result[0]["value"][1]) if result else None

    def wait_for(self, what, condition, seconds=20):
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                if condition():
                    return
            check(time.monotonic() < end, f"no {what} within {seconds} s")
            time.sleep(0.2)


def make_rules(folder):
    run(SERVICE.leeway, "prometheus", folder / "baseline.json", "--window", "30s", "--interval", "1s", "--for", "2s",
        "--min-rows", "500", "-o", folder / "rules.yml")


def start_prometheus(stack, folder, targets):
    """Scrapes and judges every second; has scraped every target twice when this returns."""
    (folder / "prometheus.yml").write_text(json.dumps({  # JSON is YAML
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": ["rules.yml"],
        "scrape_configs": [{"job_name": "model", "static_configs": [{"targets": targets}]}]}))
    port = free_port()
    log = stack.enter_context(open(folder / "prometheus.log", "w"))
    stack.enter_context(started(
        SERVICE.prometheus, f"--config.file={folder / 'prometheus.yml'}", f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.tsdb.path={folder / 'data'}", "--log.level=warn", stdout=log, stderr=log))
    server = Server(port)
    server.wait_for("scrape of all replicas before traffic",
                    lambda: server.value("count(count_over_time(leeway_rows_total[1m]) >= 2)") == len(targets))
    return server


def live(folder):
    run(SERVICE.case, folder)
    make_rules(folder)
    with contextlib.ExitStack() as stack:
        one = Replica(stack, folder / "baseline.json", 0, "text")
        other = Replica(stack, folder / "baseline.json", 0, "collectable")
        targets = [f"127.0.0.1:{replica.port}" for replica in (one, other)]
        server = start_prometheus(stack, folder, targets)

        # The comparison wants all of the traffic inside one window; the kill loses what was not scraped yet.
        seed, batches, rows = 100, [], 150

        def send(replica):
            nonlocal seed
            seed += 1
            replica.observe(seed, rows)
            batches.append(f"{seed}:{rows}")
        begin = time.monotonic()
        for step in range(36):
            send(one)
            if step == 17:
                other.kill()
            elif step == 22:
                other = Replica(stack, folder / "baseline.json", other.port, "collectable")
            if step < 17 or step > 26:  # the new one is scraped at zero first, as a service that warms up is
                send(other)
            time.sleep(0.25)
        time.sleep(3)  # the last scrape and the evaluation after it
        spent = time.monotonic() - begin
        check(spent < 28, f"this machine is too slow: the traffic took {spent:.0f} s of a window of 30 s")
        own = json.loads(run(SERVICE.case, *batches))
        compare(server, own)
        check_alerts(server)
        check_rules(server)
        check_dashboard(server, targets)


class InferenceService:
    """One life of the example's service."""

    def __init__(self, stack, archive, port=0):
        self.process = stack.enter_context(started(SERVICE.service, archive, "--port", port, "--cadence", 0, text=True,
                                                   stdout=subprocess.PIPE))
        self.address = self.process.stdout.readline().split()[-1]
        self.port = int(self.address.rsplit(":", 1)[1])

    def predict(self, body, rows):
        with urllib.request.urlopen(f"{self.address}/predict", body, timeout=10) as answer:
            check(len(json.load(answer)["predictions"]) == rows, "a prediction a row")

    def metric(self, name):
        """By feature, or by nothing where the metric has no such label."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=10) as answer:
            page = answer.read().decode()
        found = re.findall(rf"^{name}\{{(.*)\}} (\S+)$", page, re.MULTILINE)
        return {(re.search(r'feature="([^"]*)"', labels) or [None, None])[1]: float(value) for labels, value in found}


def service(folder):
    print(run(SERVICE.prices, "train", folder / "model.pt").strip())
    with zipfile.ZipFile(folder / "model.pt") as archive:  # the baseline travels in it
        inside, = [name for name in archive.namelist() if "baseline" in name]
        (folder / "baseline.json").write_bytes(archive.read(inside))
    make_rules(folder)
    rows = 150
    bodies = [run(SERVICE.prices, "request", rows, seed, "--drifted").encode() for seed in range(1, 37)]
    with contextlib.ExitStack() as stack:
        one, other, whole = [InferenceService(stack, folder / "model.pt") for _ in range(3)]
        server = start_prometheus(stack, folder, [f"127.0.0.1:{replica.port}" for replica in (one, other)])
        begin = time.monotonic()
        for step, body in enumerate(bodies):
            if step == 18:
                other.process.kill()
                other.process.wait()
                other = InferenceService(stack, folder / "model.pt", other.port)
                time.sleep(1.2)  # it is scraped at zero first, as a service that warms up is
            for replica in (one, other, whole, whole):
                replica.predict(body, rows)
            time.sleep(1.2 if step == 17 else 0.2)  # the kill would lose what was not scraped yet
        time.sleep(3)  # the last scrape and the evaluation after it
        spent = time.monotonic() - begin
        check(spent < 28, f"this machine is too slow: the traffic took {spent:.0f} s of a window of 30 s")

        distances = whole.metric("leeway_feature_ks_distance")
        own = {feature: {"rows": whole.metric("leeway_rows_total")[None], "psi": psi}
               for feature, psi in whole.metric("leeway_feature_psi").items()}
        check(len(own) == 5 and len(distances) == 4, "metrics of five features, four of them numeric")
        for feature, distance in distances.items():
            own[feature]["ks_distance"] = distance
        compare(server, own)
        firing = {a["labels"].get("feature") for a in server.get("/api/v1/alerts")["alerts"]
                  if a["state"] == "firing" and a["labels"]["alertname"] == "LeewayDistributionMoved"}
        check(firing == {"area_m2", "rooms", "district"}, f"alerts that the distribution moved for {firing}")
        check_rules(server)


def compare(server, own):
    worst = {}
    for feature, figures in own.items():
        where = "{feature=" + json.dumps(feature) + "}"
        for name, expected in figures.items():
            value = server.value(f"leeway:{name}{where}")
            check(value is not None, f"no leeway:{name}{where}")
            error = abs(value / expected - 1) if name == "rows" else abs(value - expected)
            worst[name] = max(worst.get(name, 0), error)
    print("largest error of the live rules:", ", ".join(f"{name} {error:.2g}" for name, error in worst.items()))
    # A killed replica loses up to 1.25 s of the 16 s of traffic of one of two; increase() adds up to a scrape of 30 s.
    check(worst.pop("rows") < 0.12, "rows beyond what scrapes can miss")
    for name, error in worst.items():
        check(error < 0.01, f"{name} beyond what scrapes can miss")


def check_alerts(server):
    alerts = {(a["labels"]["alertname"], a["labels"].get("feature")): a for a in server.get("/api/v1/alerts")["alerts"]
              if a["state"] == "firing"}
    for wanted in [("LeewayDistributionMoved", "age"), ("LeewayNewCategories", "device")]:
        check(wanted in alerts, f"no alert {wanted}; there are {list(alerts)}")
    for unwanted in ["LeewayBaselineNotServed", "LeewayCellsDiffer", "LeewayRejectedRows"]:
        check(all(name != unwanted for name, _ in alerts), f"an alert {unwanted}")
    for alert in alerts.values():
        text = " ".join(alert["annotations"].values())
        check("<error" not in text and "{{" not in text, f"a broken annotation: {text}")
    moved = alerts["LeewayDistributionMoved", "age"]["annotations"]["description"]
    print("age:", moved)
    check(re.match(r"values are higher: \[.*[])] \+\d+\.\d points, \[.*[])] -\d+\.\d points; the distribution moved by "
                   r"0\.\d+ beyond chance, KS D=0\.\d+ p=\S+, chi-squared \S+, PSI \S+ → the population moved", moved),
          "the diagnosis of age")
    new = alerts["LeewayNewCategories", "device"]["annotations"]["description"]
    print("device:", new)
    check(re.match(r"\d\.\d+% of the rows of device are in categories that training never saw, \+\d\.\d\d points", new),
          "the diagnosis of device")


def check_rules(server):
    groups = server.get("/api/v1/rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    for rule in rules:
        check(rule["health"] == "ok", f"{rule['name']}: {rule.get('lastError')}")
    print(f"{len(rules)} rules, evaluated in {1000 * sum(group['evaluationTime'] for group in groups):.0f} ms")


def expressions(panels):
    for panel in panels:
        yield from ((panel["title"], target["expr"]) for target in panel.get("targets", []))


def check_dashboard(server, targets):
    dashboard = json.loads(run(SERVICE.leeway, "grafana"))
    for member in ["title", "uid", "schemaVersion", "panels", "templating", "time"]:
        check(member in dashboard, f"a dashboard without {member}")
    check("id" not in dashboard, "an id in a dashboard to import")
    panels = dashboard["panels"]
    check(len({panel["id"] for panel in panels}) == len(panels), "panels with one id")
    taken = set()
    for panel in panels:
        place = panel["gridPos"]
        check(place["x"] + place["w"] <= 24, f"panel {panel['title']} is too wide")
        for cell in ((x, y) for x in range(place["x"], place["x"] + place["w"])
                     for y in range(place["y"], place["y"] + place["h"])):
            check(cell not in taken, f"panel {panel['title']} lies over another")
            taken.add(cell)
        if panel["type"] != "row":
            check(panel["datasource"]["uid"] == "${datasource}" and panel["targets"], f"panel {panel['title']}")

    # The variables are what Grafana would make of their queries.
    values = {"__rate_interval": "4s"}
    for variable in dashboard["templating"]["list"]:
        if variable["type"] != "query":
            continue
        series, label = re.fullmatch(r"label_values\((.*), (\w+)\)", variable["query"]["query"]).groups()
        found = {entry[label] for entry in server.get("/api/v1/series", **{"match[]": filled(series, values)})}
        check(found, f"variable {variable['name']} has no value")
        values[variable["name"]] = "age" if "age" in found else sorted(found)[0]
    checked = 0
    for title, expression in expressions(panels):
        result = server.query(filled(expression, values))
        check(result, f"panel {title}: nothing for {expression}")
        checked += 1
    check(server.value(filled("count(leeway_baseline_info{model=\"$model\"})", values)) == len(targets), "replicas")
    print(f"dashboard: {checked} expressions of {len(panels)} panels answered")


def filled(text, values):
    def quoted(match):  # Grafana escapes what stands in a selector's quotes
        return json.dumps(values[match[1]])[1:-1]
    return re.sub(r"\$(\w+)", quoted, text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["rules", "live", "service"])
    for program in ["promtool", "leeway", "case", "prometheus", "replica", "service", "prices"]:
        parser.add_argument(f"--{program}")
    parser.parse_args(namespace=SERVICE)
    folder = Path(tempfile.mkdtemp(prefix="leeway_fleet_"))
    try:
        {"rules": rules, "live": live, "service": service}[SERVICE.what](folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
