"""
The variants of NMF in plain NumPy, double precision, from the papers' equations, term by term; and librosa's cepstral coefficients. Run as a
program it prints JSON: cases with their results, for the figures. scripts/golden/nmf-variants.py makes the golden vectors of it.

  NMF deconvolution  P. Smaragdis, ICA 2004, with all template frames updated from one model
  complex NMF        H. Kameoka, N. Ono, K. Kashino, S. Sagayama, ICASSP 2009, with templates that sum to 1 as a constraint of their step
  MFCC               librosa.feature.mfcc
"""

import json

import librosa
import numpy as np
import scipy
from scipy.optimize import brentq

eps = 1e-30


def flat(array):
    return [float(np.float32(x)) for x in np.asarray(array, dtype=np.float64).ravel()]


# --- NMF deconvolution: V[k, f] ~ sum_rt W[r, t, k] H[r, f - t]


def shifted(row, t):
    return np.concatenate([np.zeros(t), row[: len(row) - t]]) if t else row


def convolutive_model(w, h):
    model = np.zeros((w.shape[2], h.shape[1]))
    for r in range(w.shape[0]):
        for t in range(w.shape[1]):
            model += np.outer(w[r, t], shifted(h[r], t))
    return model


def divergence(v, m):
    return float(np.sum(np.where(v > 0, v * np.log(np.maximum(v, eps) / m), 0) - v + m))


def deconvolve(v, w, h, iterations):
    w, h = w.copy(), h.copy()
    costs = [divergence(v, convolutive_model(w, h))]
    for _ in range(iterations):
        q = v / convolutive_model(w, h)
        new = np.zeros_like(h)
        for r in range(h.shape[0]):
            for f in range(h.shape[1]):
                up = down = 0.0
                for t in range(min(w.shape[1], h.shape[1] - f)):
                    up += w[r, t] @ q[:, f + t]
                    down += w[r, t].sum()
                new[r, f] = h[r, f] * up / down
        h = new
        q = v / convolutive_model(w, h)
        new = np.zeros_like(w)
        for r in range(w.shape[0]):
            for t in range(w.shape[1]):
                late = shifted(h[r], t)
                new[r, t] = w[r, t] * (q @ late) / late.sum()
        w = new
        costs.append(divergence(v, convolutive_model(w, h)))
    return w, h, costs


def deconvolution_case(random, bins, frames, components, length, iterations):
    v = random.random((bins, frames)) ** 2 + 0.01
    w0 = random.random((components, length, bins)) + 0.05
    h0 = random.random((components, frames)) + 0.05
    v, w0, h0 = (x.astype(np.float32).astype(np.float64) for x in (v, w0, h0))
    w, h, costs = deconvolve(v, w0, h0, iterations)
    return dict(
        binCount=bins, frameCount=frames, componentCount=components, templateFrames=length, iterations=iterations,
        data=flat(v.T), initialTemplates=[flat(x) for x in w0], initialActivations=flat(h0),
        templates=[flat(x) for x in w], activations=flat(h), costs=costs,
    )  # fmt: skip


# --- Complex NMF: X[k, f] ~ sum_r H[k, r] U[r, f] exp(i phi[r, k, f]), cost |X - F|^2 + 2 lambda sum U^p


def parts_of(h, u, phase):
    return h.T[:, :, None] * u[:, None, :] * phase


def objective(x, h, u, phase, weight, p):
    return float(np.sum(np.abs(x - parts_of(h, u, phase).sum(0)) ** 2) + 2 * weight * np.sum(u**p))


def complex_nmf(x, h, u, phase, iterations, weight, p):
    costs = [objective(x, h, u, phase, weight, p)]
    for _ in range(iterations):
        for turn in ("activations", "templates"):
            parts = parts_of(h, u, phase)
            magnitudes = np.abs(parts)
            beta = magnitudes / magnitudes.sum(0)
            auxiliary = parts + beta * (x - parts.sum(0))
            phase = auxiliary / np.abs(auxiliary)
            a = np.abs(auxiliary)
            if turn == "activations":
                up = np.einsum("kr,rkf->rf", h, a / beta)
                down = np.einsum("kr,rkf->rf", h**2, 1 / beta) + weight * p * u ** (p - 2)
                u = up / down
                continue
            b = np.einsum("rf,rkf->kr", u, a / beta)
            c = np.einsum("rf,rkf->kr", u**2, 1 / beta)
            if weight == 0:
                h = b / c
                total = h.sum(0)
                h, u = h / total, u * total[:, None]
                continue
            new = np.zeros_like(h)
            for r in range(h.shape[1]):
                least = h[:, r] / 10
                step = lambda m: np.maximum(least, (b[:, r] - m) / c[:, r])
                low, high = -1.0, 1.0
                while step(low).sum() < 1:
                    low *= 2
                while step(high).sum() > 1:
                    high *= 2
                new[:, r] = step(brentq(lambda m: step(m).sum() - 1, low, high, xtol=1e-15, rtol=1e-14))
            h = new
        costs.append(objective(x, h, u, phase, weight, p))
    return h, u, phase, costs


def complex_case(random, bins, frames, components, iterations, weight, p):
    x = random.normal(size=(bins, frames)) + 1j * random.normal(size=(bins, frames))
    h = random.random((bins, components)) + 0.1
    u = random.random((components, frames)) + 0.1
    phase = np.exp(2j * np.pi * random.random((components, bins, frames)))
    x, phase = x.astype(np.complex64).astype(np.complex128), phase.astype(np.complex64).astype(np.complex128)
    h, u = (z.astype(np.float32).astype(np.float64) for z in (h, u))
    start = dict(templates=flat(h.T), activations=flat(u), phasors=flat(pairs(phase.transpose(0, 2, 1))))
    total = h.sum(0)
    h2, u2, phase2, costs = complex_nmf(x, h / total, u * total[:, None], phase, iterations, weight, p)
    return dict(
        binCount=bins, frameCount=frames, componentCount=components, iterations=iterations, sparsity=weight, exponent=p,
        data=flat(pairs(x.T)), initial=start,
        templates=flat(h2.T), activations=flat(u2), phasors=flat(pairs(phase2.transpose(0, 2, 1))), costs=costs,
    )  # fmt: skip


def pairs(z):
    return np.stack([z.real, z.imag], axis=-1)


# --- MFCC


def cepstral_case(random, rows, rate, size, bands, count):
    powers = (random.random((rows, size // 2 + 1)) ** 4).astype(np.float32)
    powers[1] *= 1e-5
    mel = librosa.feature.melspectrogram(S=powers.T, sr=rate, n_fft=size, n_mels=bands)
    coefficients = librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=count)
    return dict(sampleRate=rate, fftSize=size, melCount=bands, count=count, powers=flat(powers), coefficients=flat(coefficients.T))


versions = dict(numpy=np.__version__, scipy=scipy.__version__, librosa=librosa.__version__)


def cases(random, deconvolution, complexes, cepstra):
    """All cases of the given sizes, as data."""
    return dict(
        versions=versions,
        nmfd=deconvolution_case(random, *deconvolution),
        complexNmf=[complex_case(random, *sizes) for sizes in complexes],
        mfcc=cepstral_case(random, *cepstra),
    )


if __name__ == "__main__":
    sizes = [(40, 50, 4, 20, 0.0, 1.2), (40, 50, 3, 20, 0.3, 1.2)]
    print(json.dumps(cases(np.random.default_rng(2009), (80, 100, 5, 6, 20), sizes, (60, 44100, 2048, 128, 20))))
