"""Plain NumPy references of the multichannel methods, written from the papers' equations, and scikit-learn's FastICA. Prints JSON.

  multichannel.py run FOLDER    for each case of FOLDER/cases.json reads FOLDER/NAME.in (float64: the arrays that the case lists, one after the
                                other), writes FOLDER/NAME.out likewise; prints versions and seconds
"""

import json
import os
import pathlib
import sys
import time

threads = os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", threads)

import numpy as np  # noqa: E402  (after the number of threads is set)
import sklearn  # noqa: E402
from sklearn.decomposition import FastICA  # noqa: E402

# The floor of levels beside a mean power of 1 per bin, and what is added to a covariance's diagonal in proportion to its mean.
SMALLEST, LOADING = 1e-10, 1e-10


def fast_ica(arrays, options):
    """Sources [component, sample] and the unmixing matrix."""
    samples, start = arrays
    model = FastICA(
        algorithm={"symmetric": "parallel", "deflation": "deflation"}[options["algorithm"]],
        fun=options["contrast"],
        fun_args={"alpha": options["alpha"]} if options["contrast"] == "logcosh" else {},
        max_iter=options["maxIterations"],
        tol=options["tolerance"],
        w_init=start,
        whiten="unit-variance",
        whiten_solver="eigh",
    )
    sources = model.fit_transform(samples.T)
    return [sources.T, model.components_]


def project(x, w, n, weights):
    """Iterative projection of row n of w [bin, source, channel] with weights [bin, frame] on x [bin, channel, frame]."""
    bins, size, frames = x.shape
    v = np.einsum("kct,kdt->kcd", x * weights[:, None, :], x.conj()) / frames
    trace = np.trace(v, axis1=1, axis2=2).real
    v += (LOADING * trace / size)[:, None, None] * np.eye(size)
    unit = np.zeros((bins, size, 1))
    unit[:, n] = 1
    row = np.linalg.solve(w @ v, unit)[..., 0]
    power = np.einsum("kc,kcd,kd->k", row.conj(), v, row).real
    w[:, n] = (row / np.sqrt(power)[:, None]).conj()


def observations(array):
    """[channel, bin, frame, part] to complex [bin, channel, frame]."""
    return np.ascontiguousarray((array[..., 0] + 1j * array[..., 1]).transpose(1, 0, 2))


def demixed(x, w, n):
    return np.einsum("kc,kct->kt", w[:, n], x)


def log_determinant(w):
    return np.log(np.abs(np.linalg.det(w))).sum()


def parts(w):
    return np.stack([w.real, w.imag], -1)


def aux_iva(arrays, options):
    x = observations(arrays[0])
    bins, size, frames = x.shape
    w = np.tile(np.eye(size, dtype=complex), (bins, 1, 1))
    curve = []
    for _ in range(options["iterations"]):
        for n in range(size):
            level = np.sqrt((np.abs(demixed(x, w, n)) ** 2).sum(0))
            weights = 1 / np.maximum(SMALLEST, level)
            project(x, w, n, np.broadcast_to(weights, (bins, frames)))
        if not options["curve"]:
            continue
        levels = [np.sqrt((np.abs(demixed(x, w, n)) ** 2).sum(0)).mean() for n in range(size)]
        curve.append(sum(levels) - log_determinant(w))
    return [parts(w), np.array(curve)]


def ilrma(arrays, options):
    x = observations(arrays[0])
    bins, size, frames = x.shape
    spectra, gains = arrays[1].copy(), arrays[2].copy()  # [source, bin, basis], [source, basis, frame]
    w = np.tile(np.eye(size, dtype=complex), (bins, 1, 1))
    curve = []
    model = lambda n: np.maximum(SMALLEST, spectra[n] @ gains[n])  # noqa: E731
    for _ in range(options["iterations"]):
        for n in range(size):
            powers = np.abs(demixed(x, w, n)) ** 2
            level = powers.mean()
            w[:, n] /= np.sqrt(level)
            powers /= level
            spectra[n] /= level
            r = model(n)
            spectra[n] *= np.sqrt((powers / r**2) @ gains[n].T / ((1 / r) @ gains[n].T))
            spectra[n] = np.maximum(SMALLEST, spectra[n])
            r = model(n)
            gains[n] *= np.sqrt(spectra[n].T @ (powers / r**2) / (spectra[n].T @ (1 / r)))
            gains[n] = np.maximum(SMALLEST, gains[n])
            project(x, w, n, 1 / model(n))
        if not options["curve"]:
            continue
        cost = 0.0
        for n in range(size):
            powers, r = np.abs(demixed(x, w, n)) ** 2, model(n)
            cost += (powers / r + np.log(r)).sum() / frames
        curve.append(cost - 2 * log_determinant(w))
    return [parts(w), np.array(curve)]


def stereo_bins(array):
    """[channel, frame, bin, part] to two complex [frame, bin]."""
    return array[0, ..., 0] + 1j * array[0, ..., 1], array[1, ..., 0] + 1j * array[1, ..., 1]


