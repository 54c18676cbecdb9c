"""Cuts clauses out of trees, as short sentences of their own.

usage: clauses.py OUT.conllu TREES.conllu.xz...

A clause with a subject and a finite verb that another one holds becomes a
sentence: what joins it goes, its head becomes the root. Copies have a bare
plural of the news for a subject (`Troops`), or only the verb with its subject
and the first complement after it: so a past tense without an auxiliary is met
as the only verb of a short sentence, and not only as a participle. Others have
a participle of another sentence after the subject, and the verb after that:
`Soldiers deployed in the capital fired on the crowd`.
"""
import lzma, random, re, sys

random.seed(3)
PLURALS = """troops youths rebels protesters demonstrators soldiers gunmen crowds residents villagers officials ministers
negotiators workers miners tanks warplanes rockets fighters militants police lawmakers envoys diplomats students farmers
insurgents rioters inmates migrants refugees rescuers investigators prosecutors judges voters leaders delegates families
supporters opponents activists journalists teachers doctors nurses guards commandos paratroopers marines sailors pilots
drivers fishermen traders shopkeepers monks clerics worshippers settlers separatists loyalists militiamen peacekeepers
observers monitors inspectors talks clashes riots ships jets helicopters drones missiles shells bombs forces units unions
parties banks airlines companies states neighbours allies donors creditors""".split()
PERSON = set(PLURALS[:PLURALS.index("talks")]) - {"tanks", "warplanes", "rockets"}
CLAUSES = {"root", "conj", "ccomp", "parataxis", "advcl", "acl:relcl"}

def trees(path):
    rows = []
    with lzma.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if not line:
                if rows:
                    yield rows
                rows = []
            elif line[0] != "#":
                c = line.split("\t")
                if c[0].isdigit():
                    rows.append(c)
    if rows:
        yield rows

def base(r):
    return r.split(":")[0]

def finite(rows, kids, at):
    own = "VerbForm=Fin" in rows[at][5]
    return own or any(base(rows[k][7]) in ("aux", "cop") and "VerbForm=Fin" in rows[k][5] for k in kids[at])

def subtree(kids, at, drop):
    out, todo = [], [at]
    while todo:
        i = todo.pop()
        out.append(i)
        todo += [k for k in kids[i] if k not in drop]
    return sorted(out)

def strip(rows, words):
    """Without punctuation at the edges, and without a pair's lone half."""
    while words and rows[words[0]][3] == "PUNCT":
        words.pop(0)
    while words and rows[words[-1]][3] == "PUNCT":
        words.pop()
    return words

def sentence(rows, words, root):
    new = {w: i + 1 for i, w in enumerate(words)}
    out = []
    for w in words:
        r = list(rows[w])
        head = int(r[6]) - 1
        r[0], r[6] = str(new[w]), "0" if w == root else str(new[head])
        r[7] = "root" if w == root else r[7]
        r[8] = r[9] = "_"
        out.append(r)
    first = out[0]
    if first[1][:1].islower():
        first[1] = first[1][:1].upper() + first[1][1:]
    out.append([str(len(out) + 1), ".", ".", "PUNCT", ".", "_", str(new[root]), "punct", "_", "_"])
    return out

def clause(rows, kids, at):
    """The words of the clause of a head, or nothing."""
    drop = set()
    for k in kids[at]:
        rel = base(rows[k][7])
        if rel in ("mark", "cc", "discourse", "vocative", "parataxis") or (k < at and rel == "advcl" and rows[at][7] != "root"):
            drop.add(k)
        if rel == "conj" and finite(rows, kids, k):
            drop.add(k)
        if "PronType=Rel" in rows[k][5] or "PronType=Int" in rows[k][5]:
            return None
    words = strip(rows, subtree(kids, at, drop))
    inside = set(words)
    # What hangs on a punctuation mark or was dropped would leave a hole with a word in it.
    for w in words:
        if w != at and int(rows[w][6]) - 1 not in inside:
            return None
    text = [rows[w][1] for w in words]
    if sum(t in "\"“”()[]" for t in text) or not 3 <= len(words) <= 18:
        return None
    gaps = [i for i in range(words[0], words[-1]) if i not in inside and i not in drop]
    holes = [g for g in gaps if not any(g in s for s in (set(subtree(kids, d, set())) for d in drop))]
    return None if holes else words

def short(rows, kids, words, at, subject):
    """The verb with its subject and the first complement after it."""
    keep = set(subtree(kids, subject, set()))
    rest = [k for k in kids[at] if k in words and k > at and base(rows[k][7]) in ("obj", "obl", "compound", "xcomp", "ccomp", "iobj", "advmod")]
    parts = [k for k in rest if rows[k][7] == "compound:prt"] + [k for k in rest if base(rows[k][7]) in ("obj", "iobj", "xcomp", "ccomp")]
    parts += [k for k in rest if base(rows[k][7]) == "obl"][:1]
    parts += [k for k in kids[at] if k in words and (base(rows[k][7]) in ("aux", "cop") or rows[k][3] == "PART")]
    keep.add(at)
    for k in parts:
        keep |= set(subtree(kids, k, set()))
    return strip(rows, [w for w in words if w in keep])

