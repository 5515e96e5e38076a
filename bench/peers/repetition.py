"""Plain NumPy references of the methods that model what repeats, written from their papers in the conventions of nussl 1.1 and of Z. Rafii's
published programs; nussl itself does not run with today's SciPy. Matrices are [bin, frame], as in those. Prints JSON.

  repetition.py masks FOLDER   reads FOLDER/cases.json and the [frame, bin] matrices it names, writes each case's results beside them
  repetition.py time FOLDER RUNS   seconds of each method on FOLDER/magnitudes.f32, RUNS times
"""

import json
import os
import pathlib
import sys
import time

threads = os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", threads)

import numpy as np  # noqa: E402  (after the number of threads is set)
import scipy  # noqa: E402
from scipy.ndimage import maximum_filter, median_filter, minimum_filter, uniform_filter  # noqa: E402

epsilon = 1e-16


def beat_spectrum(powers):
    """Mean over bins of the rows' autocorrelation (Wiener-Khinchin), each lag divided by its overlap."""
    _, frames = powers.shape
    spectrum = np.fft.rfft(powers, 2 * frames, axis=1)
    rows = np.fft.irfft(np.abs(spectrum) ** 2, 2 * frames, axis=1)[:, :frames]
    return np.mean(rows / np.arange(frames, 0, -1), axis=0)


def find_period(spectrum, shortest, longest):
    return shortest + int(np.argmax(spectrum[shortest : longest + 1]))


def soft_mask(model, magnitudes):
    return (np.minimum(model, magnitudes) + epsilon) / (magnitudes + epsilon)


def repet(magnitudes, period):
    """Segments of one period, the last filled up with NaN, and their median."""
    bins, frames = magnitudes.shape
    count = int(np.ceil(frames / period))
    padded = np.full((bins, count * period), np.nan)
    padded[:, :frames] = magnitudes
    model = np.nanmedian(padded.reshape(bins, count, period), axis=1)
    return soft_mask(np.tile(model, (1, count))[:, :frames], magnitudes)


def repet_adaptive(magnitudes, periods, order):
    """A. Liutkus et al., ICASSP 2012: the frames at multiples of the frame's own period."""
    _, frames = magnitudes.shape
    model = np.empty_like(magnitudes)
    steps = np.arange(order) - order // 2
    for frame in range(frames):
        at = frame + steps * periods[frame]
        at = at[(at >= 0) & (at < frames)]
        model[:, frame] = np.median(magnitudes[:, at], axis=1)
    return soft_mask(model, magnitudes)


