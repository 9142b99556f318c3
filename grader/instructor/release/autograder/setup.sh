#!/usr/bin/env bash
# Gradescope runs this once, as root, when the archive is uploaded: what the judge needs, and the sandbox.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
apt-get update
apt-get install --yes python3 python3-venv bubblewrap
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: choose Ubuntu 24.04.")'
python3 -m venv "$root/venv"
"$root/venv/bin/pip" install --quiet "$root/source/kit"
