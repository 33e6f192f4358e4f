"""A page of another origin in a real browser: what it sends reaches the service, and nothing of it is taken."""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading

from holders import KeyPair, Repository
from service import Quiet, Service, request, serving
from steps import Steps

PAGE_LIMIT = 180
# As on a machine without a screen, and without Chromium's own calls to the outside.
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --virtual-time-budget=8000""".split()

LIST = {"artifacts": [{"path": "evil", "info": {"length": 1, "hashes": {"sha256": "0" * 64}}}]}

# Each is one request that a page may send without asking: `no-cors`, beacons and forms need no preflight.
ATTACKS = """
const list = JSON.stringify(%(list)s);
const removal = JSON.stringify({artifacts: ['good']});
const attacks = target => [
  () => fetch(target + '/api/v1/artifacts/', {method: 'POST', mode: 'no-cors', body: list}),
  () => fetch(target + '/api/v1/artifacts', {method: 'POST', mode: 'no-cors', body: new Blob([list])}),
  () => fetch(target + '/api/v1/artifacts/delete', {method: 'POST', mode: 'no-cors', body: new Blob([removal])}),
  () => fetch(target + '/api/v1/artifacts/publish', {method: 'POST', mode: 'no-cors'}),
  () => fetch(target + '/api/v1/artifacts/publish/', {method: 'POST', mode: 'no-cors', referrerPolicy: 'no-referrer'}),
  () => navigator.sendBeacon(target + '/api/v1/artifacts/', list),
  () => navigator.sendBeacon(target + '/api/v1/artifacts/delete', new Blob([removal])),
  () => navigator.sendBeacon(target + '/api/v1/artifacts/publish'),
  () => {
    const form = document.createElement('form');
    form.method = 'POST';
    form.enctype = 'text/plain';
    form.action = target + '/api/v1/artifacts/';
    const frame = document.createElement('iframe');
    frame.name = 'frame' + Math.random();
    form.target = frame.name;
    const field = document.createElement('input');
    field.name = list.slice(0, -1) + ',"x":"';
    field.value = '"}';
    form.append(field);
    document.body.append(frame, form);
    form.submit();
  },
];
const COUNT = attacks('').length;
// Needs a preflight, which is not granted.
const asked = target => fetch(target + '/api/v1/artifacts/',
    {method: 'POST', headers: {'Content-Type': 'application/json'}, body: list}).then(() => 'read', () => 'blocked');
// What a page may try to read: with a preflight, without one, and as a script.
const reads = target => ['/api/v1/config', '/api/v1/tokens', '/api/v1/whoami'].flatMap(path => [
  () => fetch(target + path, {credentials: 'include'}).then(() => 'read', () => 'blocked'),
  () => fetch(target + path, {mode: 'no-cors', credentials: 'include'}).then(() => 'opaque', () => 'blocked'),
  () => fetch(target + path, {headers: {Authorization: 'Bearer guess'}}).then(() => 'read', () => 'blocked'),
  () => new Promise(said => {
    const script = document.createElement('script');
    script.onload = () => said('ran');
    script.onerror = () => said('blocked');
    script.src = target + path;
    document.body.append(script);
  }),
]);
const metadata = target => fetch(target + '/metadata/timestamp.json')
    .then(answer => answer.json()).then(file => file.signed._type, () => 'blocked');
