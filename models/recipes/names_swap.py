"""Varies names: copies of annotated sentences in which names give way to others.

usage: names_swap.py en WORLD TABLES EWT.iob2.xz WIKIGOLD.conll.xz GUM.conllu.xz... OUT_FOLDER
       names_swap.py fr WORLD TABLES SILVER.jsonl OUT_FOLDER

WORLD as for silver_names.py, TABLES is the folder world/tables of this project.
English: writes gum_names.iob2 (names over the trees of GUM, from its entity
annotation) and the variations by manner, swapped_ewt.iob2, swapped_wikigold.iob2
and swapped_gum.iob2. French: writes names_fr.jsonl (the silver labels,
corrected once more by the tables, and a swapped copy of every second paragraph
with names).
"""
import collections, csv, json, lzma, os, random, re, sys

lang, world, tables, *files, out = sys.argv[1:]
random.seed(7)
column = {"en": 0, "fr": 2}[lang]
orgs, places, people = [], [], []
known = {}
for name in ("bodies", "media", "ngos", "states"):
    for r in csv.reader(open(f"{tables}/organizations_{name}.tsv", encoding="utf-8"), delimiter="\t"):
        if not r or r[0].startswith("#") or r[0] == "name_en":
            continue
        main = r[column] or r[0]
        orgs.append(main)
        for n in [main] + r[3].split(" | "):
            n = re.sub(r"^(?:[Tt]he|[Ll]e|[Ll]a|[Ll]es|[Ll]['’]) ?", "", n).strip()
            if len(n) > 2 and n[:1].isupper() and (lang == "fr" or n.isascii()):
                known[n] = "ORG"
                if n.isupper() or random.random() < 0.3:
                    orgs.append(n)
for r in csv.reader(open(f"{tables}/persons.tsv", encoding="utf-8"), delimiter="\t"):
    if r and not r[0].startswith("#") and r[0] != "name_en":
        n = r[1] if lang == "fr" and r[1] else r[0]
        if " " in n:
            people.append(n)
with lzma.open(os.path.join(world, "cldr-names/cldr_territories.tsv.xz"), "rt", encoding="utf-8") as f:
    head = next(f).rstrip("\n").split("\t")
    countries = [l.rstrip("\n").split("\t")[head.index(lang)] for l in f]
countries = [c for c in countries if c[:1].isupper()]
cities = []
with lzma.open(os.path.join(world, "geonames-cities500/cities500.tsv.xz"), "rt", encoding="utf-8") as f:
    next(f)
    for l in f:
        c = l.rstrip("\n").split("\t")
        if int(c[6] or 0) >= 150000:
            cities.append(c[1])
firsts = [p.split(" ")[0] for p in people]
lasts = [p.split(" ")[-1] for p in people]

def other(name, label):
    if label == "ORG":
        return random.choice(orgs)
    if label == "LOC":
        return random.choice(countries if random.random() < 0.5 else cities)
    if label == "PER":
        if " " not in name:
            return random.choice(lasts)
        if random.random() < 0.5:
            return random.choice(people)
        return f"{random.choice(firsts)} {random.choice(lasts)}"
    return name

def tokens(name):
    return re.findall(r"(?:[A-Z]\.)+|[\w’'-]+|[^\w\s]", name)

def spans_of(rows):
    spans, cur = [], None
    for i, tag in enumerate(rows):
        if tag[:2] in ("B-", "I-") and not (tag[0] == "I" and cur and cur[2] == tag[2:]):
            cur = [i, i, tag[2:]]
            spans.append(cur)
        elif tag[0] == "I":
            cur[1] = i
        else:
            cur = None
    return spans

def sentences(path, word, tag, sep):
    forms, tags, sid = [], [], ""
    for line in list(lzma.open(path, "rt", encoding="utf-8")) + ["\n"]:
        if line.startswith("# sent_id"):
            sid = line.split("=", 1)[1].strip()
        elif line.startswith("#"):
            continue
        elif not line.strip() or line.startswith("-DOCSTART"):
            if forms:
                yield sid, forms, spans_of(tags)
            forms, tags = [], []
        else:
            c = line.rstrip("\n").split(sep)
            forms.append(c[word])
            tags.append(c[tag])

KINDS = {"person": "PER", "place": "LOC", "organization": "ORG"}
INNER = {"of", "the", "for", "and", "de", "la", "du", "'s", "&", "on", "in", "-", "al"}