def adaptive_periods(powers, window, step, shortest, longest):
    """A period per frame: that of the window with the nearest middle. A period is at most a third of its window."""
    _, frames = powers.shape
    found = []
    for middle in range(0, frames, step):
        first = middle - window // 2
        spectrum = beat_spectrum(powers[:, max(0, first) : first + window])
        most = max(1, min(longest, len(spectrum) // 3))
        found.append(find_period(spectrum, min(shortest, most), most))
    nearest = np.minimum(len(found) - 1, np.floor(np.arange(frames) / step + 0.5).astype(int))
    return np.asarray(found)[nearest]


def similarity_matrix(magnitudes):
    lengths = np.sqrt(np.sum(magnitudes**2, axis=0))
    unit = np.divide(magnitudes, lengths, out=np.zeros_like(magnitudes), where=lengths > 0)
    return unit.T @ unit


def local_maxima(row, threshold, distance, count):
    """Values above all others within the distance, the greatest first."""
    peaks = []
    for i, value in enumerate(row):
        left = row[max(0, i - distance) : i]
        right = row[i + 1 : i + distance + 1]
        if value >= threshold and np.all(value > left) and np.all(value > right):
            peaks.append(i)
    return sorted(peaks, key=lambda i: -row[i])[:count]


def repet_sim(magnitudes, count, distance, threshold):
    similarity = similarity_matrix(magnitudes)
    np.fill_diagonal(similarity, 2)
    model = np.empty_like(magnitudes)
    for frame in range(magnitudes.shape[1]):
        model[:, frame] = np.median(magnitudes[:, local_maxima(similarity[frame], threshold, distance, count)], axis=1)
    return soft_mask(model, magnitudes)


def ft2d(magnitudes, neighbourhood, peaks):
    """P. Seetharaman, F. Pishdadian, B. Pardo, WASPAA 2017 (peaks 'global'); with local deviations, Seetharaman's thesis, 2019 ('local')."""
    spectrum = np.fft.fft2(magnitudes)
    size = np.fft.fftshift(np.abs(spectrum))
    size /= np.max(size) + 1e-7
    highest = maximum_filter(size, neighbourhood)
    if peaks == "local":
        mean = uniform_filter(size, neighbourhood)
        deviation = np.sqrt(np.maximum(0, uniform_filter(size**2, neighbourhood) - mean**2)) + 1e-7
        kept = (highest - mean) / deviation * (size == highest)
        kept /= np.max(kept) + 1e-7
    else:
        kept = ((size == highest) & (highest - minimum_filter(size, neighbourhood) > np.std(size))).astype(float)
    kept = np.fft.ifftshift(kept)
    # Downward patterns go where upward ones go. The mirror image of modulation u is -u, which for odd sizes is nussl's flip of the
    # shifted matrix and for even ones lies a place beside it.
    across, down = np.roll(kept[:, ::-1], 1, axis=1), np.roll(kept[::-1, :], 1, axis=0)
    kept = np.maximum.reduce([kept, across, down, np.roll(down[:, ::-1], 1, axis=1)])
    floor = magnitudes + 1e-7
    mask = np.minimum(np.abs(np.fft.ifft2(kept * spectrum)), floor) / floor
    return mask / np.max(mask + 1e-7)


def kernel_median(powers, kernel):
    """Medians over the proximity kernels of A. Liutkus et al., IEEE TSP 62(16), 2014."""
    kind = kernel["kind"]
    if kind == "horizontal":
        return median_filter(powers, (1, kernel["frames"]))
    if kind == "vertical":
        return median_filter(powers, (kernel["bins"], 1))
    if kind == "cross":
        cross = np.zeros((kernel["bins"], kernel["frames"]), bool)
        cross[kernel["bins"] // 2, :] = cross[:, kernel["frames"] // 2] = True
        return median_filter(powers, footprint=cross)
    _, frames = powers.shape
    steps = np.arange(kernel["repetitions"]) - kernel["repetitions"] // 2
    result = np.empty_like(powers)
    for frame in range(frames):
        at = frame + steps * kernel["period"]
        result[:, frame] = np.median(powers[:, at[(at >= 0) & (at < frames)]], axis=1)
    return result


def kernel_masks(powers, kernels, iterations):
    """Kernel back-fitting of one channel without spatial covariances."""
    masks = np.ones((len(kernels), 1, 1))
    for _ in range(iterations):
        medians = np.stack([kernel_median(mask**2 * powers, kernel) for mask, kernel in zip(masks, kernels)])
        total = np.sum(medians, axis=0)
        masks = np.where(total > 0, medians / np.where(total > 0, total, 1), 1 / len(kernels))
    return masks


def run(case, magnitudes):
    kind = case["kind"]
    powers = magnitudes**2
    if kind == "repet":
        spectrum = beat_spectrum(powers)
        period = find_period(spectrum, case["minFrames"], min(case["maxFrames"], len(spectrum) // 3))
        return {"spectrum": spectrum, "period": [period], "mask": repet(magnitudes, period).T}
    if kind == "adaptive":
        arguments = (case["windowFrames"], case["stepFrames"], case["minFrames"], case["maxFrames"])
        periods = adaptive_periods(powers, *arguments)
        return {"periods": periods, "mask": repet_adaptive(magnitudes, periods, case["order"]).T}
    if kind == "sim":
        mask = repet_sim(magnitudes, case["count"], case["distanceFrames"], case["threshold"])
        return {"similarity": similarity_matrix(magnitudes), "mask": mask.T}
    if kind == "kam":
        masks = kernel_masks(powers, case["kernels"], case["iterations"])
        return {f"mask{i}": mask.T for i, mask in enumerate(masks)}
    return {"mask": ft2d(magnitudes, (case["bins"], case["frames"]), case["peaks"]).T}


def read(path, frames, bins):
    return np.fromfile(path, "<f4").reshape(frames, bins).T.astype(np.float64)


def masks(folder):
    folder = pathlib.Path(folder)
    for case in json.loads((folder / "cases.json").read_text()):
        results = run(case, read(folder / case["matrix"], case["frameCount"], case["binCount"]))
        for name, values in results.items():
            np.ascontiguousarray(values, dtype="<f8").tofile(folder / f"{case['name']}.{name}.f64")
    return versions()


def measure(folder, runs):
    folder = pathlib.Path(folder)
    seconds = {}
    for case in json.loads((folder / "cases.json").read_text()):
        magnitudes = read(folder / case["matrix"], case["frameCount"], case["binCount"])
        seconds[case["name"]] = []
        for _ in range(int(runs)):
            start = time.perf_counter()
            run(case, magnitudes)
            seconds[case["name"]].append(time.perf_counter() - start)
    return {**versions(), "seconds": seconds}


def versions():
    return {"numpy": np.__version__, "scipy": scipy.__version__}


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(json.dumps({"masks": masks, "time": measure}[command](*arguments)))
