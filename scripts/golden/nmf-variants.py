"""
The variants of NMF by plain NumPy and librosa: test/golden/nmf-variants.json. The formulas stand in bench/peers/nmf_variants.py.

Run: bench/peers/.venv/bin/python scripts/golden/nmf-variants.py
"""

import json
import sys
from pathlib import Path

import numpy as np

root = Path(__file__).parents[2]
sys.path.insert(0, str(root / "bench/peers"))
from nmf_variants import cases  # noqa: E402

complexes = [(6, 9, 3, 5, 0.0, 1.0), (5, 8, 2, 6, 0.3, 1.2)]
result = cases(np.random.default_rng(2004), (7, 19, 2, 4, 6), complexes, (5, 8000, 64, 12, 8))
for case in [result["nmfd"], *result["complexNmf"]]:
    assert all(a >= b - 1e-12 for a, b in zip(case["costs"], case["costs"][1:])), case["costs"]
(root / "test/golden/nmf-variants.json").write_text(json.dumps(result) + "\n")