(async () => {
  const said = [];
  for (const target of %(targets)s) {
    for (const attack of attacks(target)) {
      try { await attack(); } catch { said.push('unseen'); }
    }
    said.push(await asked(target));
  }
  for (const read of reads(%(service)s)) {
    said.push(await read());
  }
  said.push(await metadata(%(service)s));
  await new Promise(later => setTimeout(later, 3000));
  document.title = COUNT + ' ' + said.join(' ');
})();
"""


# Three addresses in four ways each; metadata is for pages of every origin.
READS = 12
# Of the attacks, those whose answer a page could wait for: the service's answers are for pages of its own.
FETCHES = 5


class Recorder:
    """A server that takes whatever comes, to know what the browser really sends."""

    def __init__(self):
        self.posts = []
        recorder = self

        class Taking(Quiet):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                recorder.posts.append(self.path)
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_OPTIONS(self):
                self.send_response(405)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.handler = Taking


def page_server(script):
    body = f"<!doctype html><title>waiting</title><body><script>{script}</script>".encode()

    class Page(Quiet):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return serving(Page)


def dump(chromium, url, *more):
    """What is in the page after its scripts have run."""
    # Its helpers may still be writing there when it has ended.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium, *FLAGS, *more, f"--user-data-dir={profile}", "--dump-dom", url]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PAGE_LIMIT)
    return done.stdout


def taken(service):
    """How many POSTs the service has answered, by status."""
    counts = {}
    for line in service.metrics().splitlines():
        if line.startswith("countersign_http_answers_seconds_count") and 'method="POST"' in line:
            labels, number = line.rsplit(" ", 1)
            status = labels.split('status="')[1].split('"')[0]
            counts[status] = counts.get(status, 0) + int(float(number))
    return counts


def attacks(steps, service, chromium):
    recorder = Recorder()
    repository = Repository(service)
    ada, ben = KeyPair("Ada"), KeyPair("Ben")
    with steps.step("a repository with one artifact"):
        repository.bootstrap([ada, ben], [ada, ben], {"bins": {"expiration": 30, "number_of_delegated_bins": 2}})
        repository.add(service.folder / "files", "good")
    before, journal = taken(service), service.signed("timestamp.json")["version"]
    with serving(recorder.handler) as open_url:
        for host in ("127.0.0.1", "localhost"):
            script = ATTACKS % {"list": json.dumps(LIST), "targets": json.dumps([open_url, service.url]), "service": json.dumps(service.url)}
            with page_server(script) as page, steps.step(f"a page of http://{host}: everything is sent, nothing taken or told"):
                recorder.posts.clear()
                refused_before = refused(taken(service))
                seen = dump(chromium, page.replace("127.0.0.1", host))
                count, said = title(seen)
                assert len(recorder.posts) == count, f"the browser sent {recorder.posts} (expected: {count} requests)"
                expected = ["blocked"] + ["unseen"] * FETCHES + ["blocked"] * (1 + READS) + ["timestamp"]
                assert said == expected, f"the page was told {said} (expected: {expected})"
                came = refused(taken(service)) - refused_before
                assert came == count, f"{came} were refused (expected: {count}); {taken(service)}"
                assert taken(service).get("202") == before.get("202"), "a page wrote"
    with steps.step("nothing was published"):
        assert service.signed("timestamp.json")["version"] == journal
        assert service.api("GET", "artifacts/?path=good")[0] == 200
        assert service.api("GET", "artifacts/?path=evil")[0] == 404
    with steps.step("a name of the page's own that leads to this machine reaches nothing"):
        url = service.url.replace("127.0.0.1", "evil.example") + "/api/v1/config"
        seen = dump(chromium, url, "--host-resolver-rules=MAP evil.example 127.0.0.1")
        assert "Host: evil.example" in seen and "not a name of this service" in seen, seen
    with steps.step("its user is asked for a token, and not by a window of the browser"):
        assert "credentials are missing" in dump(chromium, service.url + "/api/v1/config")


def refused(counts):
    return counts.get("403", 0) + counts.get("415", 0)


def title(seen):
    found = seen.split("<title>")[1].split("</title>")[0].split()
    assert found and found[0].isdigit(), f"the page did not end: {seen[:500]}"
    return int(found[0]), found[1:]


def main(launcher, folder, chromium):
    steps = Steps()
    with steps.journey("A page of another origin"):
        with Service(launcher, pathlib.Path(folder) / "service") as service:
            attacks(steps, service, chromium)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
