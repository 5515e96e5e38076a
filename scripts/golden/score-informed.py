"""
Starts of score-informed NMF in plain NumPy, from the equations of M. Mueller, "Fundamentals of Music Processing", section 8.3, with the
conventions of libfmp (truncated indices, bands closed at both ends, frames open at the end): test/golden/score-informed.json.

Run: bench/peers/.venv/bin/python scripts/golden/score-informed.py
"""

import json
from pathlib import Path

import numpy as np


def tone_template(bins, pitch, resolution, tolerance):
    f0 = 2 ** ((pitch - 69) / 12) * 440
    template = np.zeros(bins)
    m = 1
    while (1 - tolerance) * m * f0 < bins * resolution:
        low = int((1 - tolerance) * m * f0 / resolution)
        high = int((1 + tolerance) * m * f0 / resolution)
        template[max(low, 0) : min(high, bins - 1) + 1] = 1 / m
        m += 1
    return template


def activations(notes, pitches, frames, resolution, tolerance, onset_tolerance):
    tones = np.zeros((len(pitches), frames))
    strokes = np.zeros((len(pitches), frames))
    for start, duration, pitch in notes:
        row = pitches.index(pitch)
        tones[row, max(0, int((start - tolerance[0]) / resolution)) : min(frames, int((start + duration + tolerance[1]) / resolution))] = 1
        strokes[row, max(0, int((start - onset_tolerance[0]) / resolution)) : min(frames, int((start + onset_tolerance[1]) / resolution))] = 1
    return tones, strokes


def runs(row):
    """A row of few values as [value, count, ...]."""
    out = []
    for value in row.tolist():
        if out and out[-2] == value:
            out[-1] += 1
        else:
            out += [value, 1]
    return out


templates = []
for bins, resolution, tolerance, pitch in [
    (1025, 22050 / 2048, 0.05, 60),
    (1025, 22050 / 2048, 0.05, 21),
    (1025, 22050 / 2048, 0.05, 108),
    (513, 44100 / 1024, 0.03, 57.5),
    (301, 8000 / 600, 0.1, 90),
]:
    row = tone_template(bins, pitch, resolution, tolerance)
    templates.append(dict(binCount=bins, hertzPerBin=resolution, pitchTolerance=tolerance, pitch=pitch, runs=runs(row)))

notes = [[0.0, 0.5, 60], [0.1, 1.0, 64], [0.75, 0.25, 60], [1.9, 0.4, 72], [2.6, 1.0, 48]]
pitches = sorted({pitch for _, _, pitch in notes})
rolls = []
for frames, resolution, tolerance, onset_tolerance in [
    (120, 512 / 22050, [0.2, 0.5], [0.3, 0.1]),
    (40, 0.1, [0.0, 0.0], [0.05, 0.25]),
]:
    tones, strokes = activations(notes, pitches, frames, resolution, tolerance, onset_tolerance)
    rolls.append(dict(frameCount=frames, secondsPerFrame=resolution, noteTolerance=tolerance, onsetTolerance=onset_tolerance, tones=[runs(r) for r in tones], strokes=[runs(r) for r in strokes]))

out = dict(versions=dict(numpy=np.__version__), templates=templates, notes=notes, pitches=pitches, rolls=rolls)
path = Path(__file__).parents[2] / "test/golden/score-informed.json"
path.write_text(json.dumps(out) + "\n")
print(path.stat().st_size)
