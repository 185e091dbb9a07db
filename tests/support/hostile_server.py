"""A web server on 127.0.0.1 that serves a folder and misbehaves as the first part of the path says.

    /break=1000,times=3/model.gguf      the first three replies for that address end after 1000 bytes of body

Prints its port, then serves until its standard input ends. Everything is told to it by addresses:

    break=N     the connection ends after N bytes        stall=N     after N bytes nothing more comes
    hold=N      after N bytes waits for /release          corrupt=N   the byte at place N of the file is wrong
    length=N    Content-Length says N more (or less)      shift=N     Content-Range begins N later
    total=N     Content-Range's whole is N more           noranges    parts are not given
    status=N    that and nothing else                     retry=N     with it: Retry-After
    loop        redirected to itself                      away        redirected to the same place on "localhost"
    etag=T      its tag; {n} is the number of the request notag       no tag at all
    nolength    no Content-Length, the connection ends it long=N      N bytes more than asked for
    times=N     only for the first N requests of that address (HEAD and the probe of one byte do not count)

It is a proxy for any host, too: a whole address as the request serves what stands behind the host.

    /log        what was asked so far, as JSON            /held       answers when a reply is held
"""
import hashlib
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(sys.argv[1])
LOG, COUNTS, LOCK = [], {}, threading.Lock()
HELD, RELEASED = threading.Semaphore(0), threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, BrokenPipeError):
            pass

    def do_GET(self):
        path = unquote(urlsplit(self.path).path)
        if path == "/log":
            with LOCK:
                return self.answer(json.dumps(LOG).encode())
        if path == "/held":
            HELD.acquire()
            return self.answer(b"held")
        if path == "/release":
            RELEASED.set()
            return self.answer(b"released")
        asked = self.headers.get("Range", "")
        with LOCK:
            LOG.append({"path": path, "query": urlsplit(self.path).query, "range": asked, "host": self.headers.get("Host", ""),
                        "authorization": self.headers.get("Authorization", ""),
                        "proxied": urlsplit(self.path).netloc})
        _, first, rest = path.split("/", 2)
        faults = dict((part.split("=", 1) + [""])[:2] for part in first.split(","))
        if asked != "bytes=0-0":
            with LOCK:
                COUNTS[path] = COUNTS.get(path, 0) + 1
            if COUNTS[path] > int(faults.get("times", 1 << 60)):
                faults = {key: value for key, value in faults.items() if key in ("etag", "notag", "noranges")}
        elif "times" in faults:
            faults = {key: value for key, value in faults.items() if key in ("etag", "notag", "noranges")}
        self.serve(ROOT / rest, faults, asked)

    def serve(self, file, faults, asked):
        if "status" in faults:
            return self.answer(b"no", int(faults["status"]), {"Retry-After": faults["retry"]} if "retry" in faults else {})
        if "loop" in faults:
            return self.answer(b"", 302, {"Location": self.path})
        if "away" in faults:
            port = self.server.server_address[1]
            return self.answer(b"", 302, {"Location": f"http://localhost:{port}" + re.sub(r"^/[^/]*", "/plain", self.path)})
        if not file.is_file():
            return self.answer(b"not there", 404)
        data = bytearray(file.read_bytes())
        tag = faults.get("etag", '"' + hashlib.sha256(data).hexdigest()[:16] + '"').replace("{n}", str(len(LOG)))
        headers = {} if "notag" in faults else {"ETag": tag}
        for more in (file.parent / (file.name + ".headers")).read_text().splitlines() if (file.parent / (file.name + ".headers")).is_file() else []:
            name, value = more.split(": ", 1)
            headers[name] = value.replace("{host}", self.headers.get("Host", ""))
        if "corrupt" in faults and int(faults["corrupt"]) < len(data):
            data[int(faults["corrupt"])] ^= 1
        status, first, last = 200, 0, len(data) - 1
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        matches = self.headers.get("If-Range", tag) == tag
        if found and matches and "noranges" not in faults:
            first, last = int(found[1]), min(int(found[2] or last), last)
            if first > last:
                return self.answer(b"", 416, {"Content-Range": f"bytes */{len(data)}"})
            status, shift = 206, int(faults.get("shift", 0))
            headers["Content-Range"] = f"bytes {first + shift}-{last + shift}/{len(data) + int(faults.get('total', 0))}"
        body = bytes(data[first:last + 1]) + b"x" * int(faults.get("long", 0))
        self.send(status, headers, body, faults)

    def send(self, status, headers, body, faults):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "nolength" in faults:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(body) + (int(faults.get("length", 0)) if len(body) > 1 else 0)))
        self.end_headers()
        for fault in ("break", "stall", "hold"):
            if fault in faults and len(body) > int(faults[fault]):
                self.wfile.write(body[:int(faults[fault])])
                self.wfile.flush()
                body = body[int(faults[fault]):]
                if fault == "stall":
                    self.connection.recv(1)  # until the other side goes away
                if fault == "hold":
                    HELD.release()
                    RELEASED.wait()
                else:
                    body = b""
                    self.close_connection = True
        self.wfile.write(body)
        if "nolength" in faults or "length" in faults:
            self.close_connection = True

    def answer(self, body, status=200, headers=None):
        self.send(status, headers or {}, body, {})


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *words):
        pass


def main():
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
