#!/usr/bin/env bash
# Writes the lock files anew from pyproject.toml and *.in, with the uv that start.py brought.
# Versions already locked stay; add e.g. `--upgrade` or `--upgrade-package streamlit` to move them.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.uv/bin:$PATH"
lock() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "requirements/lock.sh" "$@"
}
lock pyproject.toml requirements/build.in --group test --output-file requirements/test.txt "$@"
lock pyproject.toml --constraint requirements/test.txt --output-file requirements/runtime.txt
lock requirements/build.in --constraint requirements/test.txt \
    --output-file requirements/build.txt
lock requirements/uv.in --output-file requirements/uv.txt "$@"
