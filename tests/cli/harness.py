"""Many command lines in one child process, each as `leftopen` itself would run it.

Reads a JSON list of argument lists from standard input, and gives a JSON list of (exit code, output, errors).
A traceback that would reach a person is in the errors, as it would be there.
"""

from __future__ import annotations

import io
import json
import sys
import traceback

from leftopen.cli import main


def once(words: list[str]) -> tuple[object, str, str]:
    out, err = io.BytesIO(), io.StringIO()
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", errors="surrogateescape", write_through=True)
    sys.stderr = err
    sys.argv = ["leftopen", *words]
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:  # noqa: BLE001 - what a person would see is what the test is about
        err.write(traceback.format_exc())
        code = 1
    return code, out.getvalue().decode("utf-8", "backslashreplace"), err.getvalue()


def run() -> None:
    real = sys.stdout
    results = [once(words) for words in json.load(sys.stdin)]
    sys.stdout = real
    json.dump(results, real)


if __name__ == "__main__":
    run()
