"""Uses the inference service as its clients do: run.py INFERENCE_SERVICE HOUSE_PRICES"""

import concurrent.futures
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SERVICE = HOUSE_PRICES = ""
FOLDER = None


def setUpModule():
    global FOLDER
    FOLDER = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(FOLDER.cleanup)
    subprocess.run([HOUSE_PRICES, "train", path("model.pt")], check=True, stdout=subprocess.DEVNULL)


def path(name):
    return str(Path(FOLDER.name) / name)


def houses(rows, seed, *options):
    """The body of a request."""
    return subprocess.run([HOUSE_PRICES, "request", str(rows), str(seed), *options], check=True,
                          capture_output=True).stdout.decode()


class Service:
    """Started on a free port; stopped as an orchestrator does, by SIGTERM."""

    def __init__(self, *options):
        self.process = subprocess.Popen([SERVICE, path("model.pt"), "--port", "0", *options], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        match = re.search(r":(\d+)$", first.strip())
        if not match:
            raise RuntimeError(first + self.process.communicate(timeout=30)[1])
        self.port = int(match[1])

    def ask(self, method, target, body=None, accept=None, **headers):
        """Status, headers, text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        if accept:
            headers["Accept"] = accept
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def metric(self, name):
        found = re.search(f"^{re.escape(name)} (\\S+)$", self.ask("GET", "/metrics")[2], re.M)
        return None if found is None else float(found[1])

    def stop(self):
        """Exit status and what it said since it listened."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        said, errors = self.process.communicate(timeout=30)
        return self.process.returncode, said, errors


class Serving(unittest.TestCase):
    def service(self, *options):
        service = Service(*options)
        self.addCleanup(service.stop)
        return service

    def drift(self, service):
        return json.loads(service.ask("GET", "/drift", accept="application/json")[2])

    def test_healthy_rows_are_predicted_and_observed(self):
        service = self.service()
        status, headers, text = service.ask("POST", "/predict", houses(2000, 7))
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "application/json")
        predictions = json.loads(text)["predictions"]
        self.assertEqual(len(predictions), 2000)
        self.assertTrue(all(20 < price < 3000 for price in predictions), predictions[:5])
        report = self.drift(service)
        self.assertEqual((report["window"]["rows"], report["drifted"]), (2000, False))
        self.assertEqual(service.metric("inference_answered_requests_total"), 1)
        labels = f'model="house-prices",baseline="{report["baseline"]["hash"]}"'
        self.assertEqual(service.metric(f"leeway_rows_total{{{labels}}}"), 2000)
        self.assertEqual(service.metric(f"leeway_verdict{{{labels}}}"), 0)
        health = json.loads(service.ask("GET", "/healthz")[2])
        self.assertEqual(health["status"], "ok")
        self.assertEqual(health["baseline"], report["baseline"]["hash"])

    def test_drift_is_ranked_by_its_impact_on_the_price(self):
        service = self.service()
        service.ask("POST", "/predict", houses(3000, 8, "--drifted"))
        report = self.drift(service)
        self.assertTrue(report["drifted"])
        first = report["features"][0]
        self.assertEqual(first["name"], "area_m2")
        self.assertGreater(first["impact"]["expected"], 20)  # thousand euros
        self.assertGreater(first["impact"]["expected"], 10 * first["impact"]["standard_error"])
        self.assertIn("moves the output by", first["diagnosis"])
        verdicts = {feature["name"]: feature["verdict"] for feature in report["features"]}
        self.assertEqual(verdicts["district"], "drift")
        self.assertEqual(verdicts["age_years"], "stable")

    def test_drift_as_html_json_or_text(self):
        service = self.service()
        service.ask("POST", "/predict", houses(500, 9))
        for accept, kind in [("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"), ("application/json", None),
                             ("text/plain", "text/plain"), ("*/*", None), (None, None),
                             ("application/json, text/html", None)]:
            status, headers, text = service.ask("GET", "/drift", accept=accept)
            self.assertEqual(status, 200)
            self.assertTrue(headers["Content-Type"].startswith(kind or "application/json"), (accept, headers))
            if kind is None:
                json.loads(text)
            elif kind == "text/html":
                self.assertTrue(text.startswith("<!DOCTYPE html>"))
                self.assertIn("500 live rows", text)
                self.assertIn("<th scope=row>area_m2<", text)
            else:
                self.assertIn("500 live rows", text)

    def test_missing_values_and_unknown_districts_are_observed_and_answered(self):
        service = self.service()
        rows = json.loads(houses(100, 10))["rows"]
        for row in rows[:50]:
            row["area_m2"] = None
        for row in rows[50:]:
            row["district"] = 77
        status, _, text = service.ask("POST", "/predict", json.dumps({"rows": rows}))
        self.assertEqual(status, 200)
        self.assertTrue(all(isinstance(price, float) for price in json.loads(text)["predictions"]))
        features = {feature["name"]: feature for feature in self.drift(service)["features"]}
        self.assertEqual(features["area_m2"]["current"]["missing"], 50)
        self.assertEqual(features["district"]["current"]["unseen"], 50)

    def test_bad_requests_are_refused_said_and_counted_and_nothing_of_them_is_observed(self):
        service = self.service()
        good = json.loads(houses(1, 11))["rows"][0]
        without = {name: value for name, value in good.items() if name != "rooms"}
        cases = [
            ("not_json", "", 400, "line 1"),
            ("not_json", '{"rows": [', 400, "line 1, column"),
            ("not_json", '{"rows": [{"area_m2": NaN}]}', 400, "request"),
            ("not_json", "[" * 100_000, 400, "nested too deeply"),
            ("wrong_shape", "[]", 400, "expected {"),
            ("wrong_shape", '{"rows": []}', 400, "at least one row"),
            ("wrong_shape", '{"rows": [3]}', 400, "rows[0]: expected an object"),
            ("missing_field", json.dumps({"rows": [good, without]}), 400, "rows[1]: 'rooms' is missing"),
            ("wrong_type", json.dumps({"rows": [good, {**good, "area_m2": "80"}]}), 400,
             "rows[1].area_m2: expected a number or null, found a string"),
            ("wrong_type", json.dumps({"rows": [{**good, "district": 1.5}]}), 400, "district: expected a whole number"),
            ("too_long", " " * (2 << 20), 413, "longer than 1048576 bytes"),
            ("too_long", json.dumps({"rows": [good] * 4097}), 413, "4097 rows"),
        ]
        expected = {}
        for reason, body, status, message in cases:
            got, headers, text = service.ask("POST", "/predict", body)
            self.assertEqual((got, headers["Content-Type"]), (status, "application/json"), text[:200])
            self.assertIn(message, json.loads(text)["error"])
            expected[reason] = expected.get(reason, 0) + 1
        for reason, count in expected.items():
            self.assertEqual(service.metric(f'inference_refused_requests_total{{reason="{reason}"}}'), count)
        self.assertEqual(self.drift(service)["window"]["rows"], 0)
        self.assertEqual(service.ask("POST", "/predict", json.dumps({"rows": [good]}))[0], 200)
        self.assertEqual(self.drift(service)["window"]["rows"], 1)

    def test_a_chunked_body_without_end_in_sight_is_too_long_and_the_connection_goes_on(self):
        service = self.service()
        with socket.create_connection(("127.0.0.1", service.port), timeout=30) as client:
            client.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(40):
                client.sendall(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
            client.sendall(b"0\r\n\r\n")
            refused = client.recv(65536)
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b""
            while part := client.recv(65536):
                answer += part
        self.assertIn(b" 413 ", refused.split(b"\r\n")[0])
        self.assertIn(b'"status":"ok"', answer)

    def test_unknown_paths(self):
        service = self.service()
        status, _, text = service.ask("GET", "/nothing")
        self.assertEqual(status, 404)
        self.assertIn("POST /predict", json.loads(text)["error"])
        self.assertEqual(service.ask("GET", "/predict")[0], 404)

    def test_many_clients_lose_nothing_and_the_end_flushes_the_window(self):
        service = self.service("--report", path("last.json"))
        body = houses(25, 12)
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            statuses = list(clients.map(lambda _: service.ask("POST", "/predict", body)[0], range(200)))
        self.assertEqual(statuses, [200] * 200)
        self.assertEqual(service.metric("inference_answered_requests_total"), 200)
        status, said, errors = service.stop()
        self.assertEqual((status, errors), (0, ""))
        self.assertIn("5,000 live rows", said)
        self.assertEqual(json.loads(Path(path("last.json")).read_text())["window"]["rows"], 5000)

    def test_windows_end_by_the_clock(self):
        service = self.service("--cadence", "1", "--report", path("window.json"))
        service.ask("POST", "/predict", houses(1000, 13, "--drifted"))
        for _ in range(100):
            if Path(path("window.json")).exists():
                break
            try:
                service.process.wait(0.1)
            except subprocess.TimeoutExpired:
                pass
        self.assertEqual(json.loads(Path(path("window.json")).read_text())["window"]["rows"], 1000)

    def test_without_leeway_the_answers_are_the_same(self):
        body = houses(50, 14)
        plain = self.service("--without-leeway")
        self.assertEqual(self.service().ask("POST", "/predict", body)[2], plain.ask("POST", "/predict", body)[2])
        self.assertEqual(plain.ask("GET", "/drift")[0], 404)
        self.assertEqual(plain.metric("inference_answered_requests_total"), 1)

    def test_what_cannot_be_served_is_said(self):
        Path(path("broken.pt")).write_text("no archive")
        for archive, message in [("broken.pt", "TorchScript archive"), ("absent.pt", "cannot be opened")]:
            done = subprocess.run([SERVICE, path(archive), "--port", "0"], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)
        service = self.service()
        done = subprocess.run([SERVICE, path("model.pt"), "--port", str(service.port)], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("cannot listen", done.stderr)


if __name__ == "__main__":
    HOUSE_PRICES, SERVICE = sys.argv.pop(), sys.argv.pop()
    unittest.main(verbosity=2)