def gum(path):
    """Entities of GUM whose words are proper nouns, without titles, the longest ones."""
    sid, rows = "", []
    for line in list(lzma.open(path, "rt", encoding="utf-8")) + ["\n"]:
        if line.startswith("# sent_id"):
            sid = line.split("=", 1)[1].strip()
        elif line.startswith("#"):
            continue
        elif line.strip():
            c = line.rstrip("\n").split("\t")
            if c[0].isdigit():
                rows.append(c)
        elif rows:
            open_, found = [], []
            for i, c in enumerate(rows):
                m = re.search(r"(?:^|\|)Entity=([^|]+)", c[9])
                for part in re.findall(r"\([^()]+\)?|[^()]*\)", m[1] if m else ""):
                    if part.startswith("("):
                        f = part.strip("()").split("-")
                        open_.append((f[0], i, f[1] if len(f) > 1 else "", len(f) > 5 and bool(f[-1][:1].isupper())))
                        if part.endswith(")"):
                            k = open_.pop()
                            found.append((k[1], i, k[2], k[3]))
                    else:
                        eid = part[:-1].strip()
                        for k in reversed(open_):
                            if k[0] == eid:
                                open_.remove(k)
                                found.append((k[1], i, k[2], k[3]))
                                break
            spans = []
            for s, e, kind, linked in sorted(found, key=lambda x: x[0] - x[1]):
                if kind not in KINDS:
                    continue
                while s <= e and rows[s][3] in ("DET", "PUNCT", "ADP") or s <= e and kind == "person" and rows[s][7] in ("nmod:desc",):
                    s += 1
                # The name ends with the stretch of proper nouns.
                t = s
                while t <= e and (rows[t][3] == "PROPN" or rows[t][1] in INNER or rows[t][3] in ("ADJ", "NOUN", "VERB", "NUM") and rows[t][1][:1].isupper()):
                    t += 1
                t -= 1
                while t >= s and rows[t][1] in INNER:
                    t -= 1
                if t < s or not any(r[3] == "PROPN" for r in rows[s:t + 1]) or (t < e and not linked and rows[t + 1][3] in ("NOUN", "PROPN")):
                    continue
                if any(a <= t and s <= b for a, b, _ in spans):
                    continue
                spans.append([s, t, KINDS[kind]])
            yield sid, [r[1] for r in rows], sorted(spans)
            rows = []

def write(f, sid, forms, spans):
    tags = ["O"] * len(forms)
    for s, e, l in spans:
        tags[s] = "B-" + l
        for k in range(s + 1, e + 1):
            tags[k] = "I-" + l
    if sid:
        f.write(f"# sent_id = {sid}\n")
    for i, (w, t) in enumerate(zip(forms, tags)):
        f.write(f"{i + 1}\t{w}\t{t}\t-\t-\n")
    f.write("\n")

def swapped(forms, spans, share=0.7):
    result, new, at = [], [], 0
    for s, e, l in spans:
        result += forms[at:s]
        name = " ".join(forms[s:e + 1])
        words = tokens(other(name, l)) if random.random() < share and l != "MISC" else forms[s:e + 1]
        new.append([len(result), len(result) + len(words) - 1, l])
        result += words
        at = e + 1
    return result + forms[at:], new

if lang == "en":
    count = collections.Counter()
    manners = {m: open(f"{out}/swapped_{m}.iob2", "w") for m in ("ewt", "wikigold", "gum")}
    with open(f"{out}/gum_names.iob2", "w") as g:
        def vary(f, forms, spans, times=1):
            if spans:
                has_org = any(l == "ORG" for *_, l in spans)
                for _ in range(times + has_org):
                    write(f, "", *swapped(forms, spans))
        for path in files:
            if "iob2" in path:
                for _, forms, spans in sentences(path, 1, 2, "\t"):
                    vary(manners["ewt"], forms, spans)
            elif "wikigold" in path:
                for _, forms, spans in sentences(path, 0, 1, " "):
                    if not any(l == "MISC" for *_, l in spans):
                        vary(manners["wikigold"], forms, spans)
            else:
                for sid, forms, spans in gum(path):
                    write(g, sid, forms, spans)
                    count.update(l for *_, l in spans)
                    vary(manners["gum"], forms, spans)
    for f in manners.values():
        f.close()
    print(dict(count))
else:
    changed = collections.Counter()
    with open(f"{out}/names_fr.jsonl", "w") as f:
        for line in open(files[0], encoding="utf-8"):
            row = json.loads(line)
            text = row["text"]
            names = []
            for n in row["names"]:
                word = text[n["start"]:n["end"]]
                if word in ("République", "Etat", "Etats", "Ehpad", "TGV", "Smic", "SMS", "TER", "Internet", "V8", "V12", "SM", "GT"):
                    changed["dropped"] += 1
                    continue
                if known.get(word, n["label"]) != n["label"]:
                    changed[f"{n['label']} {word}"] += 1
                    n["label"] = known[word]
                names.append(n)
            f.write(json.dumps({"text": text, "names": names}, ensure_ascii=False) + "\n")
            if names and random.random() < 0.5:
                new, parts, at = "", [], 0
                for n in names:
                    new += text[at:n["start"]]
                    word = text[n["start"]:n["end"]]
                    if random.random() < 0.7:
                        word = re.sub(r"^(?:Le|La|Les) ", "", other(word, n["label"])) or word
                    parts.append({"start": len(new), "end": len(new) + len(word), "label": n["label"]})
                    new += word
                    at = n["end"]
                f.write(json.dumps({"text": new + text[at:], "names": parts}, ensure_ascii=False) + "\n")
    print(changed.most_common(60))
