"""Gives every POST in a sequence of calls a key of its own.

Hypothesis likes to send the same value again. Under the same Idempotency-Key that is the same answer again, so what was "created"
may have been deleted long ago, and the check that it can be read would complain. That check belongs to sequences of calls (the stateful phase); keys that break the schema stay as they are.
"""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.phase.name != "stateful":
        return
    headers = case.headers or {}
    for name, value in list(headers.items()):
        if name.lower() == "idempotency-key" and isinstance(value, str) and 1 <= len(value) <= 200:
            headers[name] = uuid.uuid4().hex