def bare(rows, words, subject, kids):
    """With a bare plural of the news as the subject."""
    gone = set(subtree(kids, subject, set())) - {subject}
    noun = random.choice(PLURALS)
    copy = [list(r) for r in rows]
    lemma = {"police": "police", "gunmen": "gunman", "fishermen": "fisherman", "militiamen": "militiaman", "parties": "party", "families": "family", "companies": "company", "allies": "ally"}.get(noun, noun[:-1])
    copy[subject][1:4] = [noun, lemma, "NOUN"]
    copy[subject][5] = "Number=Plur"
    return copy, [w for w in words if w not in gone]

def participles(rows, kids):
    """Past participles after a noun, with what hangs on them."""
    for at, r in enumerate(rows):
        if r[7] != "acl" or "Tense=Past" not in r[5] or "VerbForm=Part" not in r[5] or int(r[6]) - 1 > at:
            continue
        words = subtree(kids, at, set())
        plain = all(rows[w][3] != "PUNCT" and "VerbForm=Fin" not in rows[w][5] for w in words)
        if plain and words[0] == at and 2 <= len(words) <= 7 and words[-1] - at == len(words) - 1:
            yield [list(rows[w]) for w in words], at

def reduced(rows, words, subject, phrase):
    """With a participle and its words after the subject, and a later verb as the root."""
    part, at = phrase
    shift = len(part)
    moved = lambda w: w if w <= subject else w + shift
    head = lambda r: str(moved(int(r[6]) - 1) + 1) if r[6] != "0" else "0"
    copy = [r[:6] + [head(r)] + r[7:] for r in map(list, rows)]
    new = []
    for r in part:
        h = int(r[6]) - 1
        inside = at <= h < at + shift and r is not part[0]
        new.append(r[:6] + [str(subject + 2 + h - at if inside else subject + 1)] + r[7:])
    copy[subject + 1:subject + 1] = new
    inserted = list(range(subject + 1, subject + 1 + shift))
    return copy, sorted([moved(w) for w in words] + inserted), moved

out, *paths = sys.argv[1:]
n = [0, 0, 0, 0]
pool = []
for path in paths:
    for rows in trees(path):
        kids = [[] for _ in rows]
        for i, r in enumerate(rows):
            if r[6] != "0":
                kids[int(r[6]) - 1].append(i)
        pool += participles(rows, kids)
with open(out, "w", encoding="utf-8") as f:
    def put(kind, sample):
        n[kind] += 1
        f.write("\n".join("\t".join(r) for r in sample) + "\n\n")
    for path in paths:
        for rows in trees(path):
            kids = [[] for _ in rows]
            for i, r in enumerate(rows):
                if r[6] != "0":
                    kids[int(r[6]) - 1].append(i)
            for at, r in enumerate(rows):
                if r[7] not in CLAUSES or not finite(rows, kids, at):
                    continue
                subjects = [k for k in kids[at] if base(rows[k][7]) == "nsubj"]
                if len(subjects) != 1 or subjects[0] > at:
                    continue
                words = clause(rows, kids, at)
                if not words or subjects[0] not in words:
                    continue
                whole = len(words) + 1 >= len(rows)
                if not whole:
                    put(0, sentence(rows, words, at))
                s = subjects[0]
                verb = rows[at][3] == "VERB"
                if verb and len(words) > 6:
                    cut = short(rows, kids, words, at, s)
                    if len(cut) >= 3 and len(cut) < len(words):
                        put(1, sentence(rows, cut, at))
                        words = cut if random.random() < 0.6 else words
                # A bare plural goes with a past tense, whatever the subject was.
                past = verb and ("Tense=Past" in rows[at][5] or any("Tense=Past" in rows[k][5] for k in kids[at] if base(rows[k][7]) == "aux"))
                aux = [rows[k][1].lower() for k in kids[at] if base(rows[k][7]) in ("aux", "cop")]
                if past and not set(aux) & {"was", "am", "is", "has", "does"} and rows[s][3] in ("NOUN", "PROPN", "PRON") and rows[s][1].lower() not in ("it", "there"):
                    first = not aux
                    for _ in range(2 if first else 1):
                        copy, rest = bare(rows, words, s, kids)
                        put(2, sentence(copy, rest, at))
                    if not aux and random.random() < 0.7:
                        copy, rest = bare(rows, words, s, kids)
                        copy, rest, moved = reduced(copy, rest, s, random.choice(pool))
                        put(3, sentence(copy, rest, moved(at)))
print(n)
