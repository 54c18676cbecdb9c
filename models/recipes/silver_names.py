"""Labels French news with an outside recogniser and parser, as CoNLL-U with names.

usage: silver.py ARTICLES.jsonl.xz OUT.conllu WORDS MODEL [SHARD SHARDS]

Names come as `Name=B-PER` in MISC. Contractions (`du`, `au`, ...) are split
into the two words of Universal Dependencies.
"""
import json, lzma, random, re, sys
import spacy

src, out, words, model = sys.argv[1:5]
shard, shards = (int(sys.argv[5]), int(sys.argv[6])) if len(sys.argv) > 6 else (0, 1)
words = int(words) // shards
nlp = spacy.load(model, exclude=["lemmatizer"])
articles = [json.loads(l) for l in lzma.open(src, "rt", encoding="utf-8")]
random.Random(13).shuffle(articles)
articles = articles[shard::shards]
SPLIT = {"du": ("de", "le"), "des": ("de", "les"), "au": ("à", "le"), "aux": ("à", "les")}
LABELS = {"PER", "LOC", "ORG", "MISC"}

def texts():
    for a in articles:
        if a.get("title"):
            yield a["title"].strip()
        for p in (a.get("article") or "").split("\n"):
            p = re.sub(r"\s+", " ", p).strip()
            if len(p) > 20:
                yield p

n = 0
with open(out, "w", encoding="utf-8") as f:
    for doc in nlp.pipe(texts(), batch_size=64):
        for sent in doc.sents:
            toks = [t for t in sent if not t.is_space]
            if not 3 <= len(toks) <= 80:
                continue
            rows, place = [], {}
            for t in toks:
                low = t.lower_
                pair = SPLIT.get(low) if t.pos_ == "ADP" else None
                place[t.i] = len(rows) + 1
                ent = f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ in LABELS else ""
                rows.append((t, pair[0] if pair else t.text, "ADP" if pair else t.pos_, ent, t.dep_))
                if pair:
                    ent2 = f"I-{t.ent_type_}" if ent else ""
                    rows.append((t, pair[1], "DET", ent2, "det"))
            ok = True
            lines = []
            for i, (t, form, pos, ent, dep) in enumerate(rows):
                if t.head is t:
                    head, dep = 0, "root"
                    if place[t.i] != i + 1:
                        ok = False
                else:
                    head = place.get(t.head.i, -1)
                    if head < 0:
                        ok = False
                feats = "_" if form != t.text else (str(t.morph) or "_")
                lines.append(f"{i+1}\t{form}\t_\t{pos}\t_\t{feats}\t{head}\t{dep}\t_\t{'Name=' + ent if ent else '_'}")
            if ok:
                f.write("\n".join(lines) + "\n\n")
                n += len(rows)
        if n >= words:
            break
print(n, "words")
