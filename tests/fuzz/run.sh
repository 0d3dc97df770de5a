#!/usr/bin/env bash
# Fuzzes the API from the OpenAPI document that the binary itself serves: no 500, no answer that the document does not name.
# DANGOL_BIN is the binary, FUZZ_SECONDS the time, FUZZ_DIR where the Python packages and the reports go.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD

bin=${DANGOL_BIN:-$root/target/x86_64-unknown-linux-gnu/debug/dangol}
seconds=${FUZZ_SECONDS:-600}
dir=${FUZZ_DIR:-target/fuzz}
account=fuzz # this and "other" as in schemathesis.toml

if ! command -v python3 >/dev/null; then
    printf 'Python 3 is missing (schemathesis runs on it).\n    Run as root: apt-get install python3 python3-venv\n' >&2
    exit 1
fi
mkdir -p "$dir"
dir=$(realpath "$dir")
wanted=tests/fuzz/requirements.txt
if ! cmp -s "$wanted" "$dir/venv/installed.txt"; then
    rm -rf "$dir/venv"
    if ! python3 -m venv "$dir/venv"; then
        printf 'Python can not make a virtual environment.\n    Run as root: apt-get install python3-venv\n' >&2
        exit 1
    fi
    "$dir/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
    cp "$wanted" "$dir/venv/installed.txt"
fi

work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

dangol() { "$bin" "$@" --data-dir "$work/data"; }
password=$(python3 -c 'import secrets; print(secrets.token_urlsafe(24))')
dangol setup --email fuzz@example.com --agency Fuzz <<<"$password"
dangol account create --slug "$account" --name Fuzz
dangol account create --slug other --name Other
token=$(dangol token create --name fuzz --role owner)

read -r admin visitors < <(python3 - <<'PY'
import socket
held = [socket.socket() for _ in range(2)]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))
PY
)
# The binary itself and not the function: killing a function's subshell would leave the server alone.
"$bin" serve --data-dir "$work/data" --listen "127.0.0.1:$admin" --public-listen "127.0.0.1:$visitors" >"$dir/server.log" 2>&1 </dev/null &
server=$!

status=0
cd "$work" # schemathesis leaves files where it stands
# --max-time ends the fuzzing; the hard limit is for a run that hangs. One worker: CPython 3.11 can't parse Python in two threads at
# once ("AST constructor recursion depth mismatch"), and Hypothesis does. Every check but one: what a schema allows may still be
# refused, such as a lead of a customer who is not there, so `positive_data_acceptance` would call our 422 a fault.
PYTHONPATH=$root/tests/fuzz PYTHONDONTWRITEBYTECODE=1 SCHEMATHESIS_HOOKS=fresh_keys \
    timeout --kill-after=10 $((seconds + 300)) \
    "$dir/venv/bin/schemathesis" --config-file "$root/tests/fuzz/schemathesis.toml" \
    run "http://127.0.0.1:$admin/api/v1/openapi.json" \
    --wait-for-schema 30 --max-time "$seconds" --workers 1 --request-timeout 10 \
    --header "Authorization: Bearer $token" \
    --checks all --exclude-checks positive_data_acceptance \
    --generation-database none --report-dir "$dir/reports" --report junit || status=$?

if ! kill -0 "$server" 2>/dev/null; then
    echo "the server died; its last lines:" >&2
    tail -n 20 "$dir/server.log" >&2
    status=1
elif grep -n 'panicked at' "$dir/server.log" >&2; then
    echo "the server panicked (lines above, from $dir/server.log)" >&2
    status=1
fi
exit "$status"
