"""A hub on 127.0.0.1: what huggingface_hub asks for one file of one revision, and the ways in which that goes wrong."""

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hub:
    """Serves files at /REPO/resolve/REVISION/FILE. `cut` cuts so many answers off after `cut_at` bytes each.

    `refuses` so many ranges with 416; sends no more than a `crumb` of bytes at once, and says that is all; waits
    `slow` seconds before it sends.
    `etags` are those of single files, by name; `etag` is that of all others.
    `beside`, other Hubs, are repositories that it serves as well.
    `elsewhere`, another Hub, is where the files themselves are, as a real hub sends its large ones through a CDN.
    """

    def __init__(self, repo, revision, files, kind="model"):
        self.prefix = f"{'datasets/' if kind == 'dataset' else ''}{repo}/resolve/{revision}/"
        self.revision, self.files = revision, files
        self.cut, self.cut_at, self.deaf, self.etag = 0, 5_000, False, None
        self.refuses, self.crumb, self.slow = 0, None, 0
        self.etags = {}
        self.asked, self.tokens, self.elsewhere = [], [], None
        self.beside = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self):
                hub.answer(self, body=False)

            def do_GET(self):
                hub.answer(self, body=True)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *raised):
        self.server.shutdown()
        self.server.server_close()

    @property
    def starts(self):
        """Where each transfer began, in bytes."""
        return [start for method, start in self.asked if method == "GET"]

    def answer(self, request, body):
        path = request.path.partition("?")[0].lstrip("/")
        holding = next((hub for hub in (self, *self.beside) if path.startswith(hub.prefix)), None)
        file = holding.files.get(path.removeprefix(holding.prefix)) if holding else None
        whole = len(file or b"")
        if file is None:
            request.send_response(404)
            request.send_header("X-Error-Code", "EntryNotFound")
            request.send_header("X-Repo-Commit", self.revision)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        wanted = request.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted and not self.deaf else 0
        self.asked.append((request.command, start))
        if start and self.refuses:
            self.refuses -= 1
            request.send_response(416)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        self.tokens.append(request.headers.get("Authorization"))
        request.send_response(302 if self.elsewhere else 206 if start else 200)
        if self.elsewhere:
            request.send_header("Location", f"{self.elsewhere.endpoint}/{self.elsewhere.prefix}model.safetensors")
        etag = self.etags.get(path.rpartition("/")[2]) or self.etag or hashlib.sha256(file).hexdigest()
        request.send_header("ETag", f'"{etag}"')
        request.send_header("X-Linked-ETag", f'"{etag}"')
        request.send_header("X-Linked-Size", str(whole))
        file = file[: start + self.crumb] if self.crumb else file
        if self.revision:
            request.send_header("X-Repo-Commit", self.revision)
        request.send_header("Accept-Ranges", "bytes")
        request.send_header("Content-Length", str(0 if self.elsewhere else len(file) - start))
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(file) - 1}/{whole}")
        request.end_headers()
        if not body or self.elsewhere:
            return
        time.sleep(self.slow)
        if self.cut:
            self.cut -= 1
            request.wfile.write(file[start : start + self.cut_at])
            request.wfile.flush()
            request.close_connection = True
            request.connection.shutdown(2)
            return
        request.wfile.write(file[start:])
