"""RapidOCR on pictures, one thread: the paths come in as JSON, the text of each and the figures go out.

Run by a Python that has `rapidocr` and `onnxruntime`; the models are inside the package.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

THREADS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
}


def rows(boxes: Any, texts: Any) -> str:
    """Boxes that stand side by side are one line, from the left."""
    both = zip(boxes, texts, strict=True)
    placed = sorted((float(box[:, 1].mean()), float(box[:, 0].min()), text) for box, text in both)
    lines: list[list[tuple[float, str]]] = []
    last, height = -1e9, 12.0
    for middle, left, text in placed:
        if middle - last > height:
            lines.append([])
        lines[-1].append((left, text))
        last = middle
    return "\n".join("\t".join(text for _, text in sorted(line)) for line in lines)


def main() -> None:
    import numpy
    from PIL import Image
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    engine = RapidOCR(params=THREADS)
    texts, used = [], time.process_time()
    for path in json.load(sys.stdin):
        found = engine(numpy.asarray(Image.open(path).convert("RGB")))
        texts.append(rows(found.boxes, found.txts) if found.txts else "")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    json.dump({"texts": texts, "seconds": time.process_time() - used, "memory": memory}, sys.stdout)


if __name__ == "__main__":
    main()
