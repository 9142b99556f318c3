"""`grader site`: the course as pages, served on this machine alone."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from grader.cli.terminal import relative_path, say
from grader.errors import BadInput
from grader.paths import COURSE

BUILT = COURSE / "build" / "site"
PORT = 8124
"""Always the same one: a browser keeps one's work by address, and the port is part of it."""

TYPES = {".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json", ".whl": "application/zip"}


def site_(
    folder: Path | None = None,
    *,
    port: int = PORT,
    open_: Annotated[bool, Parameter(name="--open", negative="--no-open")] = True,
) -> int:
    """Serve the built site on 127.0.0.1 and open the browser; where it was not built, build it first.

    Parameters
    ----------
    folder
        A built site; without it, the one that `make site` makes.
    port
        The port. What you write in the pages is kept by address: under another port there is other work.
    open_
        Open the browser.
    """
    if folder and not (folder / "index.html").is_file():
        raise BadInput(f"{folder} is no built site: it has no index.html. `make site` makes one.")
    root = folder or _built()
    try:
        server = PageServer(("127.0.0.1", port), functools.partial(Pages, directory=str(root)))
    except OSError as error:
        reason = error.strerror or error
        raise BadInput(
            f"Port {port} cannot be used: {reason}. --port N takes another one, with work of its own."
        ) from None
    address = f"http://127.0.0.1:{server.server_port}/"
    say(f"{relative_path(root)} is at {address} until Ctrl-C.", "bold")
    if open_:
        webbrowser.open(address)
    try:
        with server:
            server.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


def _built() -> Path:
    """Return the built site. Raises BadInput where there is none and none can be built."""
    if (BUILT / "index.html").is_file():
        return BUILT
    if not (COURSE / "website").is_dir():
        raise BadInput(
            "This copy of the course has no website/. Clone its repository: `make site` builds the pages there."
        )
    say("Building the pages, once; this takes a minute.")
    if subprocess.run([sys.executable, "-m", "website"], cwd=COURSE, check=False).returncode:
        raise BadInput(
            "The pages could not be built; what is missing stands above. The chapters are exercises/*/README.md."
        )
    return BUILT


class PageServer(http.server.ThreadingHTTPServer):
    """Says nothing of a browser that has enough of a file before its end: a page that is left does so."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what went wrong with a request, unless it was the connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Pages(http.server.SimpleHTTPRequestHandler):
    """Serves files, with the types that modules and WebAssembly are refused without; asks browsers to ask again."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | TYPES

    def end_headers(self) -> None:
        """Add what lets a browser keep a file as long as it is the same."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of what is served."""
