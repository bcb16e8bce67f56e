"""Cache values travel as JSON: never pickle."""

import json


class JsonSerializer:
    """What django.core.cache's Redis backend asks of a serializer."""

    def dumps(self, obj: object) -> bytes | int:
        # Whole numbers stay numbers, so that INCR works on them.
        return obj if type(obj) is int else json.dumps(obj, ensure_ascii=False).encode()

    def loads(self, data: bytes) -> object:
        return json.loads(data)