def adress(arrays, options):
    """The azimuth plane bin by bin, gain by gain, as the paper has it: place and magnitude of each bin."""
    left, right = stereo_bins(arrays[0])
    steps = np.arange(options["resolution"] + 1) / options["resolution"]
    on_left = np.abs(right[..., None] - steps * left[..., None])
    on_right = np.abs(left[..., None] - steps * right[..., None])
    is_left = np.abs(left) >= np.abs(right)
    plane = np.where(is_left[..., None], on_left, on_right)
    step = plane.argmin(-1)
    places = np.where(is_left, step, 2 * options["resolution"] - step)
    places[(left == 0) & (right == 0)] = options["resolution"]
    return [places.astype(float), plane.max(-1) - plane.min(-1)]


def duet(arrays, options):
    """The histogram over angle and delay from the symmetric attenuation, and the most likely source of each bin."""
    first, second = stereo_bins(arrays[0])
    peaks = arrays[1]  # [peak, (degrees, delay)]
    omega = 2 * np.pi * np.arange(first.shape[1]) / options["fftSize"]
    a, b = first[:, 1:], second[:, 1:]
    with np.errstate(all="ignore"):
        attenuation = np.abs(b) / np.abs(a) - np.abs(a) / np.abs(b)
        delay = -np.angle(b / a) / omega[1:]
    angle = np.arctan(attenuation / 2) / 2 + np.pi / 4
    power = np.abs(a) ** 2 + np.abs(b) ** 2
    softer = np.minimum(np.abs(a), np.abs(b)) < 10 ** (-30 / 20) * np.maximum(np.abs(a), np.abs(b))
    delay[softer] = 0
    most = options["maxDelaySamples"]
    counted = (power > 0) & (np.abs(delay) < most)
    histogram, _, _ = np.histogram2d(
        angle[counted],
        delay[counted],
        bins=(options["panCells"], options["delayCells"]),
        range=((0, np.pi / 2), (-most, most)),
        weights=power[counted],
    )
    amplitudes = np.tan(np.radians(peaks[:, 0] + 45))[:, None, None]
    turns = np.exp(-1j * omega[None, :] * peaks[:, 1, None])[:, None, :]
    errors = np.abs(amplitudes * turns * first - second) ** 2 / (1 + amplitudes**2)
    return [histogram, errors.argmin(0).astype(float)]


def projet(arrays, options):
    """Spectra [bin, source], pans [place, source] and the divergence after each iteration."""
    x = arrays[0][..., 0] + 1j * arrays[0][..., 1]  # [channel, bin]
    pans = arrays[1].copy()
    directions, count = options["projections"], pans.shape[1]
    angles = np.pi * np.arange(directions) / directions
    u = np.stack([np.cos(angles), np.sin(angles)], 1)
    places = np.pi / 2 * np.arange(len(pans)) / (len(pans) - 1)
    k = np.abs(u @ np.stack([np.cos(places), np.sin(places)]))
    sizes = np.abs(u @ x).T  # [bin, projection]
    spectra = np.repeat(np.sqrt((np.abs(x) ** 2).sum(0))[:, None] / count, count, 1)
    curve = []
    for _ in range(options["iterations"]):
        g = k @ pans
        spectra *= (sizes / (spectra @ g.T)) @ g / g.sum(0)
        shares = (sizes / (spectra @ g.T)).T @ spectra
        pans *= (k.T @ shares) / np.outer(k.sum(0), spectra.sum(0))
        sigma = spectra @ (k @ pans).T
        curve.append((sizes * np.log(sizes / sigma) - sizes + sigma).sum())
    g = k @ pans
    masks = spectra[:, :, None] * g.T[None] / (spectra @ g.T)[:, None]  # [bin, source, projection]
    images = np.einsum("cm,bjm,mb->jcb", np.linalg.pinv(u), masks, u @ x)
    return [spectra, pans, np.array(curve), np.stack([images.real, images.imag], -1)]


methods = {f.__name__: f for f in (fast_ica, aux_iva, ilrma, adress, duet, projet)}


def run(folder):
    folder = pathlib.Path(folder)
    seconds = {}
    for case in json.loads((folder / "cases.json").read_text()):
        values = np.fromfile(folder / f"{case['name']}.in", "<f8")
        arrays, at = [], 0
        for shape in case["shapes"]:
            size = int(np.prod(shape))
            arrays.append(values[at : at + size].reshape(shape))
            at += size
        start = time.perf_counter()
        results = methods[case["method"]](arrays, case["options"])
        seconds[case["name"]] = time.perf_counter() - start
        np.concatenate([np.ravel(result) for result in results]).astype("<f8").tofile(folder / f"{case['name']}.out")
    print(json.dumps({"versions": f"NumPy {np.__version__}, scikit-learn {sklearn.__version__}", "seconds": seconds}))


if __name__ == "__main__":
    {"run": run}[sys.argv[1]](sys.argv[2])
