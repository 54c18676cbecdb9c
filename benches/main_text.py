#!/usr/bin/env python3
"""Main text, title and date of web pages beside trafilatura, on the same pages in one run.

    pip install trafilatura lxml_html_clean
    python benches/main_text.py --pages DIR --index INDEX.jsonl

INDEX holds, a line a page, `file` (relative to DIR), and the true `text` (as
`truth_text`), `title` and `date`. Half of the pages, drawn by a fixed seed, were
used for developing (`developed`), the other half was not (`held out`).
The score is F1 over the multiset of word tokens in lower case, averaged over pages.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

SEED = 20261124


def tokens(text):
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())


def f1(got, true):
    got, true = collections.Counter(tokens(got)), collections.Counter(tokens(true))
    shared = sum((got & true).values())
    if not shared:
        return 0.0
    precision, recall = shared / sum(got.values()), shared / sum(true.values())
    return 2 * precision * recall / (precision + recall)


def ours(paths):
    """What the program reads from the pages."""
    with tempfile.NamedTemporaryFile("w+") as out:
        command = ["cargo", "run", "--quiet", "--package", "chancery-source", "--example", "pages", "--", *map(str, paths)]
        subprocess.run(command, stdout=out, check=True)
        out.seek(0)
        return {pathlib.Path(d["file"]).name: d for d in map(json.loads, out)}


def theirs(path, url):
    from trafilatura import bare_extraction

    found = bare_extraction(path.read_bytes(), url=url, with_metadata=True)
    return found.as_dict() if found is not None else {}


def report(name, rows):
    def mean(values):
        values = list(values)
        return f"{sum(values) / len(values):.4f} ({len(values)})" if values else "-"

    print(f"\n{name}")
    print(f"  {'':12} {'token F1':>16} {'title':>16} {'date':>16}")
    for side in ("ours", "trafilatura"):
        text = mean(f1(r[side].get("text"), r["truth_text"]) for r in rows)
        title = mean(tokens(r[side].get("title")) == tokens(r["title"]) for r in rows if r.get("title"))
        date = mean((r[side].get("date") or "")[:10] == r["date"][:10] for r in rows if r.get("date"))
        print(f"  {side:12} {text:>16} {title:>16} {date:>16}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=pathlib.Path, required=True)
    parser.add_argument("--index", type=pathlib.Path, required=True)
    parser.add_argument("--developed-only", action="store_true", help="leave the held-out half unseen")
    args = parser.parse_args()
    rows = [r for r in map(json.loads, args.index.open()) if r.get("truth_text")]
    rows.sort(key=lambda r: r["file"])
    random.Random(SEED).shuffle(rows)
    half = len(rows) // 2
    if args.developed_only:
        rows = rows[:half]
    read = ours([args.pages / r["file"] for r in rows])
    for row in rows:
        row["ours"] = read.get(pathlib.Path(row["file"]).name, {})
        row["trafilatura"] = theirs(args.pages / row["file"], row.get("url"))
    report("developed", rows[:half])
    if not args.developed_only:
        report("held out", rows[half:])
        report("all", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
